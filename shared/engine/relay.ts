import { type EpochMs, type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { beginAll, LAST_PIECE_MS } from './begin.ts'
import type { AcquiredAll } from './leases.ts'
import type { WholeStack } from './leftMarkets.ts'
import { RelayLeases } from './relayLeases.ts'
import { Ringing } from './ringing.ts'
import { runRound } from './round.ts'
import { createRoundReader, type RoundReader } from './roundReads.ts'
import { RunTally } from './runTally.ts'
import { ListMemory } from './stop/listMemory.ts'
import { type RelaySettings, type Ticking, TickTimes } from './tickTimes.ts'
import type { MarketWaits } from './waits.ts'

/** No round is begun with less left before the deadline: time for a tick whose answers come, and for a pass of STOP. */
export const ROUND_BUDGET_MS = 12_000
/** The next event comes after a minute, and up to a minute late: its run is there before this one ends unrelieved. */
const RUN_MS = 150_000
/** More turns than such a run has seconds and the shortest gap between ticks allows. */
const MAX_TURNS = 2_000
/** Of the time until the next round, what the beginning of a market may take while others are ticked. */
const BEGIN_MS = 6_000

/**
 * One run in the relay of ticks: it ticks what it holds at the cadence until a younger run claims it, and waits for
 * what an older one still holds. A run is relieved market by market, after a tick, and who takes over ticks one cadence
 * after that tick: no market is left alone in between, whatever the minute and however late its event.
 *
 * Between its rounds it listens, and a market that rings is ticked early.
 */
export class Relay {
  readonly #ports: Ports
  readonly #stack: RelaySettings
  readonly #waits: MarketWaits
  readonly #reader: RoundReader
  readonly #leases: RelayLeases
  readonly #times: TickTimes
  readonly #ringing: Ringing
  readonly #lists = new ListMemory()
  readonly #until: MonotonicMs
  /** No round begins after it. */
  readonly #endMs: number
  readonly tally = new RunTally()

  constructor(
    ports: Ports,
    whole: WholeStack & { readonly stack: RelaySettings },
    waits: MarketWaits,
    of: { readonly startMs: EpochMs | null; readonly until: MonotonicMs },
  ) {
    this.#ports = ports
    this.#stack = whole.stack
    this.#waits = waits
    this.#reader = createRoundReader(ports, whole)
    this.#leases = new RelayLeases(ports, whole.stack, of.startMs)
    this.#times = new TickTimes(ports.clock, whole.stack)
    this.#ringing = new Ringing(ports.bell, whole.stack.markets)
    this.#until = of.until
    this.#endMs = Math.min(ports.clock.monotonicMs() + RUN_MS, of.until - ROUND_BUDGET_MS)
  }

  /** Whose leases it holds when it ends, for the caller to give back, and what it did not get. */
  get left(): AcquiredAll {
    return { ...this.#leases.left, late: this.#leases.late }
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
    this.#times.joined(await this.#leases.begin(), { isFirst: true })
    for (let turn = 0; turn < MAX_TURNS && this.#hasWork(); turn += 1) {
      // A clock that was stopped, or a host that was frozen, wakes far beyond.
      if (turn > 0 && clock.monotonicMs() > this.#endMs) return
      const ticking = this.#times.toTick(this.#leases, () => this.#ringing.of(this.#leases.held))
      if (ticking !== null && !(await this.#round(ticking))) return
      await this.#leases.keep(ticking?.held ?? [])
      await this.#leases.giveBack(ticking?.held ?? [])
      if (!this.#hasWork()) return
      const wakeMs = this.#wakeMs()
      if (wakeMs > this.#endMs) return
      await this.#sleepUntil(wakeMs)
      const isFirst = !this.#leases.isHolding
      const joined = await this.#leases.again()
      if (joined !== null) this.#times.joined(joined, { isFirst })
    }
  }

  #hasWork(): boolean {
    return this.#leases.isHolding || this.#leases.isWaiting
  }

  #wakeMs(): number {
    const { tryMs, isHolding } = this.#leases
    return isHolding ? Math.min(this.#times.dueMs, tryMs) : tryMs
  }

  /** The bell may end it, once the shortest gap is over. */
  async #sleepUntil(wakeMs: number): Promise<void> {
    const { clock } = this.#ports
    const { held } = this.#leases
    const isListening = this.#ringing.isOn && held.length > 0
    const quietMs = (isListening ? Math.min(wakeMs, this.#times.quietUntilMs) : wakeMs) - clock.monotonicMs()
    if (quietMs > 0) await clock.sleep(quietMs)
    const restMs = wakeMs - clock.monotonicMs()
    if (isListening && restMs > 0) await this.#ringing.sleep(clock, restMs, held)
  }

  /** In parallel with the ticks new markets are begun, and they join the next round. False: nothing may follow. */
  async #round(ticking: Ticking): Promise<boolean> {
    const { held, fresh } = ticking
    this.#times.began(held)
    this.#ringing.ticked(held)
    const [round, begun] = await Promise.all([
      held.length === 0
        ? null
        : runRound(this.#ports, this.#stack, held, this.#reader, this.#until, this.#lists),
      fresh.length === 0
        ? null
        : beginAll(this.#ports, this.#stack.wallet, fresh, this.#waits, this.#beginBy()),
    ])
    if (round !== null) this.tally.count(round)
    const joining = begun?.held ?? []
    await this.#leases.ticked(held, {
      held: [...(round?.held ?? []), ...joining],
      fresh: begun?.fresh ?? this.#leases.fresh,
    })
    // Nobody else knows of such a STOP: this run trades no further, and its failure is an alarm.
    if (round?.unlatched === true) return false
    const isSoon = round?.progress === true || joining.length > 0
    this.#times.ended(ticking, { hasTicked: round !== null, isSoon })
    this.#times.bringForward(this.#lists.secondAtMs(this.#stack.stopListGapMs))
    return true
  }

  /** Alone it takes what its leases allow; with others it must not keep them from their next tick. */
  #beginBy(): MonotonicMs {
    const { clock } = this.#ports
    const { held, fresh } = this.#leases
    const nowMs = clock.monotonicMs()
    if (held.length > 0)
      return monotonicMs(nowMs + Math.max(0, Math.min(BEGIN_MS, this.#stack.cadenceMs - LAST_PIECE_MS)))
    const leftMs = fresh.map(({ lease }) => lease.untilMs - clock.nowMs() - ROUND_BUDGET_MS)
    return monotonicMs(Math.min(this.#endMs, ...leftMs.map((each) => nowMs + each)))
  }
}
