import { type EpochMs, epochMs, MICROS, price } from '../../shared/domain/units.ts'
import type { FeedEvent } from '../exchange/exchange.ts'

/** What a tape can hold: a market's events, and stretches of which nothing is known. */
export type TapeEvent =
  | FeedEvent
  /** From this instant until the next event nothing is known. */
  | { readonly type: 'gap'; readonly atMs: EpochMs }

type MarketEvent = Extract<FeedEvent, { type: 'market' }>

export const tickEvent = (tickMicros: number, atMs: number): MarketEvent => ({
  type: 'market',
  atMs: epochMs(atMs),
  change: { tickMicros: price(tickMicros) },
})

/** The market is over. @param won Whether its first token, whose book it is, pays a dollar. */
export function resolvedEvent(won: boolean, atMs: number): MarketEvent {
  const payoutMicros = [price(won ? MICROS : 0), price(won ? 0 : MICROS)] as const
  return { type: 'market', atMs: epochMs(atMs), change: { accepting: false, closed: true, payoutMicros } }
}
