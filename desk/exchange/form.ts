import { complement } from '../../shared/domain/oneBook.ts'
import { opposite, type Side } from '../../shared/domain/order.ts'

/**
 * How an order is written. The venue keeps one book, of the first token: to buy the second at p is to sell the
 * first at 1 - p, for a full set of both is always worth 1 USDC.
 */
export interface Form {
  readonly tokenIndex: 0 | 1
  readonly side: Side
}

/** Bids of the one book: BUY of the first token or SELL of the second. */
export const isBid = (form: Form): boolean => (form.side === 'BUY') === (form.tokenIndex === 0)

/** From a token's own price to the first token's, and back. */
export const mirrored = (tokenIndex: 0 | 1, priceMicros: number): number =>
  tokenIndex === 0 ? priceMicros : complement(priceMicros)

/**
 * The two forms that can trade with `form`: the same token from the other side, or the other token from the same
 * side, where a full set is minted (BUY and BUY) or merged (SELL and SELL).
 */
export const counterpart = (form: Form, byComplement: boolean): Form =>
  byComplement
    ? { tokenIndex: form.tokenIndex === 0 ? 1 : 0, side: form.side }
    : { tokenIndex: form.tokenIndex, side: opposite(form.side) }

/** The form's mirror image: the same place in the one book, written in the other token. */
export const rewritten = (form: Form): Form => ({
  tokenIndex: form.tokenIndex === 0 ? 1 : 0,
  side: opposite(form.side),
})
