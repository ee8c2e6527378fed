import type { RejectCode } from './rejectCode.ts'

/** What the operator can do about a refusal: the second half of every message about one. */
export const REMEDIES: Readonly<Record<RejectCode, string>> = {
  crosses: 'no action needed: it is quoted again',
  balance:
    'check that the wallet holds enough pUSD or shares, that the exchange contracts are approved, and that nothing else trades from it',
  tick: 'no action needed unless it persists: the tick size changed between reading and posting',
  size: 'raise entryUsdc: the market requires larger orders',
  precision: 'update the bot: the venue has changed how it counts amounts',
  expiration: 'check the clock, entryTtlSeconds and exitTtlSeconds: the venue requires a later expiry',
  version: 'update the bot: the venue requires another order version; do not resume before the update',
  region: 'deploy in a region that the venue does not restrict, after checking that you are allowed to trade',
  account:
    'check wallet.address, wallet.funder and wallet.signatureType, the API credentials in SSM, and the account at the venue; newer accounts need type 3',
  signature: 'check wallet.signatureType, wallet.funder and the key in SSM: they do not belong together',
  market: 'no action needed: the market is not open for orders yet',
  other: 'read the text; report it to the maintainers if it persists',
}
