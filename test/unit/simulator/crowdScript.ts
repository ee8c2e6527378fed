import fc from 'fast-check'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import type { Level, LevelChange } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { level } from '../../support/level.ts'
import { START_MS } from '../../support/tapeFile.ts'

/** What may happen in a second; the numbers choose where and how much. */
export type Step =
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
export const step: fc.Arbitrary<Step> = fc.oneof(
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
      is: fc.constant('sweep' as const),
      taker: side,
      shares: fc.integer({ min: 1, max: 300 }),
      told: fc.constantFrom<'deltas' | 'snapshot'>('deltas', 'snapshot'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant('cross' as const),
      by: bookSide,
      depth,
      shares,
      seconds: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      is: fc.constant('post' as const),
      side,
      cents: fc.integer({ min: 47, max: 54 }),
      shares: fc.integer({ min: 5, max: 60 }),
      postOnly: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('cancel' as const) }) },
)

const SECOND_MS = 1_000
const BID_CENTS = 50
const ASK_CENTS = 52
const LEVELS = 4
const DEEP_SHARES = 1_000_000

export type Order = Extract<Step, { is: 'post' }>
export type Done = { readonly atMs: number } & (
  | { readonly feed: readonly FeedEvent[] }
  | { readonly post: Order }
  | { readonly cancel: true }
)

type BookSide = 'bid' | 'ask'

/** The crowd's events and our acts, as a feed would tell them: a taker's trade level by level, then the new display. */
export function script(steps: readonly Step[]): readonly Done[] {
  const crowd = new Crowd()
  const done = [crowd.first(), ...steps.flatMap((each) => crowd.step(each))]
  // A tape ends with its last event, and our orders with it.
  return [...done, ...crowd.step({ is: 'snapshot' })]
}

class Crowd {
  private levels = { bid: new Map<number, number>(), ask: new Map<number, number>() }
  private atMs = START_MS

  constructor() {
    for (let down = 0; down < LEVELS; down += 1) {
      this.levels.bid.set(BID_CENTS - down, 100)
      this.levels.ask.set(ASK_CENTS + down, 100)
    }
    // A side that is never empty: a tape's empty book means that the venue has wiped it, which a venue knows by itself.
    this.levels.bid.set(30, DEEP_SHARES)
    this.levels.ask.set(70, DEEP_SHARES)
  }

  first(): Done {
    return { atMs: this.atMs, feed: [this.book()] }
  }

  step(each: Step): readonly Done[] {
    this.atMs += SECOND_MS
    const { atMs } = this
    if (each.is === 'post') return [{ atMs, post: each }]
    if (each.is === 'cancel') return [{ atMs, cancel: true }]
    if (each.is === 'snapshot') return [{ atMs, feed: [this.book()] }]
    if (each.is === 'sweep') return this.sweep(each)
    if (each.is === 'cross') return this.cross(each)
    const cents = each.side === 'bid' ? BID_CENTS - each.depth : ASK_CENTS + each.depth
    if (this.levels[each.side].get(cents) === each.shares) return []
    this.levels[each.side].set(cents, each.shares)
    return [{ atMs, feed: [this.delta([change(each.side, cents, each.shares)])] }]
  }

  private sweep({ taker, shares: wanted, told }: Extract<Step, { is: 'sweep' }>): readonly Done[] {
    const from = taker === 'SELL' ? 'bid' : 'ask'
    const { atMs } = this
    let left = wanted
    const trades: FeedEvent[] = []
    const changes: LevelChange[] = []
    for (const [cents, many] of this.bestFirst(from)) {
      const taken = Math.min(left, many)
      if (taken === 0) continue
      left -= taken
      this.levels[from].set(cents, many - taken)
      trades.push({ type: 'trade', atMs: epochMs(atMs), taker, ...level(cents, taken) })
      changes.push(change(from, cents, many - taken))
    }
    return [{ atMs, feed: [...trades, told === 'deltas' ? this.delta(changes) : this.book()] }]
  }

  /** Offers come to the other side of the book for some seconds, and go: who was there before is gone first. */
  private cross(of: Extract<Step, { is: 'cross' }>): readonly Done[] {
    const [own, other] = of.by === 'ask' ? (['bid', 'ask'] as const) : (['ask', 'bid'] as const)
    const cents = of.by === 'ask' ? BID_CENTS - of.depth : ASK_CENTS + of.depth
    const before = { bid: new Map(this.levels.bid), ask: new Map(this.levels.ask) }
    const gone = [...this.levels[own].keys()].filter((at) => (of.by === 'ask' ? at >= cents : at <= cents))
    for (const at of gone) this.levels[own].set(at, 0)
    this.levels[other].set(cents, of.shares)
    const changes = [...gone.map((at) => change(own, at, 0)), change(other, cents, of.shares)]
    const told: Done[] = [{ atMs: this.atMs, feed: [this.delta(changes)] }]
    for (let second = 1; second < of.seconds; second += 1) told.push(...this.step({ is: 'snapshot' }))
    this.levels = before
    return [...told, ...this.step({ is: 'snapshot' })]
  }

  private book(): FeedEvent {
    const shown = (of: BookSide): Level[] =>
      this.bestFirst(of)
        .filter(([, many]) => many > 0)
        .map(([cents, many]) => level(cents, many))
    return { type: 'book', atMs: epochMs(this.atMs), bids: shown('bid'), asks: shown('ask') }
  }

  private delta(changes: readonly LevelChange[]): FeedEvent {
    return { type: 'delta', atMs: epochMs(this.atMs), changes }
  }

  private bestFirst(of: BookSide): (readonly [number, number])[] {
    return [...this.levels[of]].sort(([a], [b]) => (of === 'bid' ? b - a : a - b))
  }
}

const change = (of: BookSide, cents: number, many: number): LevelChange => ({
  side: of,
  ...level(cents, many),
})
