import type { Control, StopReason } from '../../shared/domain/control.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import { known } from '../../shared/domain/read.ts'
import type { MarketSettings, StackSettings } from '../../shared/domain/settings.ts'
import { epochMs, type MonotonicMs, monotonicMs } from '../../shared/domain/units.ts'
import { booksOnce } from '../../shared/engine/booksOnce.ts'
import { runInvocation } from '../../shared/engine/invocation.ts'
import type { SharedReads } from '../../shared/engine/observe.ts'
import { positionsOnce } from '../../shared/engine/positionsOnce.ts'
import { type Held, runTick, type Ticked } from '../../shared/engine/tick.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import type { Telemetry, TickAudit } from '../../shared/ports/telemetry.ts'
import { readCursorMs } from '../../shared/reconcile/readCursor.ts'
import { dollars, MARKET, now, type order, running, settings, state, TOKEN, WALLET } from './build.ts'
import { MemoryClock } from './memoryClock.ts'
import { MemoryStore } from './memoryStore.ts'
import { MemoryVenue } from './memoryVenue.ts'

/** What telemetry was told, kept for looking at. */
export class Told implements Telemetry {
  readonly ticks: TickAudit[] = []
  readonly busyMarkets: string[] = []
  readonly passes: { pass: string; haltSeq: number; why: string }[] = []
  readonly latches: { reason: StopReason; how: string }[] = []
  readonly pages: string[] = []
  tick(record: TickAudit): void {
    this.ticks.push(record)
  }
  busy({ market }: Outcome): void {
    this.busyMarkets.push(market)
  }
  stop(event: { pass: 'done' | 'not yet' | 'superseded'; haltSeq: number; why: string }): void {
    this.passes.push(event)
  }
  latched(reason: StopReason, how: 'latched' | 'already' | 'unknown'): void {
    this.latches.push({ reason, how })
  }
  page(text: string): void {
    this.pages.push(text)
  }
}

export interface Bench {
  readonly ports: Ports
  readonly clock: MemoryClock
  readonly store: MemoryStore
  readonly venue: MemoryVenue
  readonly told: Told
  readonly stack: StackSettings
  /** The market's item as it is stored. */
  readonly stored: () => MarketState
  readonly control: () => Control
  /** An instant far enough away for any wait. */
  readonly later: (seconds?: number) => MonotonicMs
}

/** A stack of one market on in-memory ports, armed and running unless said otherwise. */
export function bench(
  of: {
    readonly state?: MarketState | null
    readonly control?: Control | null
    readonly settings?: MarketSettings
    readonly stack?: Partial<StackSettings>
  } = {},
): Bench {
  const clock = new MemoryClock(now)
  const store = new MemoryStore(clock)
  const venue = new MemoryVenue(clock)
  const told = new Told()
  store.control_ = of.control === undefined ? running : of.control
  const kept = of.state === undefined ? state() : of.state
  if (kept !== null) {
    const item = { leaseId: null, leaseUntilMs: 0, fence: 0, rev: 1, state: kept, schema: 1 }
    store.items.set(MARKET, item)
    if (kept.folded.sizeMicros > 0) venue.balances.set(kept.tokenId, kept.folded.sizeMicros)
  }
  const stack: StackSettings = {
    wallet: WALLET,
    accountMicros: dollars(1000),
    stuckPagePercent: 10,
    cadenceMs: 10_000,
    minGapMs: 1000,
    leaseMs: 55_000,
    cancelAllOnStop: false,
    stopListGapMs: 10_000,
    markets: [of.settings ?? settings()],
    ...of.stack,
  }
  return {
    ports: { clock, store, venue, telemetry: told },
    clock,
    store,
    venue,
    told,
    stack,
    stored: () => {
      const item = store.items.get(MARKET)
      if (item?.state == null) throw new Error('nothing is stored')
      return item.state
    },
    control: () => {
      if (store.control_ === null) throw new Error('no control item')
      return store.control_
    },
    later: (seconds = 3600) => monotonicMs(clock.monotonicMs() + seconds * 1000),
  }
}

/** The reads of a round, taken now. */
export async function sharedReads({ ports, clock, venue }: Bench, of: MarketState): Promise<SharedReads> {
  const asOf = clock.nowMs()
  const time = await venue.timeMs()
  return {
    beganAtMs: asOf,
    control: await ports.store.control(),
    trades: await venue.trades(epochMs(readCursorMs(of))),
    openOrders: await venue.openOrders(),
    skewMs: time.ok ? known(time.value - asOf, asOf) : time,
    info: await venue.market(),
  }
}

/** Takes the lease as an invocation does. */
export async function hold({ store, clock, stack }: Bench): Promise<Held> {
  const acquired = await store.acquire(
    { market: MARKET, tokenId: TOKEN },
    { nowMs: clock.nowMs(), leaseMs: stack.leaseMs },
  )
  if (acquired.is !== 'held' || acquired.state === null) throw new Error(`no lease: ${acquired.is}`)
  return { lease: acquired.lease, rev: acquired.rev, state: acquired.state }
}

/** One tick of the one market under a lease of its own; `held` goes on with a lease taken before. */
export async function tick(of: Bench, held?: Held): Promise<Ticked> {
  const mine = held ?? (await hold(of))
  const [market] = of.stack.markets
  if (market === undefined) throw new Error('no market')
  const shared = sharedReads(of, mine.state)
  const ticked = await runTick(of.ports, mine, market, WALLET, {
    shared,
    isBehind: false,
    book: booksOnce(of.ports.venue, [mine]),
    positions: positionsOnce(),
  })
  if (held === undefined) await of.store.release(mine.lease)
  return ticked
}

/** A tick that must go through; what it decided. */
export async function ticked(of: Bench): Promise<Extract<Ticked, { is: 'done' }>> {
  const result = await tick(of)
  if (result.is !== 'done') throw new Error(`the tick was ${result.is}: ${result.why}`)
  return result
}

/** One invocation, of up to 45 seconds. */
export const runOnce = (of: Bench, seconds = 45) => runInvocation(of.ports, of.stack, of.later(seconds))

/** An invocation of one tick each minute. */
export async function runMinutes(of: Bench, count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))
    of.clock.advance(60_000)
  }
}

/** The order is at the venue, too. */
export function place(of: Bench, each: ReturnType<typeof order>): void {
  const { id: key, ...rest } = each
  of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
}

/** The first order of the stored item. */
export const storedOrder = (of: Bench) => {
  const [first] = of.stored().orders
  if (first === undefined) throw new Error('no order is stored')
  return first
}
