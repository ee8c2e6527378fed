import { LEASE_SPARE_MS } from '../domain/lease.ts'
import { isSameOutcome, type Outcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { EpochMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { gated } from './gated.ts'
import {
  type AcquiredAll,
  acquireAll,
  type Fresh,
  releaseAll,
  type Unleased,
  type WantedMarket,
} from './leases.ts'
import { type Held, stored } from './tick.ts'
import type { RelaySettings } from './tickTimes.ts'
import { TRY_EVERY_MS, type Waiting, waitForHolder } from './waitForHolder.ts'

/** Most of what is held is renewed in the same turn: far below what a partition takes in a second. */
const RENEWALS_AT_ONCE = 25

/**
 * Which leases a run of the relay holds, and which it waits for. It takes what can be had, claims the rest, keeps what
 * it holds, and gives a market back to a younger claim after its tick.
 *
 * A holder that crashes leaves leases that run out by themselves; one that is overtaken anyway writes nothing.
 */
export class RelayLeases {
  readonly #ports: Ports
  readonly #stack: RelaySettings
  readonly #startMs: EpochMs | null
  #held: readonly Held[] = []
  #fresh: readonly Fresh[] = []
  #waiting: readonly Waiting[] = []
  readonly #refused = new Map<OutcomeKey, Unleased>()
  readonly late: Outcome[] = []

  constructor(ports: Ports, stack: RelaySettings, startMs: EpochMs | null) {
    this.#ports = ports
    this.#stack = stack
    this.#startMs = startMs
  }

  get held(): readonly Held[] {
    return this.#held
  }

  get fresh(): readonly Fresh[] {
    return this.#fresh
  }

  get isHolding(): boolean {
    return this.#held.length + this.#fresh.length > 0
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** When it asks again for what it waits for; infinite: for nothing. */
  get tryMs(): number {
    return Math.min(...this.#waiting.map((each) => each.tryMs))
  }

  get left(): Pick<AcquiredAll, 'held' | 'fresh' | 'busy' | 'refused'> {
    return {
      held: this.#held,
      fresh: this.#fresh,
      busy: this.#waiting,
      refused: [...this.#refused.values()],
    }
  }

  async begin(): Promise<Pick<AcquiredAll, 'held' | 'fresh'>> {
    return await this.#join(this.#stack.markets.map((settings) => ({ settings })))
  }

  /** Asks again for those that it is time for; null: for none. */
  async again(): Promise<Pick<AcquiredAll, 'held' | 'fresh'> | null> {
    const nowMs = this.#ports.clock.monotonicMs()
    const again = this.#waiting.filter(({ tryMs }) => tryMs <= nowMs)
    return again.length === 0 ? null : await this.#join(again)
  }

  /** Takes what can be had of these, and waits for the rest. */
  async #join(
    wanted: readonly (WantedMarket & Partial<Waiting>)[],
  ): Promise<Pick<AcquiredAll, 'held' | 'fresh'>> {
    const { clock } = this.#ports
    const asking = { startMs: this.#startMs, claims: true }
    const joined = await acquireAll(this.#ports, this.#stack, asking, wanted)
    for (const each of joined.refused) this.#refused.set(outcomeKey(each), each)
    for (const { lease } of [...joined.held, ...joined.fresh]) this.#refused.delete(outcomeKey(lease))
    const isUnanswered = ({ settings }: WantedMarket): boolean =>
      joined.refused.some((each) => isSameOutcome(each, settings) && each.isUnanswered)
    const asked = new Set(wanted.map(({ settings }) => outcomeKey(settings)))
    const { cadenceMs, leaseMs } = this.#stack
    const times = { nowMs: clock.nowMs(), monotonicMs: clock.monotonicMs() }
    const waiting = { before: wanted, ...times, cadenceMs, leaseMs }
    this.#waiting = [
      ...this.#waiting.filter(({ settings }) => !asked.has(outcomeKey(settings))),
      ...joined.busy.map((each) => waitForHolder(each, waiting)),
      ...wanted
        .filter(isUnanswered)
        .map((each) => ({ ...each, tryMs: clock.monotonicMs() + TRY_EVERY_MS, tries: each.tries ?? 0 })),
    ]
    this.late.push(...joined.late)
    this.#held = [...this.#held, ...joined.held]
    this.#fresh = [...this.#fresh, ...joined.fresh]
    return joined
  }

  /**
   * What a round has made of those it was for. What is not certain of its item is ticked no more; the next run need not
   * wait for that lease to run out.
   */
  async ticked(held: readonly Held[], round: Pick<AcquiredAll, 'held' | 'fresh'>): Promise<void> {
    const others = this.#held.filter((each) => !held.includes(each))
    this.#held = [...others, ...round.held]
    this.#fresh = round.fresh
    const kept = new Set(round.held.map(({ lease }) => outcomeKey(lease)))
    const lost = held.filter(({ lease }) => !kept.has(outcomeKey(lease)))
    if (lost.length > 0)
      await releaseAll(
        this.#ports,
        lost.map(({ lease }) => ({ lease })),
      )
  }

  /**
   * A commit renews; what has none is renewed in time for its next tick, and so hears of a claim. After a tick that was
   * not stored a read of the lease does the latter.
   */
  async keep(ticked: readonly Held[]): Promise<void> {
    const [held, fresh] = await Promise.all([
      gated(this.#ports, RENEWALS_AT_ONCE, this.#held, async (each) =>
        this.#isShort(each) ? await this.#stored(each) : [each],
      ),
      gated(this.#ports, RENEWALS_AT_ONCE, this.#fresh, (each) => this.#renewed(each)),
    ])
    const over = new Set(ticked.map(({ lease }) => outcomeKey(lease)))
    this.#held = await this.#looked(
      held.flat(),
      (each) => each.isAhead === true && over.has(outcomeKey(each.lease)),
    )
    this.#fresh = fresh.flat()
  }

  #isShort({ lease }: Held | Fresh): boolean {
    return lease.untilMs - this.#ports.clock.nowMs() < this.#stack.cadenceMs + LEASE_SPARE_MS
  }

  /** Nothing that is ahead of its item is renewed without being stored. */
  async #stored(each: Held): Promise<readonly Held[]> {
    if (each.isAhead !== true) return await this.#renewed(each)
    const wrote = await this.#ports.store.commit(each.lease, each.rev, each.state)
    if (wrote.is === 'lost') return []
    return [wrote.is === 'written' ? stored(each, wrote, each.state) : each]
  }

  async #renewed<T extends Held | Fresh>(each: T): Promise<readonly T[]> {
    const renewed = await this.#ports.store.renew(each.lease)
    if (renewed.is === 'lost') return []
    if (renewed.is === 'unknown') return [each]
    return [{ ...each, lease: renewed.lease, ...(renewed.isClaimed ? { isClaimed: true as const } : {}) }]
  }

  /** Those whose leases are ours still, and whether somebody waits for them; where that is not answered, as before. */
  async #looked(held: readonly Held[], isToLook: (each: Held) => boolean): Promise<readonly Held[]> {
    const toLook = held.filter(isToLook)
    if (toLook.length === 0) return held
    const looks = await this.#ports.store.look(toLook.map(({ lease }) => lease))
    return held.flatMap((each): readonly Held[] => {
      const look = looks[toLook.indexOf(each)]
      if (look?.is === 'lost') return []
      return look?.is === 'ours' && look.isClaimed ? [{ ...each, isClaimed: true }] : [each]
    })
  }

  /** After its tick alone: who waits for it comes when that is due, and until then it would be nobody's. */
  async giveBack(ticked: readonly Held[]): Promise<void> {
    const over = new Set([...ticked, ...this.#fresh].map(({ lease }) => outcomeKey(lease)))
    const isRelieved = ({ isClaimed, lease }: Held | Fresh): boolean =>
      isClaimed === true && over.has(outcomeKey(lease))
    const relieved = [...this.#held, ...this.#fresh].filter(isRelieved)
    if (relieved.length === 0) return
    this.#held = this.#held.filter((each) => !isRelieved(each))
    this.#fresh = this.#fresh.filter((each) => !isRelieved(each))
    await releaseAll(this.#ports, relieved)
  }
}
