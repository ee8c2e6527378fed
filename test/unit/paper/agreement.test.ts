import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../desk/clock.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { FeedEvent, ListedMarket } from '../../../desk/exchange/exchange.ts'
import type { Feed } from '../../../desk/feed/feed.ts'
import { syntheticFeed } from '../../../desk/feed/synthetic.ts'
import { createPlayer } from '../../../desk/session/player.ts'
import type { MarketInfo } from '../../../shared/domain/market.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, monotonicMs, size } from '../../../shared/domain/units.ts'
import type { PublicFeed } from '../../../shared/engine/publicFeed.ts'
import { createPaperVenue } from '../../../shared/paper/createPaperVenue.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import {
  filledByTouch,
  filledByTrade,
  onLevelChange,
  type Resting,
} from '../../../shared/simulator/fillModel.ts'
import { approved } from '../machine/approved.ts'
import { INFO, MARKET, memoryPaper, START } from './stage.ts'

const HOUR_MS = 3_600_000
const EVERY_MS = 360_000
const LIFE_MS = 140_000
const SHARES = 20_000_000

interface Attempt {
  readonly atMs: number
  readonly priceMicros: number
  matchedMicros: number
}

/**
 * The same orders on the same flow: by the replays' model on every event in its order, and by the paper venue, which
 * looks every ten seconds and sees trades late. Joins the best bid every six minutes, for two minutes and a bit.
 */
async function both(
  seed: number,
): Promise<{ readonly model: readonly Attempt[]; readonly paper: readonly Attempt[] }> {
  const feed = syntheticFeed({ kind: 'calm', seed, startMs: START, durationMs: 4 * HOUR_MS })
  const paper = await onPaper(feed, seed)
  return { paper, model: byModel(feed, paper) }
}

async function onPaper(feed: Feed, seed: number): Promise<readonly Attempt[]> {
  const exchange = createExchange({ seed, startMs: START })
  const info: MarketInfo = { ...INFO, tokens: feed.listing.tokens, tickMicros: feed.listing.tickMicros }
  const { outcomes, question } = feed.listing
  const { rewards: _, ...rules } = info
  const listed: ListedMarket = { ...rules, outcomes, question, clearBookOnStart: false }
  exchange.list(listed)
  const player = createPlayer({
    ...{ exchange, market: listed, events: feed.events(), untilMs: feed.endMs, account: 'nobody' },
  })
  player.advanceTo(START)
  const clock = createVirtualClock(START, (nowMs) => player.advanceTo(nowMs))
  const [token] = feed.listing.tokens
  const now = () => clock.nowMs()
  const public_: PublicFeed = {
    books: async () => new Map(),
    witness: async () => ({ midMicros: unknown('not asked'), trade: unknown('not asked') }),
    ladder: async () => known(exchange.book(token), now()),
    market: async () => known(info, now()),
    marketTrades: async (market, sinceMs) => {
      const trades = exchange
        .publicTrades(market)
        .filter(({ minedAtMs }) => minedAtMs >= sinceMs)
        .map((row) => ({
          key: row.transactionHash,
          tokenId: row.token,
          taker: row.side,
          priceMicros: row.priceMicros,
          sizeMicros: row.sizeMicros,
          stampedAtMs: epochMs(Math.floor(row.minedAtMs / 1_000) * 1_000),
        }))
        .filter(({ stampedAtMs }) => stampedAtMs >= sinceMs)
      return known({ trades, fromMs: sinceMs }, now())
    },
    timeMs: async () => known(now(), now()),
  }
  const venue = createPaperVenue({
    ...{ feed: public_, store: memoryPaper(), clock, accountMicros: 1e12, news: () => {} },
    readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
  })
  const attempts: Attempt[] = []
  for (let atMs: number = START + EVERY_MS; atMs + EVERY_MS < feed.endMs; atMs += EVERY_MS) {
    clock.advanceTo(epochMs(atMs))
    const best = exchange.book(token).bids[0]?.priceMicros
    if (best === undefined) continue
    const draft = approved({
      ...{ market: MARKET, purpose: 'entry', side: 'BUY', tokenId: token, postOnly: true },
      ...{ priceMicros: best, sizeMicros: size(SHARES), expiresAtMs: epochMs(atMs + LIFE_MS + 60_000) },
    })
    const signing = await venue.sign(draft)
    if (signing.is !== 'signed') throw new Error(signing.why)
    const { id } = signing.order
    const posted = await venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))
    if (posted.is !== 'accepted') continue
    const restedAtMs = now()
    for (let look: number = restedAtMs; look < atMs + LIFE_MS + 60_000; look += 10_000) {
      clock.advanceTo(epochMs(look))
      await venue.trades(epochMs(0))
    }
    const told = await venue.order(id)
    if (!told.ok || told.value === 'absent' || told.value.matchedMicros === null) throw new Error('not final')
    attempts.push({ atMs: restedAtMs, priceMicros: best, matchedMicros: told.value.matchedMicros })
  }
  return attempts
}

/** As the replays: every event in its order, the queue by trades alone. */
function byModel(feed: Feed, attempts: readonly Attempt[]): readonly Attempt[] {
  const events = [...feed.events()]
  return attempts.map(({ atMs, priceMicros }) => {
    const order: Resting = { side: 'BUY', price: priceMicros, ahead: 0, rest: SHARES }
    const bids = new Map<number, number>()
    let isResting = false
    for (const event of events) {
      if (event.atMs > atMs + LIFE_MS || order.rest === 0) break
      if (!isResting && event.atMs > atMs) {
        isResting = true
        order.ahead = bids.get(priceMicros) ?? 0
      }
      play(event, order, bids, isResting)
    }
    return { atMs, priceMicros, matchedMicros: SHARES - order.rest }
  })
}

function play(event: FeedEvent, order: Resting, bids: Map<number, number>, isResting: boolean): void {
  if (event.type === 'trade' && event.taker === 'SELL' && isResting) {
    filledByTrade('trades', order, { price: event.priceMicros, size: event.sizeMicros })
  }
  const changes =
    event.type === 'delta'
      ? event.changes
      : event.type === 'book'
        ? [
            ...event.bids.map((level) => ({ ...level, side: 'bid' as const })),
            ...event.asks.map((level) => ({ ...level, side: 'ask' as const })),
          ]
        : []
  if (event.type === 'book') bids.clear()
  for (const { side, priceMicros, sizeMicros } of changes) {
    if (side === 'ask') {
      if (isResting && sizeMicros > 0) filledByTouch(order, priceMicros)
      continue
    }
    const before = bids.get(priceMicros) ?? 0
    bids.set(priceMicros, sizeMicros)
    if (isResting && event.type === 'delta' && priceMicros === order.price) {
      onLevelChange('trades', order, before, sizeMicros)
    }
  }
}

const TIMEOUT_MS = 60_000

test(
  'paper fills as the replays’ sober model on the same flow, and never what that model would not',
  async () => {
    const counts = { orders: 0, model: 0, paper: 0, paperAlone: 0 }
    for (const seed of [1, 2]) {
      const { model, paper } = await both(seed)
      for (const [nth, mine] of paper.entries()) {
        const theirs = model[nth]?.matchedMicros ?? 0
        counts.orders += 1
        if (theirs === SHARES) counts.model += 1
        if (mine.matchedMicros === SHARES) counts.paper += 1
        if (mine.matchedMicros > theirs) counts.paperAlone += 1
      }
    }

    expect(counts.orders).toBeGreaterThan(70)
    expect(counts.model).toBeGreaterThan(40)
    // It sees trades late and leaves out what it cannot place in time: fewer, never more.
    expect(counts.paperAlone).toBe(0)
    expect(counts.paper).toBeLessThanOrEqual(counts.model)
    expect(counts.paper).toBeGreaterThanOrEqual(counts.model * 0.8)
  },
  TIMEOUT_MS,
)
