import type { RejectCode } from './rejectCode.ts'

/** What the operator can do about a refusal: the second half of every message that tells of one. */
export const REMEDIES: Readonly<Record<RejectCode, string>> = {
  crosses: 'nothing to do: it is quoted anew',
  balance:
    'check that the wallet holds enough pUSD or shares, that the exchange contracts are approved, and that nothing else trades from it',
  tick: 'nothing to do unless it goes on: the tick size changed between reading and posting',
  size: 'raise entryUsdc: the market wants larger orders',
  precision: 'update the bot: the venue counts amounts in another way than it did',
  expiration: 'check the clock and entryTtlSeconds and exitTtlSeconds: the venue wants orders to end later',
  version: 'update the bot: the venue takes orders of another version; do not resume before',
  region: 'deploy in a region the venue does not restrict; whether you may trade at all is yours to clear',
  account:
    'check wallet.address, wallet.funder and wallet.signatureType, the API credentials in SSM, and the account at the venue; newer accounts need type 3',
  signature: 'check wallet.signatureType, wallet.funder and the key in SSM: they do not belong together',
  market: 'nothing to do: the market is not open for orders yet',
  other: 'see the text; page the maintainers if it goes on',
}
