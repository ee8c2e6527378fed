import type { InOutcome } from '../../shared/domain/oneBook.ts'
import type { OrderDraft } from '../../shared/domain/order.ts'
import type { OrderId } from '../../shared/domain/units.ts'
import type { Resting } from '../../shared/simulator/fillModel.ts'
import type { EndByTime } from '../../shared/simulator/lifetime.ts'
import type { TakerTrade } from '../../shared/simulator/takeLevels.ts'
import type { Priced } from '../report/priced.ts'
import type { ReplayQuote } from '../report/result.ts'

/**
 * An order of ours on the tape's book, which is that of both outcomes: side and price are its place there, in terms of
 * the tape's own token; `draft` has those of the outcome it is in. Prices and sizes in micros.
 */
export interface TapeOrder extends Resting, InOutcome {
  readonly id: OrderId
  readonly draft: OrderDraft
  readonly sizeMicros: number
  readonly createdAtMs: number
  /** The end it comes to where nothing else ends it. */
  readonly dueEnd: EndByTime
  matchedMicros: number
  /** null while it lives. */
  end: { readonly atMs: number; readonly how: ReplayQuote['end'] } | null
}

/** A fill as the market reports it: the maker pays no fee. */
export interface TapeFill extends TakerTrade {
  readonly order: TapeOrder
  readonly atMs: number
  readonly role: 'maker' | 'taker'
  /** What a share of its outcome was worth before the event that filled us. */
  readonly mid: Priced | null
}

/** Whoever wants to know what happens to our orders. */
export interface TapeListener {
  filled(fill: TapeFill): void
  ended(order: TapeOrder): void
  gap(gap: { readonly fromMs: number; readonly toMs: number; readonly why: 'silent' | 'marked' }): void
}
