import { beforeAll, describe, expect, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { FeedEvent, ListedMarket } from '../../../desk/exchange/exchange.ts'
import { TapeMarket } from '../../../desk/replay/tapeMarket.ts'
import type { TapeOrder } from '../../../desk/replay/tapeOrder.ts'
import { TapePlayer } from '../../../desk/replay/tapePlayer.ts'
import { createPlayer } from '../../../desk/session/player.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import type { Feed } from '../../../desk/tape/feed/feed.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import type { MarketInfo } from '../../../shared/domain/market.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, monotonicMs, orderId, type PriceMicros, size } from '../../../shared/domain/units.ts'
import { createPaperVenue } from '../../../shared/paper/createPaperVenue.ts'
import { PAPER_TIMING } from '../../../shared/paper/timing.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import type { PublicFeed, PublicTrade } from '../../../shared/ports/publicFeed.ts'
import { approved } from '../../support/approved.ts'
import { INFO, MARKET, memoryPaper, START } from '../../support/paperStage.ts'
import { HEADER, source, tapeOf } from '../../support/tapeFile.ts'

const HOUR_MS = 3_600_000
const EVERY_MS = 360_000
const LIFE_MS = 140_000
const LOOK_MS = 10_000
const SHARES = 20_000_000
/** A block takes some seconds, the index some more. */
const MINED_AFTER_MS = [1_500, 4_500] as const
const SHOWN_AFTER_MS = 1_000

interface Attempt {
  readonly atMs: number
  readonly endMs: number
  readonly priceMicros: PriceMicros
  readonly matchedMicros: number
  /** What paper saw displayed, and when. */
  readonly looks: readonly FeedEvent[]
}

/** The trades of a feed as the index of the chain shows them. */
function publicTradesOf(feed: Feed): readonly (PublicTrade & { readonly shownAtMs: number })[] {
  let nth = 0
  return [...feed.events()].flatMap((event) => {
    if (event.type !== 'trade' || event.sizeMicros === 0) return []
    nth += 1
    const [low, high] = MINED_AFTER_MS
    const minedAtMs = event.atMs + low + ((nth * 997) % (high - low))
    return {
      key: `trade ${nth}`,
      tokenId: feed.listing.tokens[0],
      taker: event.taker,
      priceMicros: event.priceMicros,
      sizeMicros: event.sizeMicros,
      stampedAtMs: epochMs(Math.floor(minedAtMs / 1_000) * 1_000),
      shownAtMs: minedAtMs + SHOWN_AFTER_MS,
    }
  })
}

/** Joins the best bid every six minutes, for two minutes and a bit; looks every ten seconds, and sees trades late. */
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
  const trades = publicTradesOf(feed)
  let looks: FeedEvent[] = []
  const public_: PublicFeed = {
    books: async () => new Map(),
    witness: async () => ({ midMicros: unknown('not asked'), trade: unknown('not asked') }),
    ladder: async () => {
      const { bids, asks } = exchange.book(token)
      looks.push({ type: 'book', atMs: now(), bids, asks })
      return known({ bids, asks }, now())
    },
    market: async () => known(info, now()),
    marketTrades: async (_market, sinceMs) => {
      const told = trades.filter((each) => each.shownAtMs <= now() && each.stampedAtMs >= sinceMs)
      return known({ trades: told, fromMs: sinceMs }, now())
    },
    timeMs: async () => known(now(), now()),
  }
  const venue = createPaperVenue({
    ...{ feed: public_, store: memoryPaper(), clock, accountMicros: 1e12, page: () => {} },
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
    looks = []
    for (let look: number = restedAtMs; look < atMs + LIFE_MS + 60_000; look += LOOK_MS) {
      clock.advanceTo(epochMs(look))
      await venue.trades(epochMs(0))
    }
    const told = await venue.order(id)
    if (!told.ok || told.value === 'absent' || told.value.matchedMicros === null) throw new Error('not final')
    const { matchedMicros } = told.value
    attempts.push({ atMs: restedAtMs, endMs: atMs + LIFE_MS, priceMicros: best, matchedMicros, looks })
  }
  return attempts
}

/** The same orders in a replay's market over these events, by the sober model. @returns what each got. */
async function inReplay(
  events: readonly FeedEvent[],
  attempts: readonly Attempt[],
): Promise<readonly number[]> {
  const opened = await source(tapeOf(events.filter((event) => event.type !== 'unknownTrade')))
  const player = new TapePlayer({ header: HEADER, blocks: opened.blocks(), maxSilenceMs: HOUR_MS })
  await player.begin()
  const market = new TapeMarket({
    ...{ player, model: 'trades' },
    saneSpreadMicros: 50_000,
    listener: { filled: () => {}, ended: () => {}, gap: () => {} },
  })
  player.playFor([market], null)
  const orders: TapeOrder[] = []
  for (const { atMs, endMs, priceMicros } of attempts) {
    await player.advance(atMs)
    const order: TapeOrder = {
      ...{ id: orderId('ours'), side: 'BUY', price: priceMicros, ahead: 0, rest: SHARES, sizeMicros: SHARES },
      draft: { purpose: 'entry', side: 'BUY' } as TapeOrder['draft'],
      ...{ createdAtMs: atMs, dueEnd: { atMs: epochMs(endMs), how: 'expired' }, matchedMicros: 0, end: null },
    }
    market.ours.rest(order)
    await player.advance(endMs)
    orders.push(order)
  }
  return orders.map(({ matchedMicros }) => matchedMicros)
}

/**
 * The flow as paper sees it while an order rests: the display at its looks, and of the trades those that it can place
 * in the order's life, for the index stamps them late and in whole seconds.
 */
function asPaperSees(feed: Feed, attempts: readonly Attempt[]): readonly FeedEvent[] {
  const stamps = publicTradesOf(feed).map(({ stampedAtMs }) => stampedAtMs)
  let nth = -1
  const seen = [...feed.events()].filter((event) => {
    const of = attempts.find(({ atMs, endMs }) => atMs < event.atMs && event.atMs <= endMs)
    if (event.type !== 'trade') return of === undefined
    if (event.sizeMicros > 0) nth += 1
    const stampedAtMs = stamps[nth] ?? 0
    const [fromMs, toMs] = of === undefined ? [0, stampedAtMs + 1_000] : [of.atMs, of.endMs]
    return stampedAtMs >= fromMs + PAPER_TIMING.stampLagMs && stampedAtMs + 1_000 <= toMs
  })
  const looks = attempts.flatMap((attempt) => attempt.looks.filter(({ atMs }) => atMs < attempt.endMs))
  return [...seen, ...looks].toSorted((a, b) => a.atMs - b.atMs)
}

const TIMEOUT_MS = 60_000

describe.each([1, 2])('paper and replay on the same flow, seed %i', (seed) => {
  const feed = syntheticFeed({ kind: 'calm', seed, startMs: START, durationMs: 4 * HOUR_MS })
  let paper: readonly Attempt[] = []
  beforeAll(async () => {
    paper = await onPaper(feed, seed)
  }, TIMEOUT_MS)

  test('fill alike wherever paper can tell that a trade was of the order’s life', async () => {
    const replay = await inReplay(asPaperSees(feed, paper), paper)

    expect(paper.length).toBeGreaterThan(35)
    expect(replay.filter((micros) => micros === SHARES).length).toBeGreaterThan(20)
    expect(paper.map(({ matchedMicros }) => matchedMicros)).toEqual(replay)
  })

  test('differ only by what was traded in the seconds that paper cannot tell, and paper has the less', async () => {
    const replay = await inReplay([...feed.events()], paper)

    const apart = paper.filter(({ matchedMicros }, nth) => matchedMicros !== replay[nth])
    expect(apart.length).toBeLessThanOrEqual(1)
    for (const [nth, { matchedMicros }] of paper.entries())
      expect(matchedMicros).toBeLessThanOrEqual(replay[nth] ?? 0)
  })
})
