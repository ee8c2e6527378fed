import type { Ladder, Level } from '../domain/market.ts'
import { opposite, type Side } from '../domain/order.ts'
import { MICROS, type PriceMicros, price, type TokenId } from '../domain/units.ts'
import { NOTHING_HELD, type PaperAccount, type PaperHolding } from './paperAccount.ts'

/** What an order, a fill or a holding of a market is in: the account's first outcome, or the other one. */
export interface InOutcome {
  readonly isOther?: true
}

interface Priced extends InOutcome {
  readonly side: Side
  readonly priceMicros: PriceMicros
}

/**
 * Where an order stands in the one book that the venue keeps of a market, in terms of the account's first outcome: to buy
 * the other at p is to sell this one at 1 - p, for a pair of both is always worth 1 USDC.
 */
export const placed = ({ isOther, side, priceMicros }: Priced): Required<Omit<Priced, 'isOther'>> =>
  isOther === true
    ? { side: opposite(side), priceMicros: price(MICROS - priceMicros) }
    : { side, priceMicros }

/** The same levels as the market's other outcome shows them: what bids for one asks for the other. */
export const mirroredLadder = ({ bids, asks }: Ladder): Ladder => ({
  bids: mirroredLevels(asks),
  asks: mirroredLevels(bids),
})

export const mirroredLevels = (levels: readonly Level[]): readonly Level[] =>
  levels.map(({ priceMicros, sizeMicros }) => ({ priceMicros: price(MICROS - priceMicros), sizeMicros }))

/** The outcomes of an account, the first one first. */
export const outcomesOf = ({ other }: PaperAccount): readonly InOutcome[] =>
  other === undefined ? [{}] : [{}, { isOther: true }]

/** Which of the account's outcomes a token is; null: neither. */
export function inOutcome(account: PaperAccount, token: TokenId): InOutcome | null {
  if (token === account.tokenId) return {}
  return token === account.other?.tokenId ? { isOther: true } : null
}

export const tokenOf = ({ tokenId, other }: PaperAccount, { isOther }: InOutcome): TokenId =>
  isOther === true && other !== undefined ? other.tokenId : tokenId

export const inSameOutcome = (one: InOutcome, of: InOutcome): boolean => one.isOther === of.isOther

/** What was paid and is held of one outcome. */
export function holdingIn(
  { cashMicros, sharesMicros, redeemed, other }: PaperAccount,
  of: InOutcome,
): PaperHolding {
  if (of.isOther === true) return other ?? NOTHING_HELD
  return { cashMicros, sharesMicros, redeemed }
}

/** The account with another holding of one outcome. */
export const withHolding = (account: PaperAccount, of: InOutcome, holding: PaperHolding): PaperAccount =>
  of.isOther === true && account.other !== undefined
    ? { ...account, other: { ...account.other, ...holding } }
    : { ...account, ...holding }
