import type { StackSettings } from '../domain/settings.ts'
import { type EpochMs, type MarketId, type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Silence } from '../ports/silence.ts'
import { beginAll } from './begin.ts'
import { type AcquiredAll, acquireAll, type Fresh, releaseAll } from './leases.ts'
import { type Whole, withLeftMarkets } from './leftMarkets.ts'
import { pagingOnce } from './pagingOnce.ts'
import { type Round, runRound } from './round.ts'
import { createRoundReader } from './roundReads.ts'
import { safePorts } from './safePorts.ts'
import { silentMarkets } from './silence.ts'
import type { Held } from './tick.ts'
import { isUnreadable } from './unreadableItem.ts'
import { readWaits, type Waits } from './waits.ts'

/** No round is begun with less left before the deadline: time for a tick whose answers come, and for a pass of STOP. */
const ROUND_BUDGET_MS = 12_000
/** More rounds than any deadline and gap allow. */
const MAX_ROUNDS = 100

export interface InvocationReport {
  readonly rounds: number
  /** Markets somebody else holds: his tick is theirs. */
  readonly busy: readonly MarketId[]
  /** Markets that a younger event of the schedule has ticked: nothing was done with them. */
  readonly late: readonly MarketId[]
  /** Markets of the stack that this run did not tick, each with the time since its last tick. */
  readonly silent: readonly Silence[]
  /** What makes this run a failed one for whoever counts errors: what concerns all markets, never one alone. */
  readonly failures: readonly string[]
}

/**
 * One invocation of the tick function over every market of the stack: one lease a market, then rounds of ticks at the
 * configured cadence until the deadline, sharing the account-wide reads; then the leases are given back. A holder
 * that crashes leaves leases that run out by themselves.
 * @param startMs When the event that began it was due, by the schedule: an older one than the last does nothing.
 *   null: no event, as for a run by hand.
 */
export async function runInvocation(
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  startMs: EpochMs | null = null,
): Promise<InvocationReport> {
  // An exception in a read concerns that read alone.
  const ports = safePorts({ ...given, telemetry: pagingOnce(given.telemetry) })
  const [whole, waits] = await Promise.all([withLeftMarkets(ports, stack), readWaits(ports)])
  const acquired = await acquireAll(ports, whole.stack, startMs)
  const run = await runRounds(ports, whole, acquired, waits, until)
  await releaseAll(ports, [...run.held, ...run.fresh])
  await Promise.all(troubles(whole, acquired).map(({ market, why }) => waits.note(market, why)))
  await Promise.all([...run.ticked].map((market) => waits.over(market)))
  return {
    rounds: run.rounds,
    busy: acquired.busy,
    late: acquired.late,
    silent: silentMarkets(ports, whole, run.ticked, waits),
    failures: [
      ...whole.failures,
      ...(acquired.failure === null ? [] : [acquired.failure]),
      ...run.failures,
      ...(acquired.held.length > 0 && run.ticked.size === 0 ? run.lost : []),
    ],
  }
}

/** What bars a market by its own item: it is ticked no more, and the others are. */
const troubles = (
  { stack, items }: Whole,
  { refused }: AcquiredAll,
): readonly { readonly market: MarketId; readonly why: string }[] => [
  ...refused,
  ...items
    .filter(isUnreadable)
    .flatMap(({ market, broken }) =>
      stack.markets.some((each) => each.market === market)
        ? []
        : [{ market, why: broken ?? 'it left the configuration, and its item was written by newer code' }],
    ),
]

/** Of the time until the next round, what the beginning of a market may take while others are ticked. */
const BEGIN_MS = 6_000

interface Rounds {
  readonly rounds: number
  readonly held: readonly Held[]
  readonly fresh: readonly Fresh[]
  readonly ticked: ReadonlySet<MarketId>
  readonly failures: readonly string[]
  /** Ticks whose item could not be written: a market's own trouble, unless it is that of all. */
  readonly lost: readonly string[]
}

/** Rounds of ticks at the cadence; beside them the books of new markets are begun, and they join the next round. */
async function runRounds(
  ports: Ports,
  whole: Whole,
  acquired: AcquiredAll,
  waits: Waits,
  until: MonotonicMs,
): Promise<Rounds> {
  const { clock } = ports
  const { stack } = whole
  const reader = createRoundReader(ports, whole)
  const ticked = new Set<MarketId>()
  const failures: string[] = []
  const lost: string[] = []
  let { held, fresh } = acquired
  let rounds = 0
  const count = (round: Round): void => {
    for (const market of round.ticked) ticked.add(market)
    failures.push(...round.failures)
    lost.push(...round.lost)
  }
  const ends = (): Rounds => ({ rounds, held, fresh, ticked, failures, lost })
  for (let turn = 0; turn < MAX_ROUNDS && held.length + fresh.length > 0; turn += 1) {
    const isAlone = held.length === 0 || stack.cadenceMs === null
    const mayTakeMs = isAlone ? until - ROUND_BUDGET_MS - clock.monotonicMs() : BEGIN_MS
    const by = monotonicMs(clock.monotonicMs() + mayTakeMs)
    const [round, begun] = await Promise.all([
      held.length === 0 ? null : runRound(ports, stack, held, reader, until),
      fresh.length === 0 ? null : beginAll(ports, stack.wallet, fresh, waits, by),
    ])
    if (round !== null) {
      rounds += 1
      count(round)
    }
    const joining = begun?.held ?? []
    fresh = begun?.fresh ?? []
    held = [...(round?.held ?? []), ...joining]
    // Nobody else knows of such a STOP: this run trades no further, and its failure is an alarm.
    if (round?.unlatched === true) return ends()
    const gapMs = round?.progress === true || joining.length > 0 ? stack.minGapMs : stack.cadenceMs
    if (stack.cadenceMs === null) {
      // One tick an invocation, also for those that have just been begun.
      if (joining.length === 0 || !hasTime(ports, held, until, 0)) return ends()
      count(await runRound(ports, stack, joining, reader, until))
      rounds = Math.max(rounds, 1)
      return ends()
    }
    // Those that are the first of this run have waited for their books alone.
    const waitMs = round === null && joining.length > 0 ? 0 : gapMs
    if (waitMs === null || !hasTime(ports, held, until, waitMs)) return ends()
    if (waitMs > 0) await clock.sleep(waitMs)
  }
  return ends()
}

/** Another round must fit before the deadline and within every lease. */
const hasTime = ({ clock }: Ports, held: readonly Held[], until: MonotonicMs, gapMs: number): boolean =>
  clock.monotonicMs() + gapMs + ROUND_BUDGET_MS <= until &&
  held.every(({ lease }) => clock.nowMs() + gapMs + ROUND_BUDGET_MS <= lease.untilMs)
