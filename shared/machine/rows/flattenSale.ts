import type { FlattenRequest } from '../../domain/control.ts'
import type { Book, MarketInfo } from '../../domain/market.ts'
import type { OrderDraft } from '../../domain/order.ts'
import { type PriceMicros, price, size } from '../../domain/units.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { crossingQuote } from '../../strategy/crossingQuote.ts'
import type { SanityRefusal } from '../../strategy/refusal.ts'
import { slippageBound } from '../../strategy/slippageBound.ts'
import { type PostCondition, refusalsOf } from '../condition.ts'
import { type Context, exitView } from '../context.ts'
import { unclosed } from '../inventory.ts'
import { MAY_SELL, OFFERABLE } from '../mayPost.ts'
import { offerableMicros } from '../offerable.ts'
import type { RefusalCode } from '../refusalWords.ts'
import { siblingFloorMicros } from '../sibling.ts'
import type { FlattenLeft } from '../state.ts'
import { expiry } from './expiry.ts'

type Sale = ({ readonly draft: OrderDraft } | { readonly refusals: readonly RefusalCode[] }) & {
  readonly left?: FlattenLeft
}

/** Conditions of a flatten, besides bids that fill it. */
export const MAY_FLATTEN: readonly PostCondition[] = [
  ...MAY_SELL,
  { refusal: 'sellUnclosed', holds: ({ state }) => unclosed(state, 'SELL').length === 0 },
  OFFERABLE,
]

/**
 * SELL only, at most what is sellable, and only what bids take: down to the slippage bound of a taker exit on a book
 * that is believed, or down to the floor that the operator gave, whatever the book looks like and below the market's
 * exit floor too. No other SELL unclosed.
 */
export function flattenSale(context: Context, request: FlattenRequest): Sale {
  const { state, seen, settings } = context
  const bars = refusalsOf(MAY_FLATTEN, context)
  const sizeMicros = offerableMicros(state, seen.balance)
  const bids = bidsFor(context, request)
  if (sizeMicros === null || bars.length > 0) {
    return { refusals: [...bars, ...('refusals' in bids ? bids.refusals : [])] }
  }
  if ('refusals' in bids) return { refusals: bids.refusals, ...leaving(context, request, sizeMicros, null) }
  const { floorMicros } = bids
  const quoting = crossingQuote({ ...bids, sizeMicros })
  if (!('quote' in quoting)) {
    return { refusals: [quoting.refusal], ...leaving(context, request, sizeMicros, floorMicros) }
  }
  return {
    draft: {
      ...quoting.quote,
      market: state.market,
      tokenId: state.tokenId,
      purpose: 'flatten',
      side: 'SELL',
      postOnly: false,
      expiresAtMs: expiry(seen.nowMs, settings.quote.exitTtlMs),
      haltSeq: request.seq,
    },
    ...leaving(context, request, sizeMicros - quoting.quote.sizeMicros, floorMicros),
  }
}

interface Bids {
  readonly book: Book
  readonly info: MarketInfo
  readonly floorMicros: PriceMicros
}

/** With a floor of the operator's own a read of bids is enough: the wide book that stopped us must have a way out. */
function bidsFor(
  context: Context,
  { floorMicros: given }: FlattenRequest,
): Bids | { readonly refusals: readonly SanityRefusal[] } {
  const { seen, book, settings, exitInfo } = context
  const sanity = bookSanity(exitView(context))
  const above = (micros: PriceMicros, { tickMicros }: MarketInfo): PriceMicros =>
    price(Math.max(micros, siblingFloorMicros(seen.sibling, tickMicros)))
  if (sanity.sane)
    return { ...sanity, floorMicros: above(given ?? slippageBound(sanity.midMicros, settings), sanity.info) }
  if (given === undefined) return sanity
  const refusals = sanity.refusals.filter((refusal) => NO_BIDS.has(refusal))
  if (refusals.length > 0 || !book.ok || !exitInfo.ok) return { refusals }
  return { book: book.value, info: exitInfo.value, floorMicros: above(given, exitInfo.value) }
}

const NO_BIDS: ReadonlySet<SanityRefusal> = new Set([
  'bookUnknown',
  'bookOld',
  'bookMalformed',
  'infoUnknown',
  'notAccepting',
])

/** Dust is left for the next position. */
const leaving = (
  { state }: Context,
  { seq, floorMicros }: FlattenRequest,
  leftMicros: number,
  boundMicros: PriceMicros | null,
): Pick<Sale, 'left'> =>
  leftMicros < state.minSizeMicros
    ? {}
    : { left: { seq, sizeMicros: size(leftMicros), boundMicros, isGiven: floorMicros !== undefined } }
