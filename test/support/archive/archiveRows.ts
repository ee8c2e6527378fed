import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { type Chance, createRandom } from '../../../desk/tape/feed/chance.ts'
import { createMadeUpMarket } from '../../../desk/tape/feed/madeUpMarket.ts'
import { BEHAVIOURS } from '../../../desk/tape/feed/syntheticKinds.ts'
import type { Level } from '../../../shared/domain/market.ts'
import { MICROS } from '../../../shared/domain/units.ts'
import type { ArchiveRow } from './archiveSchema.ts'

export const HOUR_MS = 3_600_000
export const MARKET = `0x80${'5a'.repeat(31)}`
/** In the archive's order: the complement's rows come first. */
export const TOKEN = '9'.repeat(77)
export const COMPLEMENT = '1'.repeat(77)
/** What a message takes to the recorder. */
const DELAY_MS = 35

/** An hour of a made-up market as its tape should have it. */
export function* hourOfMarket(hourMs: number, seed: number): Generator<FeedEvent> {
  const market = createMadeUpMarket(seed, 45)
  yield market.reopen(0, hourMs)
  for (let atMs = hourMs + 1_000; atMs < hourMs + HOUR_MS - 1_000; atMs += 1_000)
    yield* market.second(BEHAVIOURS.jumping, atMs)
}

/**
 * The archive's rows of that market: both tokens' books, the trades told on the taker's token, on the other, or on
 * both; sorted by token, then by when they were received.
 */
export function marketRows(events: Iterable<FeedEvent>, seed: number): readonly ArchiveRow[] {
  const random = createRandom(seed)
  const ours: ArchiveRow[] = []
  const theirs: ArchiveRow[] = []
  let [told, toldAtMs] = [0, 0]
  for (const event of events) {
    const at = { timestamp: event.atMs, timestamp_received: event.atMs + DELAY_MS, market: MARKET }
    if (event.type === 'book') {
      ours.push({
        ...at,
        event_type: 'book',
        asset_id: TOKEN,
        bids: pairs(event.bids),
        asks: pairs(event.asks),
      })
      const [bids, asks] = [mirrored(event.asks), mirrored(event.bids)]
      theirs.push({ ...at, event_type: 'book', asset_id: COMPLEMENT, bids: pairs(bids), asks: pairs(asks) })
    } else if (event.type === 'delta') {
      for (const change of event.changes) {
        const side = change.side === 'bid' ? 'BUY' : 'SELL'
        const of = { ...at, event_type: 'price_change' }
        ours.push({ ...of, asset_id: TOKEN, side, ...amounts(change) })
        theirs.push({ ...of, asset_id: COMPLEMENT, side: turned(side), ...amounts(mirror(change)) })
      }
    } else if (event.type === 'trade') {
      const of = { ...at, event_type: 'last_trade_price', transaction_hash: hash(random) }
      // What one message tells it tells in one way: the order of the two tokens within a millisecond is nobody's.
      if (event.atMs !== toldAtMs) told = random.between(0, 2)
      toldAtMs = event.atMs
      if (told !== 0) ours.push({ ...of, asset_id: TOKEN, side: event.taker, ...amounts(event) })
      if (told !== 1)
        theirs.push({ ...of, asset_id: COMPLEMENT, side: turned(event.taker), ...amounts(mirror(event)) })
    }
  }
  return [...theirs, ...ours]
}

/** Thousands of other markets around it, sorted as the archive is; their books are noise that packs badly. */
export function* archiveRows(of: {
  readonly hourMs: number
  readonly seed: number
  readonly others: number
  readonly rowsPerOther: number
  readonly ours: readonly ArchiveRow[]
}): Generator<ArchiveRow> {
  const random = createRandom(of.seed)
  let areOursDue = true
  for (let other = 0; other < of.others; other += 1) {
    const market = `0x${Math.floor((other * 2 ** 32) / of.others)
      .toString(16)
      .padStart(8, '0')}${hash(random).slice(10)}`
    if (areOursDue && market > MARKET) {
      areOursDue = false
      yield* of.ours
    }
    for (let row = 0; row < of.rowsPerOther; row += 1) {
      const asset_id = `${row * 2 < of.rowsPerOther ? '2' : '7'}${String(other).padStart(76, '0')}`
      const receivedMs = of.hourMs + Math.floor((row * HOUR_MS) / of.rowsPerOther)
      const at = {
        timestamp: receivedMs - random.between(10, 90),
        timestamp_received: receivedMs,
        market,
        asset_id,
      }
      if (row % 8 === 0) {
        yield { ...at, event_type: 'book', bids: noisyBook(random), asks: '[]' }
      } else {
        const amount = { price: random.between(1, 99) / 100, size: random.between(1, 1e9) / 1e6 }
        yield { ...at, event_type: 'price_change', side: random.chance(0.5) ? 'BUY' : 'SELL', ...amount }
      }
    }
  }
  if (areOursDue) yield* of.ours
}

const pairs = (levels: readonly Level[]): string =>
  JSON.stringify(
    levels.map(({ priceMicros, sizeMicros }) => [String(priceMicros / MICROS), String(sizeMicros / MICROS)]),
  )

const mirror = ({ priceMicros, sizeMicros }: Level): Level =>
  ({ priceMicros: MICROS - priceMicros, sizeMicros }) as Level
const mirrored = (levels: readonly Level[]): readonly Level[] => levels.map(mirror)
const amounts = (of: Level) => ({ price: of.priceMicros / MICROS, size: of.sizeMicros / MICROS })
const turned = (side: 'BUY' | 'SELL') => (side === 'BUY' ? 'SELL' : 'BUY')

function hash(random: Chance): string {
  let digits = ''
  while (digits.length < 64)
    digits += random
      .between(0, 2 ** 32 - 1)
      .toString(16)
      .padStart(8, '0')
  return `0x${digits}`
}

function noisyBook(random: Chance): string {
  const levels = Array.from({ length: 99 }, (_, at) => [
    `0.${String(at + 1).padStart(2, '0')}`,
    String(random.between(1, 2 ** 31)),
  ])
  return JSON.stringify(levels)
}
