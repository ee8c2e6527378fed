import { AssetType, type BalanceAllowanceParams } from '@polymarket/clob-client-v2'
import { isObject } from '../domain/jsonObject.ts'
import { type Read, unknown } from '../domain/read.ts'
import { type SizeMicros, size, type TokenId } from '../domain/units.ts'
import type { Refreshed } from '../ports/venue.ts'
import type { Answer } from './answer.ts'
import type { MarketListing } from './keptListing.ts'
import { askPrivate, describe, readOf, type Session } from './session.ts'
import { brief } from './wire.ts'

const BASE_UNITS = /^\d{1,15}$/

/** Shares of a token by the venue's account, in base units of 1e-6: an integer string, or it is not understood. */
export async function readTokenBalance(
  session: Session,
  token: TokenId,
  remembered?: MarketListing,
): Promise<Read<SizeMicros>> {
  const asOf = session.clock.nowMs()
  const params = conditional(session, token, remembered)
  if (params === null) return unknown(`balance of token ${token}: its market has not been read yet`)
  return readOf(asOf, await askAllowance(session, params), balanceOf)
}

/** Balance and allowances of what the parameters name. */
export const askAllowance = (session: Session, params: BalanceAllowanceParams): Promise<Answer> =>
  askPrivate(session, (client) => client.getBalanceAllowance(params))

export const balanceOf = (json: unknown): SizeMicros | string =>
  parseBalance(json) ?? `balance cannot be read: ${brief(json)}`

export function parseBalance(json: unknown): SizeMicros | null {
  const balance = isObject(json) ? json['balance'] : undefined
  return typeof balance === 'string' && BASE_UNITS.test(balance) ? size(Number(balance)) : null
}

/**
 * Both sides of a trade: what a BUY pays with and what a SELL gives. Whether it worked is seen at the next read of
 * the balance.
 */
export async function refreshBalance(
  session: Session,
  token: TokenId,
  remembered?: MarketListing,
): Promise<Refreshed> {
  const params = conditional(session, token, remembered)
  if (params === null) return { is: 'unanswered', why: `the market of token ${token} has not been read yet` }
  if (!session.mayRefresh()) return { is: 'unanswered', why: 'too many refreshes of balances just now' }
  const answers = await Promise.all(
    [{ asset_type: AssetType.COLLATERAL }, params].map((each) =>
      askPrivate(session, (client) => client.updateBalanceAllowance(each)),
    ),
  )
  const failed = answers.find((answer) => answer.is !== 'answer' || answer.status !== 200)
  return failed === undefined ? { is: 'answered' } : { is: 'unanswered', why: describe(failed) }
}

/** The two protocols keep their shares in different contracts; which one is a matter of the token's market. */
export function conditional(
  session: Session,
  token: TokenId,
  remembered?: MarketListing,
): BalanceAllowanceParams | null {
  const kept = [...session.listings.values()].map(({ listing }) => listing)
  const listings = remembered === undefined ? kept : [...kept, remembered]
  const listing = listings.find(({ tokens }) => tokens.includes(token))
  if (listing === undefined) return null
  // The client knows no name for the second protocol's kind, but sends what it is given.
  const kind = listing.version === 'v2' ? ('CONDITIONAL-V2' as AssetType) : AssetType.CONDITIONAL
  return { asset_type: kind, token_id: token }
}
