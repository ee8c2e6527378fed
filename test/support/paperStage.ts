import { createVirtualClock, type VirtualClock } from '../../desk/session/virtualClock.ts'
import type { Book, Ladder, MarketInfo } from '../../shared/domain/market.ts'
import { mirroredLadder } from '../../shared/domain/oneBook.ts'
import type { OrderDraft } from '../../shared/domain/order.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import {
  epochMs,
  type MarketId,
  monotonicMs,
  type PriceMicros,
  price,
  size,
  type TokenId,
} from '../../shared/domain/units.ts'
import type { PostOutcome } from '../../shared/machine/decision.ts'
import { createPaperVenue } from '../../shared/paper/createPaperVenue.ts'
import type { PaperVenueOptions } from '../../shared/paper/onPaper.ts'
import type { PaperAccount } from '../../shared/paper/paperAccount.ts'
import { classifyPost } from '../../shared/polymarket/postOutcome.ts'
import type { PaperStore, StoredPaper } from '../../shared/ports/paperStore.ts'
import type { PublicFeed, PublicTrade } from '../../shared/ports/publicFeed.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import { approved } from './approved.ts'
import { level } from './level.ts'
import { info } from './market.ts'
import { MARKET, NO, YES } from './wireIds.ts'

export const START = epochMs(Date.UTC(2026, 0, 5, 12))

export const INFO: MarketInfo = info({
  market: MARKET,
  tokens: [YES, NO],
  version: 'v1',
  feeRatePpm: 40_000,
  endMs: epochMs(START + 30 * 86_400_000),
})

/** Levels as [cents, shares]. */
export const ladder = (
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): Ladder => ({ bids: bids.map((pair) => level(...pair)), asks: asks.map((pair) => level(...pair)) })

export const CALM = ladder([[48, 100]], [[52, 100]])

let trades = 0
/** A public trade: cents, shares, seconds after the start at which its block is stamped. */
export const trade = (
  taker: 'BUY' | 'SELL',
  cents: number,
  shares: number,
  atSeconds: number,
  token = YES,
): PublicTrade => {
  trades += 1
  return {
    key: `trade ${trades}`,
    tokenId: token,
    taker,
    priceMicros: price(Math.round(cents * 10_000)),
    sizeMicros: size(shares * 1_000_000),
    stampedAtMs: epochMs(START + atSeconds * 1_000),
  }
}

/** A public feed that says what a test lets it say; what is null cannot be read. */
export interface FeedScript {
  ladder: Ladder | null
  trades: readonly PublicTrade[] | null
  /** Complete from here on; null: as asked. */
  fromMs: number | null
  info: MarketInfo | null
  /** What the index says of its lag; null: it cannot be read; absent: nobody can ask. */
  lagMs?: number | null
  /** The midpoint of Yes that the venue states; absent: none. */
  midCents?: number
  readonly asked: string[]
}

const bookOf = ({ bids, asks }: Ladder): Book => {
  const depth = (levels: Ladder['bids']) => size(levels.reduce((sum, { sizeMicros }) => sum + sizeMicros, 0))
  return { bids, asks, bidDepthMicros: depth(bids), askDepthMicros: depth(asks), venueAtMs: START }
}

function scripted(script: FeedScript, clock: VirtualClock): PublicFeed {
  const answer = <T>(what: string, value: T | null): Read<T> => {
    script.asked.push(what)
    return value === null ? unknown(`${what}: silence`) : known(value, clock.nowMs())
  }
  // One book, of which each token shows its side.
  const ladderOf = <T>(token: TokenId, make: (ladder: Ladder) => T): T | null => {
    if (script.ladder === null) return null
    return make(token === NO ? mirroredLadder(script.ladder) : script.ladder)
  }
  const midOf = (token: TokenId): PriceMicros | null => {
    if (script.midCents === undefined) return null
    return price((token === NO ? 100 - script.midCents : script.midCents) * 10_000)
  }
  return {
    books: async (tokens) =>
      new Map(tokens.map((token) => [token, answer('book', ladderOf(token, bookOf))] as const)),
    ladder: async (token) =>
      answer(
        'ladder',
        ladderOf(token, (ladder) => ladder),
      ),
    market: async () => answer('market', script.info),
    marketTrades: async (_, sinceMs) => {
      const fromMs = epochMs(Math.max(sinceMs, script.fromMs ?? 0))
      const told = script.trades?.filter(({ stampedAtMs }) => stampedAtMs >= fromMs) ?? null
      return answer('trades', told === null ? null : { trades: told, fromMs })
    },
    ...(script.lagMs === undefined ? {} : { indexLag: async () => answer('lag', script.lagMs ?? null) }),
    witness: async ({ token }) => ({
      midMicros: answer('mid', midOf(token)),
      trade: unknown('not scripted'),
    }),
    timeMs: async () => known(clock.nowMs(), clock.nowMs()),
  }
}

export interface MemoryPaper extends PaperStore {
  readonly items: Map<MarketId, StoredPaper>
  readonly records: Map<string, { readonly atMs: number; readonly body: unknown }>
  /** Runs before each write: where a test lets somebody else come first. */
  beforePut: () => Promise<void>
  puts: number
}

export function memoryPaper(): MemoryPaper {
  const items = new Map<MarketId, StoredPaper>()
  const records: MemoryPaper['records'] = new Map()
  const store: MemoryPaper = {
    items,
    records,
    puts: 0,
    beforePut: async () => {},
    all: async () => known([...items.values()], START),
    put: async (market, rev, body) => {
      await store.beforePut()
      if ((items.get(market)?.rev ?? 0) !== rev) return { is: 'lost' }
      store.puts += 1
      items.set(market, { market, rev: rev + 1, body: JSON.parse(JSON.stringify(body)) })
      return { is: 'written' }
    },
    archive: async (market, told) => {
      for (const { atMs, id, body } of told) records.set(`${market} ${id}`, { atMs, body })
      return { is: 'written' }
    },
    archived: async (_, sinceMs) =>
      known(
        [...records.values()].filter(({ atMs }) => atMs >= sinceMs).map(({ body }) => body),
        START,
      ),
  }
  return store
}

export interface PaperStage {
  readonly venue: Venue
  readonly clock: VirtualClock
  readonly feed: FeedScript
  readonly store: MemoryPaper
  readonly pages: string[]
  /** A second venue over the same table: another process. */
  another(): Venue
  book(): PaperAccount
  /** Signs and posts; the draft's price in cents, its size in shares. */
  post(side: 'BUY' | 'SELL', cents: number, shares: number, of?: Partial<OrderDraft>): Promise<PostOutcome>
  /** Lets time pass, to that many seconds after the start, and looks. */
  lookAt(seconds: number): Promise<void>
}

export function paperStage(
  of: Partial<PaperVenueOptions> = {},
  script: Partial<FeedScript> = {},
): PaperStage {
  const clock = createVirtualClock(START, () => {})
  const store = memoryPaper()
  const feed: FeedScript = { ladder: CALM, trades: [], fromMs: null, info: INFO, asked: [], ...script }
  const pages: string[] = []
  const create = (): Venue =>
    createPaperVenue({
      feed: scripted(feed, clock),
      store,
      clock,
      accountMicros: 100_000_000,
      page: (text) => pages.push(text),
      readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
      ...of,
    })
  const venue = create()
  return {
    venue,
    clock,
    feed,
    store,
    pages,
    another: create,
    book: () => store.items.get(MARKET)?.body as PaperAccount,
    post: async (side, cents, shares, draft = {}) => {
      const asked: OrderDraft = {
        market: MARKET,
        purpose: side === 'BUY' ? 'entry' : 'exit',
        side,
        tokenId: YES,
        priceMicros: price(Math.round(cents * 10_000)),
        sizeMicros: size(Math.round(shares * 1_000_000)),
        postOnly: true,
        expiresAtMs: epochMs(Math.floor(clock.nowMs() / 1_000) * 1_000 + 300_000),
        ...draft,
      }
      const signing = await venue.sign(approved(asked))
      if (signing.is !== 'signed') throw new Error(signing.why)
      return venue.post(signing.order, monotonicMs(clock.monotonicMs() + 2_000))
    },
    lookAt: async (seconds) => {
      clock.advanceTo(epochMs(START + seconds * 1_000))
      await venue.trades(epochMs(0))
    },
  }
}

/** The only order of the book, as the venue reports it. */
export async function onlyOrder(stage: PaperStage) {
  const [order] = stage.book().orders
  if (order === undefined) throw new Error('no order')
  const read = await stage.venue.order(order.id)
  if (!read.ok || read.value === 'absent') throw new Error('not told')
  return read.value
}

/** Every leg of the account so far. */
export async function legsOf(stage: ReturnType<typeof paperStage>) {
  const read = await stage.venue.trades(epochMs(0))
  if (!read.ok) throw new Error(read.unknown)
  return read.value.legs
}
