import { type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { Clock } from '../ports/clock.ts'
import type { Fresh } from './leases.ts'
import type { Held } from './tick.ts'

export type RelaySettings = StackSettings & { readonly cadenceMs: number }

/** Whom a round is for, and when the next regular one is due after it. */
export interface Ticking {
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
 * When what a run holds is ticked: at fixed instants, a cadence from each market's last tick on, whichever run made
 * that. A market that rings is ticked before its time, apart from these instants and never sooner than the shortest gap
 * after the last tick.
 */
export class TickTimes {
  readonly #clock: Pick<Clock, 'nowMs' | 'monotonicMs'>
  readonly #cadenceMs: number
  readonly #minGapMs: number
  #dueMs = Number.POSITIVE_INFINITY
  /** What is due for one market, as when it was taken over, may be too soon for another. */
  readonly #resting = new Map<OutcomeKey, Resting>()
  #quietUntilMs = Number.NEGATIVE_INFINITY

  constructor(
    clock: Pick<Clock, 'nowMs' | 'monotonicMs'>,
    { cadenceMs, minGapMs }: Pick<RelaySettings, 'cadenceMs' | 'minGapMs'>,
  ) {
    this.#clock = clock
    this.#cadenceMs = cadenceMs
    this.#minGapMs = minGapMs
  }

  /** When the next regular round is due. */
  get dueMs(): number {
    return this.#dueMs
  }

  /** No bell begins a round before. */
  get quietUntilMs(): number {
    return this.#quietUntilMs
  }

  /** All that is held, where that is due, or those that have rung; null: nothing is. */
  toTick(of: Pick<Ticking, 'held' | 'fresh'>, rungOf: () => readonly Held[]): Ticking | null {
    const nowMs = this.#clock.monotonicMs()
    if (this.#dueMs <= nowMs) return this.#due(of, nowMs)
    const rung = nowMs < this.#quietUntilMs ? [] : rungOf()
    if (rung.length === 0) return null
    // Where all have rung, or it is time soon, it is the next round that comes early.
    const isSoon = this.#dueMs - nowMs <= this.#minGapMs
    return isSoon || (of.fresh.length === 0 && rung.length === of.held.length)
      ? this.#due(of, nowMs)
      : { held: rung, fresh: [], nextMs: this.#dueMs }
  }

  /** A market that was ticked a moment ago is left to its own instant, and the next round comes by that. */
  #due({ held: all, fresh }: Pick<Ticking, 'held' | 'fresh'>, nowMs: number): Ticking | null {
    const resting = new Map([...this.#resting].filter(([, { untilMs }]) => untilMs > nowMs))
    const held = all.filter(({ lease }) => !resting.has(outcomeKey(lease)))
    const dues = all.flatMap(({ lease }) => resting.get(outcomeKey(lease))?.dueMs ?? [])
    const nextMs = Math.min(nowMs + this.#cadenceMs, ...dues)
    if (held.length + fresh.length > 0) return { held, fresh, nextMs }
    this.#dueMs = nextMs
    return null
  }

  /** What another run has given back is due a cadence after its last tick; what is new at once. */
  joined({ held, fresh }: Pick<Ticking, 'held' | 'fresh'>, of: { readonly isFirst: boolean }): void {
    const nowMs = this.#clock.monotonicMs()
    const resting = held.map((each) => this.#rest(each, nowMs))
    this.#quietUntilMs = Math.max(this.#quietUntilMs, ...resting.map(({ untilMs }) => untilMs))
    this.#dueMs = Math.min(
      of.isFirst ? Number.POSITIVE_INFINITY : this.#dueMs,
      ...resting.map(({ dueMs }) => dueMs),
      ...fresh.map(() => nowMs),
    )
  }

  #rest(held: Held, nowMs: number): Resting {
    const resting = {
      untilMs: nowMs + this.#leftMs(held, this.#minGapMs),
      dueMs: nowMs + this.#leftMs(held, this.#cadenceMs),
    }
    this.#resting.set(outcomeKey(held.lease), resting)
    return resting
  }

  /** Of that gap after the last tick, as the item states it; another host's clock makes it no longer. */
  #leftMs({ state }: Held, gapMs: number): number {
    const sinceMs = this.#clock.nowMs() - (state.tickedAtMs ?? 0)
    return Math.min(gapMs, Math.max(0, gapMs - sinceMs))
  }

  /** A tick of these begins. */
  began(held: readonly Held[]): void {
    const beganMs = this.#clock.monotonicMs()
    const rest = { untilMs: beganMs + this.#minGapMs, dueMs: beganMs + this.#cadenceMs }
    for (const { lease } of held) this.#resting.set(outcomeKey(lease), rest)
  }

  /** @param round.isSoon The next one comes after the shortest gap; without a tick in this one, at once. */
  ended(
    { nextMs }: Pick<Ticking, 'nextMs'>,
    round: { readonly hasTicked: boolean; readonly isSoon: boolean },
  ): void {
    const nowMs = this.#clock.monotonicMs()
    const evenMs = Math.max(nowMs, nextMs)
    // Those that are the first of this run have waited for their records alone.
    const soonMs = nowMs + (round.hasTicked ? this.#minGapMs : 0)
    this.#dueMs = round.isSoon ? Math.min(soonMs, evenMs) : evenMs
    this.#quietUntilMs = nowMs + this.#minGapMs
  }

  /** Something waits for the next round: it comes no later than that, and after the shortest gap. */
  bringForward(toMs: number | null): void {
    if (toMs !== null) this.#dueMs = Math.min(this.#dueMs, Math.max(toMs, this.#quietUntilMs))
  }
}
