import type { MadeMarket } from '../../desk/catalogue/makeCatalogue.ts'
import { displayed, type Maker } from '../../desk/catalogue/makers.ts'
import type { FeedEvent } from '../../desk/exchange/exchange.ts'
import { type Chance, createRandom } from '../../desk/tape/feed/chance.ts'
import { epochMs, price, size } from '../../shared/domain/units.ts'

const MINUTE_MS = 60_000
const CENT_MICROS = 10_000
/** Of the trades in a minute that moves the price, those on the side of the move: takers know a little. */
const INFORMED = 0.7

/**
 * A made-up market after its opening, minute by minute at the pace it had before: its makers move with the mid, and takers
 * come to the touch. The same seed, the same future.
 */
export function* comingEvents(
  { makers, pace }: Pick<MadeMarket, 'makers' | 'pace'>,
  of: { readonly seed: number; readonly startMs: number; readonly untilMs: number },
): Generator<FeedEvent> {
  const random = createRandom(of.seed)
  let shift = 0
  for (let atMs = of.startMs + MINUTE_MS; atMs <= of.untilMs; atMs += MINUTE_MS) {
    const step = random.chance(0.3) ? Math.round((random.next() - 0.5) * 2 * pace.restlessness) : 0
    yield* tradesBefore(random, { book: bookOf(makers, shift), atMs, step, tradesAnHour: pace.tradesAnHour })
    const moved = bookOf(makers, shift + step)
    if (step === 0 || moved.bids.length === 0 || moved.asks.length === 0) continue
    shift += step
    yield { type: 'book', atMs: epochMs(atMs), ...moved }
  }
}

type Shown = Pick<Extract<FeedEvent, { type: 'book' }>, 'bids' | 'asks'>

function* tradesBefore(
  random: Chance,
  of: { readonly book: Shown; readonly atMs: number; readonly step: number; readonly tradesAnHour: number },
): Generator<FeedEvent> {
  const count = Math.floor(of.tradesAnHour / 60 + random.next())
  const instants = Array.from({ length: count }, () => of.atMs - random.between(1_000, MINUTE_MS - 1_000))
  for (const atMs of instants.toSorted((a, b) => a - b)) {
    const follows = random.chance(INFORMED)
    const isBuy = of.step === 0 ? random.chance(0.5) : follows === of.step > 0
    const touch = isBuy ? of.book.asks[0] : of.book.bids[0]
    if (touch === undefined) continue
    const sizeMicros = size(random.between(5, 120) * 1_000_000)
    const { priceMicros } = touch
    yield { type: 'trade', atMs: epochMs(atMs), taker: isBuy ? 'BUY' : 'SELL', priceMicros, sizeMicros }
  }
}

/** What its makers show once the mid has moved by whole cents; what would leave the prices that there are is not shown. */
function bookOf(makers: readonly Maker[], shiftCents: number): Shown {
  const moved = makers.map((maker) =>
    maker
      .map((order) => ({ ...order, priceMicros: price(order.priceMicros + shiftCents * CENT_MICROS) }))
      .filter(({ priceMicros }) => priceMicros >= CENT_MICROS && priceMicros <= 99 * CENT_MICROS),
  )
  return { bids: displayed(moved, true), asks: displayed(moved, false) }
}
