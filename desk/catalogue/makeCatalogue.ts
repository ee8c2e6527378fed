import { createHash } from 'node:crypto'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  marketId,
  price,
  size,
  tokenId,
  usdc,
} from '../../shared/domain/units.ts'
import type { FeedEvent, ListedMarket } from '../exchange/exchange.ts'
import type { PriceSample } from '../exchange/http/minuteWatch.ts'
import { type Chance, createRandom } from '../tape/feed/chance.ts'
import { CATEGORIES, type DrawnMarket, drawMarket, drawYield } from './drawMarket.ts'
import { displayed, drawMakers, type Maker, quotesOf, trueShare } from './makers.ts'
import { madeWordsOf } from './words.ts'

/** One market of a generated catalogue, with what nobody could see from outside. */
export interface MadeMarket {
  readonly listed: ListedMarket
  readonly makers: readonly Maker[]
  /** How it goes on, as it went before. */
  readonly pace: Pace
  /** What 100 USDC of liquidity earn a day, half on each side, whatever size the programme asks for. */
  readonly per100Micros: number
  /** What others showed at the end. */
  readonly book: FeedEvent
  /** Trades of the last hours, oldest first. */
  readonly trades: readonly FeedEvent[]
  /** Mids of the last six hours, a minute each. */
  prices(): readonly PriceSample[]
}

type Pace = Pick<DrawnMarket, 'restlessness' | 'tradesAnHour'>

export interface MadeCatalogueOptions {
  readonly seed: number
  readonly count: number
  /** When the venue opens: trades and prices lie before it. */
  readonly startMs: EpochMs
}

/** How long before its opening a market was traded. */
export const TRADED_MS = 3 * 3_600_000
const WATCHED_MINUTES = 360
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Seeds of neighbouring markets lie apart, and those of neighbouring catalogues further. */
const SEED_STEP = 1_000_003

/** Markets made up from a seed, with programmes, books, histories and trades: the same seed, the same catalogue. */
export function makeCatalogue(options: MadeCatalogueOptions): readonly MadeMarket[] {
  return Array.from({ length: options.count }, (_, index) => makeMarket(options, index))
}

function makeMarket({ seed, startMs }: MadeCatalogueOptions, index: number): MadeMarket {
  const random = createRandom(seed * SEED_STEP + index)
  const drawn = drawMarket(random)
  const makers = drawMakers(random, drawn)
  const hundred = quotesOf(makers, { usdcMicros: 50_000_000, sides: 'both' })
  const share = trueShare(makers, hundred, { ...drawn.rules, minSizeMicros: 0 })
  // Where nobody scores that far from the mid, whatever is paid earns nothing.
  const wanted = drawYield(random)
  const dailyUsdcMicros = usdc(share === 0 ? wanted : Math.max(1_000, Math.round(wanted / share / 1e3) * 1e3))
  const listed = listing(random, { drawn, index, startMs, seed, dailyUsdcMicros })
  return {
    listed,
    makers,
    pace: { restlessness: drawn.restlessness, tradesAnHour: drawn.tradesAnHour },
    per100Micros: Math.round(share * dailyUsdcMicros),
    book: { type: 'book', atMs: startMs, bids: displayed(makers, true), asks: displayed(makers, false) },
    trades: pastTrades(random, drawn, startMs),
    prices: () => pastPrices(createRandom(seed * SEED_STEP + index + 1), drawn, startMs),
  }
}

function listing(
  random: Chance,
  of: {
    readonly drawn: DrawnMarket
    readonly index: number
    readonly startMs: EpochMs
    readonly seed: number
    readonly dailyUsdcMicros: ListedMarket['tickMicros'] | number
  },
): ListedMarket {
  const { drawn, index, startMs, seed } = of
  const fees = CATEGORIES.find(({ name }) => name === drawn.category) ?? CATEGORIES[0]
  const isSports = drawn.category === 'Sports'
  const id = `${seed} ${index}`
  const endMs = random.chance(0.03)
    ? null
    : epochMs(startMs + Math.round(random.between(1, 400) * (DAY_MS / 4)))
  const { event, ...words } = madeWordsOf(drawn.category, index)
  return {
    market: conditionOf(id),
    tokens: [tokenOf(`${id} first`), tokenOf(`${id} second`)],
    ...words,
    ...(event === null ? {} : { event }),
    category: drawn.category,
    version: 'v1',
    negRisk: event !== null,
    accepting: !random.chance(0.02),
    closed: false,
    payoutMicros: null,
    tickMicros: price(10_000),
    minSizeMicros: size(5_000_000),
    feeRatePpm: fees.feeRatePpm,
    rebatePpm: fees.rebatePpm,
    feeExponent: 1,
    gameStartMs: isSports ? epochMs(startMs + random.between(-2, 96) * 3_600_000) : null,
    endMs,
    clearBookOnStart: isSports,
    rewards: { ...drawn.rules, dailyUsdcMicros: usdc(of.dailyUsdcMicros) },
    ...(isSports && { secondsDelay: 3 }),
  }
}

const hashOf = (text: string): string => createHash('sha256').update(`catalogue ${text}`).digest('hex')
const conditionOf = (id: string): MarketId => marketId(`0x${hashOf(id)}`)
const tokenOf = (id: string) => tokenId(String(BigInt(`0x${hashOf(id)}`)))

/** At the touch, as they are before the last book is shown. */
function pastTrades(random: Chance, drawn: DrawnMarket, startMs: EpochMs): readonly FeedEvent[] {
  const count = Math.round((drawn.tradesAnHour * TRADED_MS) / 3_600_000)
  const instants = Array.from({ length: count }, () => startMs - random.between(60_000, TRADED_MS))
  return instants
    .toSorted((a, b) => a - b)
    .map((atMs): FeedEvent => {
      const taker = random.chance(0.5) ? 'BUY' : 'SELL'
      const cents = taker === 'BUY' ? drawn.askCents : drawn.bidCents
      const sizeMicros = size(random.between(5, 120) * 1_000_000)
      return { type: 'trade', atMs: epochMs(atMs), taker, priceMicros: price(cents * 10_000), sizeMicros }
    })
}

/** Backwards from the mid of now. */
function pastPrices(random: Chance, drawn: DrawnMarket, startMs: EpochMs): readonly PriceSample[] {
  const samples: PriceSample[] = []
  const lastMinute = Math.floor(startMs / MINUTE_MS)
  let cents = (drawn.bidCents + drawn.askCents) / 2
  for (let back = 0; back < WATCHED_MINUTES; back += 1) {
    samples.push({ atMs: (lastMinute - back) * MINUTE_MS, priceMicros: Math.round(cents * 10_000) })
    const step = random.chance(0.3) ? (random.next() - 0.5) * 2 * drawn.restlessness : 0
    cents = Math.min(99, Math.max(1, cents + Math.round(2 * step) / 2))
  }
  return samples.toReversed()
}
