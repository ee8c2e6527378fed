import { LEASE_SPARE_MS } from '../domain/lease.ts'
import type { StackSettings } from '../domain/settings.ts'
import { type EpochMs, type MarketId, type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { beginAll, LAST_PIECE_MS } from './begin.ts'
import { type AcquiredAll, acquireAll, type Fresh, releaseAll, type Unleased, type Wanted } from './leases.ts'
import type { Whole } from './leftMarkets.ts'
import { Ringing } from './ringing.ts'
import { runRound } from './round.ts'
import { createRoundReader, type RoundReader } from './roundReads.ts'
import { RunTally } from './runTally.ts'
import type { Held } from './tick.ts'
import { TRY_EVERY_MS, type Waiting, waitForHolder } from './waitForHolder.ts'
import type { WaitBook } from './waits.ts'

/** No round is begun with less left before the deadline: time for a tick whose answers come, and for a pass of STOP. */
export const ROUND_BUDGET_MS = 12_000
/** The next event comes after a minute, and up to a minute late: its run is there before this one ends unrelieved. */
const RUN_MS = 150_000
/** More turns than such a run has seconds and the shortest gap between ticks allows. */
const MAX_TURNS = 2_000
/** Of the time until the next round, what the beginning of a market may take while others are ticked. */
const BEGIN_MS = 6_000

type RelaySettings = StackSettings & { readonly cadenceMs: number }

/** Whom a round is for, and when the next regular one is due after it. */
interface Ticking {
  readonly held: readonly Held[]
  readonly fresh: readonly Fresh[]
  readonly nextMs: number
}

/** Of a market since its last tick, here or in another run: no tick before the first, one at the second. */
interface Resting {
  readonly untilMs: number
  readonly dueMs: number
}

/**
 * One run in the relay of ticks: it ticks what it holds at the cadence until a younger run claims it, and waits for
 * what an older one still holds. A run is relieved market by market, after a tick, and who takes over ticks one cadence
 * after that tick: no market is left alone in between, whatever the minute and however late its event.
 *
 * Between its rounds it listens: a market that rings is ticked before its time, beside the fixed instants and never
 * sooner than the shortest gap after the last tick.
 *
 * A holder that crashes leaves leases that run out by themselves; one that is overtaken anyway writes nothing.
 */
export class Relay {
  readonly #ports: Ports
  readonly #stack: RelaySettings
  readonly #waits: WaitBook
  readonly #reader: RoundReader
  readonly #startMs: EpochMs | null
  readonly #until: MonotonicMs
  /** No round begins after it. */
  readonly #endMs: number
  #held: readonly Held[] = []
  #fresh: readonly Fresh[] = []
  #waiting: readonly Waiting[] = []
  #dueMs = Number.POSITIVE_INFINITY
  /** What is due for one market, as when it was taken over, may be too soon for another. */
  readonly #resting = new Map<MarketId, Resting>()
  /** No bell begins a round before. */
  #quietUntilMs = Number.NEGATIVE_INFINITY
  readonly #ringing: Ringing
  readonly #refused = new Map<MarketId, Unleased>()
  readonly late: MarketId[] = []
  readonly tally = new RunTally()

  constructor(
    ports: Ports,
    whole: Whole & { readonly stack: RelaySettings },
    waits: WaitBook,
    of: { readonly startMs: EpochMs | null; readonly until: MonotonicMs },
  ) {
    this.#ports = ports
    this.#stack = whole.stack
    this.#waits = waits
    this.#reader = createRoundReader(ports, whole)
    this.#ringing = new Ringing(ports.bell, whole.stack.markets)
    this.#startMs = of.startMs
    this.#until = of.until
    this.#endMs = Math.min(ports.clock.monotonicMs() + RUN_MS, of.until - ROUND_BUDGET_MS)
  }

  /** Whose leases it holds when it ends: the caller gives them back. */
  get left(): Pick<AcquiredAll, 'held' | 'fresh' | 'busy' | 'refused'> {
    return {
      held: this.#held,
      fresh: this.#fresh,
      busy: this.#waiting,
      refused: [...this.#refused.values()],
    }
  }

  async run(): Promise<void> {
    try {
      await this.#turns()
    } finally {
      this.#ringing.close()
    }
  }

  async #turns(): Promise<void> {
    const { clock } = this.#ports
    await this.#join(this.#stack.markets.map((settings) => ({ settings })))
    for (let turn = 0; turn < MAX_TURNS && this.#hasWork(); turn += 1) {
      // A clock that was stopped, or a host that was frozen, wakes far beyond.
      if (turn > 0 && clock.monotonicMs() > this.#endMs) return
      const ticking = this.#toTick()
      if (ticking !== null && !(await this.#round(ticking))) return
      await this.#keepLeases()
      await this.#giveBack(ticking)
      if (!this.#hasWork()) return
      const wakeMs = this.#wakeMs()
      if (wakeMs > this.#endMs) return
      await this.#sleepUntil(wakeMs)
      const nowMs = clock.monotonicMs()
      const again = this.#waiting.filter(({ tryMs }) => tryMs <= nowMs)
      if (again.length > 0) await this.#join(again)
    }
  }

  #hasWork(): boolean {
    return this.#isTicking() || this.#waiting.length > 0
  }

  #isTicking(): boolean {
    return this.#held.length + this.#fresh.length > 0
  }

  #wakeMs(): number {
    const tryMs = Math.min(...this.#waiting.map((each) => each.tryMs))
    return this.#isTicking() ? Math.min(this.#dueMs, tryMs) : tryMs
  }

  /** All that is held, where that is due, or those that have rung; null: nothing is. */
  #toTick(): Ticking | null {
    const nowMs = this.#ports.clock.monotonicMs()
    if (this.#dueMs <= nowMs) return this.#due(nowMs)
    const rung = nowMs < this.#quietUntilMs ? [] : this.#ringing.of(this.#held)
    if (rung.length === 0) return null
    // Where all have rung, or it is time soon, it is the next round that comes early.
    const isSoon = this.#dueMs - nowMs <= this.#stack.minGapMs
    return isSoon || (this.#fresh.length === 0 && rung.length === this.#held.length)
      ? this.#due(nowMs)
      : { held: rung, fresh: [], nextMs: this.#dueMs }
  }

  /** A market that was ticked a moment ago is left to its own instant, and the next round comes by that. */
  #due(nowMs: number): Ticking | null {
    const resting = new Map([...this.#resting].filter(([, { untilMs }]) => untilMs > nowMs))
    const held = this.#held.filter(({ lease }) => !resting.has(lease.market))
    const dues = this.#held.flatMap(({ lease }) => resting.get(lease.market)?.dueMs ?? [])
    const nextMs = Math.min(nowMs + this.#stack.cadenceMs, ...dues)
    if (held.length + this.#fresh.length > 0) return { held, fresh: this.#fresh, nextMs }
    this.#dueMs = nextMs
    return null
  }

  /** The bell may end it, once the shortest gap is over. */
  async #sleepUntil(wakeMs: number): Promise<void> {
    const { clock } = this.#ports
    const isListening = this.#ringing.isOn && this.#held.length > 0
    const quietMs = (isListening ? Math.min(wakeMs, this.#quietUntilMs) : wakeMs) - clock.monotonicMs()
    if (quietMs > 0) await clock.sleep(quietMs)
    const restMs = wakeMs - clock.monotonicMs()
    if (isListening && restMs > 0) await this.#ringing.sleep(clock, restMs, this.#held)
  }

  /** Takes what can be had of these, and waits for the rest. */
  async #join(wanted: readonly (Wanted & Partial<Waiting>)[]): Promise<void> {
    const { clock } = this.#ports
    const asking = { startMs: this.#startMs, claims: true }
    const wasTicking = this.#isTicking()
    const joined = await acquireAll(this.#ports, this.#stack, asking, wanted)
    for (const each of joined.refused) this.#refused.set(each.market, each)
    for (const { lease } of [...joined.held, ...joined.fresh]) this.#refused.delete(lease.market)
    const isUnanswered = ({ settings: { market } }: Wanted): boolean =>
      joined.refused.some((each) => each.market === market && each.isUnanswered)
    const asked = new Set(wanted.map(({ settings }) => settings.market))
    const { cadenceMs, leaseMs } = this.#stack
    const times = { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() }
    const waiting = { before: wanted, ...times, cadenceMs, leaseMs }
    this.#waiting = [
      ...this.#waiting.filter(({ settings }) => !asked.has(settings.market)),
      ...joined.busy.map((each) => waitForHolder(each, waiting)),
      ...wanted
        .filter(isUnanswered)
        .map((each) => ({ ...each, tryMs: clock.monotonicMs() + TRY_EVERY_MS, tries: each.tries ?? 0 })),
    ]
    this.late.push(...joined.late)
    this.#held = [...this.#held, ...joined.held]
    this.#fresh = [...this.#fresh, ...joined.fresh]
    const nowMs = clock.monotonicMs()
    const resting = joined.held.map((each) => this.#rest(each))
    this.#quietUntilMs = Math.max(this.#quietUntilMs, ...resting.map(({ untilMs }) => untilMs))
    this.#dueMs = Math.min(
      wasTicking ? this.#dueMs : Number.POSITIVE_INFINITY,
      ...resting.map(({ dueMs }) => dueMs),
      ...joined.fresh.map(() => nowMs),
    )
  }

  #rest(held: Held): Resting {
    const nowMs = this.#ports.clock.monotonicMs()
    const { cadenceMs, minGapMs } = this.#stack
    const resting = {
      untilMs: nowMs + this.#leftMs(held, minGapMs),
      dueMs: nowMs + this.#leftMs(held, cadenceMs),
    }
    this.#resting.set(held.lease.market, resting)
    return resting
  }

  /** Of that gap after the last tick, as the item states it; another host's clock makes it no longer. */
  #leftMs({ state }: Held, gapMs: number): number {
    const sinceMs = this.#ports.clock.nowMs() - (state.tickedAtMs ?? 0)
    return Math.min(gapMs, Math.max(0, gapMs - sinceMs))
  }

  /** Beside the ticks the books of new markets are begun, and they join the next round. False: nothing may follow. */
  async #round({ held, fresh, nextMs }: Ticking): Promise<boolean> {
    const { clock } = this.#ports
    const { cadenceMs, minGapMs, wallet } = this.#stack
    const beganMs = clock.monotonicMs()
    const others = this.#held.filter((each) => !held.includes(each))
    const rest = { untilMs: beganMs + minGapMs, dueMs: beganMs + cadenceMs }
    for (const { lease } of held) this.#resting.set(lease.market, rest)
    this.#ringing.ticked(held)
    const [round, begun] = await Promise.all([
      held.length === 0 ? null : runRound(this.#ports, this.#stack, held, this.#reader, this.#until),
      fresh.length === 0 ? null : beginAll(this.#ports, wallet, fresh, this.#waits, this.#beginBy()),
    ])
    if (round !== null) this.tally.count(round)
    const joining = begun?.held ?? []
    this.#fresh = begun?.fresh ?? this.#fresh
    this.#held = [...others, ...(round?.held ?? []), ...joining]
    // What is not certain of its item is ticked no more; the next run need not wait for those leases to run out.
    const kept = new Set(this.#held.map(({ lease }) => lease.market))
    if (round !== null)
      await releaseAll(
        this.#ports,
        held.filter(({ lease }) => !kept.has(lease.market)),
      )
    // Nobody else knows of such a STOP: this run trades no further, and its failure is an alarm.
    if (round?.unlatched === true) return false
    const nowMs = clock.monotonicMs()
    const evenMs = Math.max(nowMs, nextMs)
    const isSoon = round?.progress === true || joining.length > 0
    // Those that are the first of this run have waited for their books alone.
    const soonMs = nowMs + (round === null ? 0 : minGapMs)
    this.#dueMs = isSoon ? Math.min(soonMs, evenMs) : evenMs
    this.#quietUntilMs = nowMs + minGapMs
    return true
  }

  /** Alone it takes what its leases allow; beside others it must not keep them from their next tick. */
  #beginBy(): MonotonicMs {
    const { clock } = this.#ports
    const nowMs = clock.monotonicMs()
    if (this.#held.length > 0)
      return monotonicMs(nowMs + Math.max(0, Math.min(BEGIN_MS, this.#stack.cadenceMs - LAST_PIECE_MS)))
    const leftMs = this.#fresh.map(({ lease }) => lease.untilMs - clock.nowMs() - ROUND_BUDGET_MS)
    return monotonicMs(Math.min(this.#endMs, ...leftMs.map((each) => nowMs + each)))
  }

  /** A commit renews; what has none is renewed in time for its next tick, and so hears of a claim. */
  async #keepLeases(): Promise<void> {
    const { store, clock } = this.#ports
    const isShort = ({ lease }: Held | Fresh): boolean =>
      lease.untilMs - clock.nowMs() < this.#stack.cadenceMs + LEASE_SPARE_MS
    const keep = async <T extends Held | Fresh>(each: T): Promise<readonly T[]> => {
      const renewed = await store.renew(each.lease)
      if (renewed.is === 'lost') return []
      if (renewed.is === 'unknown') return [each]
      return [{ ...each, lease: renewed.lease, ...(renewed.isClaimed ? { isClaimed: true as const } : {}) }]
    }
    const [held, fresh] = await Promise.all([
      Promise.all(this.#held.map((each) => (isShort(each) ? keep(each) : [each]))),
      Promise.all(this.#fresh.map(keep)),
    ])
    this.#held = held.flat()
    this.#fresh = fresh.flat()
  }

  /** After its tick alone: who waits for it comes when that is due, and until then it would be nobody's. */
  async #giveBack(ticking: Ticking | null): Promise<void> {
    const ticked = new Set([...(ticking?.held ?? []), ...this.#fresh].map(({ lease }) => lease.market))
    const isRelieved = ({ isClaimed, lease }: Held | Fresh): boolean =>
      isClaimed === true && ticked.has(lease.market)
    const relieved = [...this.#held, ...this.#fresh].filter(isRelieved)
    if (relieved.length === 0) return
    this.#held = this.#held.filter((each) => !isRelieved(each))
    this.#fresh = this.#fresh.filter((each) => !isRelieved(each))
    await releaseAll(this.#ports, relieved)
  }
}
