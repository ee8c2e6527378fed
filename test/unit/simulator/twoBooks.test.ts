import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../desk/clock.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { FeedEvent, LevelChange, ListedMarket } from '../../../desk/exchange/exchange.ts'
import { createInProcessVenue } from '../../../desk/exchange/inProcessVenue.ts'
import { createReplayAccount } from '../../../desk/replay/account.ts'
import { createReplayVenue } from '../../../desk/replay/replayVenue.ts'
import { TapeMarket } from '../../../desk/replay/tapeMarket.ts'
import type { TapeOrder } from '../../../desk/replay/tapeOrder.ts'
import type { Level } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import {
  epochMs,
  monotonicMs,
  type OrderId,
  orderId,
  price,
  size,
  usdc,
} from '../../../shared/domain/units.ts'
import type { Venue } from '../../../shared/engine/venue.ts'
import { HEADER, START_MS, source, tapeOf } from '../desk/tape/tapeFile.ts'
import { approved } from '../machine/approved.ts'
import { INFO, YES } from '../paper/stage.ts'

/** What may happen in a second; the numbers choose where and how much. */
type Step =
  | { readonly is: 'delta'; readonly side: 'bid' | 'ask'; readonly depth: number; readonly shares: number }
  | { readonly is: 'snapshot' }
  | {
      readonly is: 'sweep'
      readonly taker: Side
      readonly shares: number
      readonly told: 'deltas' | 'snapshot'
    }
  | {
      readonly is: 'cross'
      readonly by: 'bid' | 'ask'
      readonly depth: number
      readonly shares: number
      readonly seconds: number
    }
  | {
      readonly is: 'post'
      readonly side: Side
      readonly cents: number
      readonly shares: number
      readonly postOnly: boolean
    }
  | { readonly is: 'cancel' }

const shares = fc.integer({ min: 1, max: 160 })
const depth = fc.integer({ min: 0, max: 3 })
const side = fc.constantFrom<Side>('BUY', 'SELL')
const bookSide = fc.constantFrom<'bid' | 'ask'>('bid', 'ask')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('delta' as const),
      side: bookSide,
      depth,
      shares: fc.integer({ min: 0, max: 160 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('snapshot' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ is: fc.constant('sweep' as const), taker: side, shares: fc.integer({ min: 1, max: 300 }) },
      told: fc.constantFrom<'deltas' | 'snapshot'>('deltas', 'snapshot'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ is: fc.constant('cross' as const), by: bookSide, depth, shares },
      seconds: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ is: fc.constant('post' as const), side, cents: fc.integer({ min: 47, max: 54 }) },
      ...{ shares: fc.integer({ min: 5, max: 60 }), postOnly: fc.boolean() },
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('cancel' as const) }) },
)

const SECOND_MS = 1_000
const BID_CENTS = 50
const ASK_CENTS = 52
const LEVELS = 4
const DEEP_SHARES = 1_000_000

type Order = Extract<Step, { is: 'post' }>
type Done = { readonly atMs: number } & (
  | { readonly feed: readonly FeedEvent[] }
  | { readonly post: Order }
  | { readonly cancel: true }
)

/** The crowd's events and our acts, as a feed would tell them: a taker's trade level by level, then the new display. */
function script(steps: readonly Step[]): readonly Done[] {
  const levels = { bid: new Map<number, number>(), ask: new Map<number, number>() }
  for (let down = 0; down < LEVELS; down += 1) {
    levels.bid.set(BID_CENTS - down, 100)
    levels.ask.set(ASK_CENTS + down, 100)
  }
  // A side that is never empty: a tape's empty book means that the venue has wiped it, which a venue knows by itself.
  levels.bid.set(30, DEEP_SHARES)
  levels.ask.set(70, DEEP_SHARES)
  let atMs = START_MS
  const level = (cents: number, many: number): Level => ({
    priceMicros: price(cents * 10_000),
    sizeMicros: size(many * 1_000_000),
  })
  const shown = (of: 'bid' | 'ask'): Level[] =>
    [...levels[of]]
      .filter(([, many]) => many > 0)
      .sort(([a], [b]) => (of === 'bid' ? b - a : a - b))
      .map(([cents, many]) => level(cents, many))
  const book = (): FeedEvent => ({
    type: 'book',
    atMs: epochMs(atMs),
    bids: shown('bid'),
    asks: shown('ask'),
  })
  const delta = (changes: readonly LevelChange[]): FeedEvent => ({
    type: 'delta',
    atMs: epochMs(atMs),
    changes,
  })
  const change = (of: 'bid' | 'ask', cents: number, many: number): LevelChange => ({
    side: of,
    ...level(cents, many),
  })
  const done: Done[] = [{ atMs, feed: [book()] }]
  for (const each of steps) {
    atMs += SECOND_MS
    if (each.is === 'post') done.push({ atMs, post: each })
    else if (each.is === 'cancel') done.push({ atMs, cancel: true })
    else if (each.is === 'snapshot') done.push({ atMs, feed: [book()] })
    else if (each.is === 'delta') {
      const cents = each.side === 'bid' ? BID_CENTS - each.depth : ASK_CENTS + each.depth
      if (levels[each.side].get(cents) === each.shares) continue
      levels[each.side].set(cents, each.shares)
      done.push({ atMs, feed: [delta([change(each.side, cents, each.shares)])] })
    } else if (each.is === 'sweep') {
      const from = each.taker === 'SELL' ? 'bid' : 'ask'
      let left = each.shares
      const told: FeedEvent[] = []
      const changes: LevelChange[] = []
      for (const [cents, many] of [...levels[from]].sort(([a], [b]) => (from === 'bid' ? b - a : a - b))) {
        const taken = Math.min(left, many)
        if (taken === 0) continue
        left -= taken
        levels[from].set(cents, many - taken)
        told.push({ type: 'trade', atMs: epochMs(atMs), taker: each.taker, ...level(cents, taken) })
        changes.push(change(from, cents, many - taken))
      }
      if (told.length > 0)
        done.push({ atMs, feed: [...told, each.told === 'deltas' ? delta(changes) : book()] })
    } else done.push(...crossing(each))
  }
  // A tape ends with its last event, and our orders with it.
  atMs += SECOND_MS
  done.push({ atMs, feed: [book()] })
  return done

  /** Offers come to our side of the book for some seconds, and go: who bid there before is gone first. */
  function crossing(of: Extract<Step, { is: 'cross' }>): Done[] {
    const [own, other] = of.by === 'ask' ? (['bid', 'ask'] as const) : (['ask', 'bid'] as const)
    const cents = of.by === 'ask' ? BID_CENTS - of.depth : ASK_CENTS + of.depth
    const before = { bid: new Map(levels.bid), ask: new Map(levels.ask) }
    const gone = [...levels[own]].filter(([at]) => (of.by === 'ask' ? at >= cents : at <= cents))
    for (const [at] of gone) levels[own].set(at, 0)
    levels[other].set(cents, of.shares)
    const changes = [...gone.map(([at]) => change(own, at, 0)), change(other, cents, of.shares)]
    const told: Done[] = [{ atMs, feed: [delta(changes)] }]
    for (let second = 1; second < of.seconds; second += 1) {
      atMs += SECOND_MS
      told.push({ atMs, feed: [book()] })
    }
    atMs += SECOND_MS
    levels[other].delete(cents)
    levels.bid = before.bid
    levels.ask = before.ask
    told.push({ atMs, feed: [book()] })
    return told
  }
}

const RUNS = 300
const USDC_MICROS = 1e12
const SHARES_MICROS = 1e12
const market: ListedMarket = {
  ...{
    market: INFO.market,
    tokens: INFO.tokens,
    version: 'v1',
    negRisk: false,
    accepting: true,
    closed: false,
  },
  ...{
    payoutMicros: null,
    tickMicros: price(10_000),
    minSizeMicros: size(5_000_000),
    feeRatePpm: 0,
    feeExponent: 1,
  },
  ...{ outcomes: ['Yes', 'No'], question: '?', gameStartMs: null, endMs: null, clearBookOnStart: false },
}

/** Plays our acts at a venue. @returns what each order got at each instant, by price and role. */
async function play(done: readonly Done[], venue: Venue, advance: (atMs: number) => Promise<void>) {
  const posted: { readonly id: OrderId; readonly of: Order }[] = []
  const answers: string[] = []
  const live = async () => {
    const read = await venue.openOrders()
    return read.ok ? read.value.orders : []
  }
  for (const each of done) {
    await advance(each.atMs)
    if ('cancel' in each) await venue.cancelAll()
    if (!('post' in each)) continue
    const { post } = each
    const priceMicros = price(post.cents * 10_000)
    // One order a side, and none that meets our own: the bot has no others.
    const blocked = (await live()).some((order) =>
      order.side === post.side
        ? true
        : post.side === 'BUY'
          ? (order.priceMicros ?? 0) <= priceMicros
          : (order.priceMicros ?? 0) >= priceMicros,
    )
    if (blocked) continue
    const signing = await venue.sign(
      approved({
        ...{ market: market.market, tokenId: YES, side: post.side, priceMicros, postOnly: post.postOnly },
        purpose: post.side === 'BUY' ? 'entry' : 'exit',
        ...{ sizeMicros: size(post.shares * 1_000_000), expiresAtMs: epochMs(each.atMs + 700_000) },
      }),
    )
    if (signing.is !== 'signed') throw new Error(signing.why)
    const outcome = await venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))
    answers.push(outcome.is === 'rejected' ? outcome.code : outcome.is)
    posted.push({ id: signing.order.id, of: post })
  }
  const read = await venue.trades(epochMs(0))
  if (!read.ok) throw new Error(read.unknown)
  const got = new Map<string, number>()
  for (const leg of read.value.legs) {
    const nth = posted.findIndex(({ id }) => id === leg.orderId)
    if (nth === -1) continue
    const key = `${nth} ${leg.role} ${leg.priceMicros} at ${leg.matchedAtMs - START_MS}`
    got.set(key, (got.get(key) ?? 0) + leg.sizeMicros / 1_000_000)
  }
  return { answers, got: [...got].toSorted(([a], [b]) => (a < b ? -1 : 1)) }
}

async function atExchange(done: readonly Done[]) {
  const exchange = createExchange({ seed: 1, startMs: START_MS })
  exchange.list(market)
  exchange.fund('ours', USDC_MICROS)
  exchange.fundShares('ours', YES, SHARES_MICROS)
  const clock = createVirtualClock(epochMs(START_MS), () => {})
  const venue = createInProcessVenue({ exchange, account: 'ours', clock })
  let next = 0
  return await play(done, venue, async (atMs) => {
    clock.advanceTo(epochMs(atMs))
    for (; next < done.length && (done[next]?.atMs ?? 0) <= atMs; next += 1) {
      const each = done[next]
      if (each === undefined || !('feed' in each)) continue
      for (const event of each.feed) {
        exchange.feed(market.market, event)
        if (event.type !== 'trade') exchange.meetCrowd(market.market, ['ours'])
      }
    }
    exchange.advanceTo(epochMs(atMs))
  })
}

async function inReplay(done: readonly Done[]) {
  const events = done.flatMap((each) => ('feed' in each ? each.feed : []))
  const file = tapeOf(events.filter((event) => event.type !== 'unknownTrade'))
  const tape = new TapeMarket({
    ...{ header: HEADER, blocks: (await source(file)).blocks(), model: 'trades' as const },
    ...{ maxSilenceMs: 86_400_000, saneSpreadMicros: 50_000 },
    listener: { filled: (fill) => account.add(fill), ended: () => {}, gap: () => {} },
  })
  const account = createReplayAccount({ market: market.market, token: YES, usdcMicros: USDC_MICROS })
  // Shares that it had before: the first fill of an account is as good as a deposit.
  account.add({
    order: { id: orderId('deposit'), side: 'BUY' } as TapeOrder,
    ...{ role: 'maker', atMs: START_MS - 86_400_000, mid: null, feeMicros: usdc(0), notionalMicros: usdc(0) },
    ...{ priceMicros: price(1), sizeMicros: size(SHARES_MICROS) },
  })
  await tape.begin()
  const clock = createVirtualClock(epochMs(START_MS), () => {})
  const venue = createReplayVenue({
    ...{ market: tape, header: HEADER, account, clock, latency: { book: 0, cancel: 0 } },
    as: { market: market.market, token: YES },
  })
  return await play(done, venue, async (atMs) => {
    await tape.advance(atMs)
    clock.advanceTo(epochMs(atMs))
  })
}

test('the exchange’s orders and the replay’s levels fill the same orders alike on the same flow', async () => {
  const roles = { maker: 0, taker: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
      const done = script(steps)
      const orders = await atExchange(done)
      expect(await inReplay(done)).toEqual(orders)
      for (const [key] of orders.got) roles[key.includes('maker') ? 'maker' : 'taker'] += 1
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(roles.maker, roles.taker)).toBeGreaterThan(RUNS / 3)
}, 120_000)
