import { beforeAll, describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import type { Feed } from '../../../desk/tape/feed/feed.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { createPaperVenue } from '../../../shared/paper/createPaperVenue.ts'
import { PAPER_TIMING } from '../../../shared/paper/timing.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import type { PublicFeed } from '../../../shared/ports/publicFeed.ts'
import {
  type Attempt,
  attempts,
  HOUR_MS,
  inReplay,
  playing,
  publicTradesOf,
  SHARES,
} from '../../support/paperAttempts.ts'
import { memoryPaper, START } from '../../support/paperStage.ts'

/** Over a feed that shows trades late. */
async function onPaper(feed: Feed, seed: number): Promise<readonly Attempt[]> {
  const { exchange, clock, info } = playing(feed, seed)
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
    feed: public_,
    store: memoryPaper(),
    clock,
    accountMicros: 1e12,
    page: () => {},
    readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
  })
  const takeLooks = (): readonly FeedEvent[] => {
    const taken = looks
    looks = []
    return taken
  }
  return await attempts({ feed, exchange, clock, venue, takeLooks })
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
