import { formatMicros } from '../domain/decimal.ts'
import { mayBeLive, type Order, type OrderDraft, type Side } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import {
  type EpochMs,
  MICROS,
  type OrderId,
  type PriceMicros,
  price,
  type SizeMicros,
  type TokenId,
} from '../domain/units.ts'
import { restMicros } from './inventory.ts'
import type { MarketState } from './state.ts'

/**
 * The other outcome of the market, another machine. A BUY of each meet by minting a pair where their prices come to 1
 * or more, a SELL of each by merging one where they come to 1 or less; a SELL of one and a BUY of the other are on
 * the same side and never meet.
 */
export interface Sibling {
  readonly tokenId: TokenId
  /** null: there is no item of it. */
  readonly orders: Read<readonly SiblingOrder[]> | null
}

/** One of its orders that may be live, or that may have been as the book was read. */
export interface SiblingOrder {
  readonly ids: readonly OrderId[]
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly restMicros: SizeMicros
  readonly mayBeLive: boolean
}

/** A book may be a copy as old as this. */
const GONE_MS = 30_000

/** @param bookAtMs when the book was read that they may be on. */
export const siblingOrders = (state: MarketState, bookAtMs: EpochMs): readonly SiblingOrder[] =>
  state.orders
    .filter((order) => mayBeLive(order) || diedSince(order, bookAtMs - GONE_MS))
    .map((order) => ({
      ids: [order.id, ...(order.otherId === undefined ? [] : [order.otherId])],
      side: order.side,
      priceMicros: order.priceMicros,
      restMicros: restMicros(state, order),
      mayBeLive: mayBeLive(order),
    }))

/** One that was never sent was on no book. */
const diedSince = ({ life }: Order, sinceMs: number): boolean =>
  life.at === 'DEAD' && life.how !== 'unsent' && life.how !== 'rejected' && life.sinceMs >= sinceMs

/** The other token of the market; null: its tokens were never read. */
export function siblingOf({ market, tokenId, rules }: MarketState): Outcome | null {
  const other = rules?.tokens.find((token) => token !== tokenId)
  return other === undefined ? null : { market, tokenId: other }
}

type Priced = Pick<OrderDraft, 'side' | 'priceMicros'>

/** Why such an order would trade with one of the other outcome's, or too close to it; null: it would not. */
export function selfTradeReason(
  draft: Priced,
  orders: readonly SiblingOrder[],
  edgeMicros: number,
): string | null {
  const met = orders.find((order) => order.mayBeLive && meets(draft, order, edgeMicros))
  if (met === undefined) return null
  const sum = formatMicros(draft.priceMicros + met.priceMicros)
  return `it would meet the ${met.side} of the other outcome: together they come to ${sum}`
}

function meets(
  draft: Priced,
  other: Pick<SiblingOrder, 'side' | 'priceMicros'>,
  edgeMicros: number,
): boolean {
  if (draft.side !== other.side) return false
  const sumMicros = draft.priceMicros + other.priceMicros
  return draft.side === 'BUY' ? sumMicros >= MICROS - edgeMicros : sumMicros <= MICROS
}

/** What a pair that two entries bring must earn at least. */
export const pairEdgeMicros = (
  { quote }: Pick<MarketSettings, 'quote'>,
  { tickMicros }: { readonly tickMicros: number },
): number => quote.minEdgeTicks * tickMicros

/** Below this a SELL could merge with one of the other outcome's; 0: none of its may be live. */
export function siblingFloorMicros(sibling: Sibling | undefined, tickMicros: number): PriceMicros {
  if (sibling?.orders?.ok !== true) return price(0)
  const sells = sibling.orders.value.filter(({ side, mayBeLive: lives }) => side === 'SELL' && lives)
  if (sells.length === 0) return price(0)
  return price(MICROS - Math.min(...sells.map(({ priceMicros }) => priceMicros)) + tickMicros)
}

/** The settings with that floor: none of our SELLs is priced below it, at the market or not. */
export function aboveSibling(
  settings: MarketSettings,
  sibling: Sibling | undefined,
  tickMicros: number,
): MarketSettings {
  const floorMicros = siblingFloorMicros(sibling, tickMicros)
  if (floorMicros <= settings.risk.exitFloorMicros) return settings
  return { ...settings, risk: { ...settings.risk, exitFloorMicros: floorMicros } }
}
