import type { FaultedRequest } from '../desk/exchange/http/faults.ts'
import { price, size } from '../shared/domain/units.ts'
import { benchMarket } from './benchMarket.ts'
import { CENT_MICROS, createDesk, type Desk } from './tickDesk.ts'

/** On its way to the venue, each request. */
const WAY_MS = 100

/** A market whose touch the bench moves, at a venue that every request takes a while to reach. */
export const createWakeDesk = (): Promise<Desk> =>
  createDesk({
    faults: (_: FaultedRequest) => ({ before: [{ do: 'delay', ms: WAY_MS }], after: [] }),
    market: {
      // It enters at once and after each move, and leaves a touch that has moved at once.
      regime: { minHistorySeconds: 0, maxSdCents: 99, maxMoveCents: 99, maxJumpCents: 99 },
      quote: { minQuoteAgeSeconds: 0 },
    },
  })

/** The crowd's touch is there from now on. */
export function showTouch({ exchange }: Desk, bidCents: number): void {
  const level = (cents: number) => ({
    priceMicros: price(cents * CENT_MICROS),
    sizeMicros: size(500_000_000),
  })
  exchange.feed(benchMarket.market, {
    type: 'book',
    atMs: exchange.nowMs(),
    bids: [0, 1, 2, 3, 4].map((away) => level(bidCents - away)),
    asks: [3, 4, 5, 6, 7].map((away) => level(bidCents + away)),
  })
}
