import { assert, InvariantError } from '../domain/assert.ts'
import { type ControlItem, isStopStanding, mayJoinStop, type StopReason } from '../domain/control.ts'
import { type Read, unknown } from '../domain/read.ts'
import type { StackSettings } from '../domain/settings.ts'
import { type EpochMs, type MarketId, type MonotonicMs, monotonicMs } from '../domain/units.ts'
import { beginAll } from './begin.ts'
import { haltedPass } from './haltedPass.ts'
import { type AcquiredAll, acquireAll, type Fresh, releaseAll } from './leases.ts'
import { type Whole, withLeftMarkets } from './leftMarkets.ts'
import { emergencyExit, endDrain, endFlatten } from './operator.ts'
import type { Ports } from './ports.ts'
import { createRoundReader, type RoundReads } from './roundReads.ts'
import { safePorts } from './safePorts.ts'
import { type Silence, silentMarkets } from './silence.ts'
import { type Held, latchAll, runTick, type Ticked } from './tick.ts'
import { isUnreadable } from './unreadableItem.ts'
import { readWaits, type Waits } from './waits.ts'
import { part, within } from './within.ts'
import { wordsOf } from './wordsOf.ts'

/** No round is begun with less left before the deadline: time for a tick whose answers come, and for a pass of STOP. */
const ROUND_BUDGET_MS = 12_000
/** What the ticks of a round may take: cancel and proof after three reads in a row that were answered just in time. */
const TICK_MS = 20_000
/** Kept free of the ticks for the cancels of a STOP that they find. */
const PASS_MS = 4_000
/** A round is given that much even where the deadline has all but come. */
const LEAST_TICK_MS = 4_000
/** Of the time of a round for its reads, and of those for the ones that all markets share. */
const READS_PERCENT = 60
const SHARED_PERCENT = 60
/** More rounds than any deadline and gap allow. */
const MAX_ROUNDS = 100

export interface InvocationReport {
  readonly rounds: number
  /** Markets somebody else holds: his tick is theirs. */
  readonly busy: readonly MarketId[]
  /** Markets that a younger event of the schedule has ticked: nothing was done with them. */
  readonly late: readonly MarketId[]
  /** For how long each market has not been ticked, seconds not counted: by one that was, none. */
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
  const ports = safePorts(given)
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
      for (const market of round.ticked) ticked.add(market)
      failures.push(...round.failures)
      lost.push(...round.lost)
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
      const first = await runRound(ports, stack, joining, reader, until)
      for (const market of first.ticked) ticked.add(market)
      failures.push(...first.failures)
      lost.push(...first.lost)
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

interface Round {
  readonly held: readonly Held[]
  /** A STOP was found that is not certain to be stored, or the round broke: this run trades no further. */
  readonly unlatched: boolean
  readonly progress: boolean
  /** Markets whose tick was stored. */
  readonly ticked: readonly MarketId[]
  readonly failures: readonly string[]
  readonly lost: readonly string[]
}

/** A round that breaks is the failure and the end of this run: its leases are given back all the same. */
async function runRound(...of: Parameters<typeof roundOf>): Promise<Round> {
  try {
    return await roundOf(...of)
  } catch (error) {
    const [, , held] = of
    const failures = [`a round broke: ${wordsOf(error)}`]
    return { held, unlatched: true, progress: false, ticked: [], failures, lost: [] }
  }
}

/** One tick of every market held, then, where the stack is halted, one pass of the STOP procedure. */
async function roundOf(
  ports: Ports,
  stack: StackSettings,
  held: readonly Held[],
  reader: ReturnType<typeof createRoundReader>,
  until: MonotonicMs,
): Promise<Round> {
  const tick = within(ports, endOfTicks(ports, until))
  const reads = part(tick, READS_PERCENT)
  const shared = await reader.read(held, part(reads, SHARED_PERCENT))
  const ticks = await Promise.all(
    held.map(async (each) => ({ each, ticked: await tickSafely({ tick, reads }, stack, each, shared) })),
  )
  const failures = ticks.flatMap(({ ticked }) =>
    ticked.is === 'done'
      ? ticked.latchFailed
        ? ['a STOP could not be latched']
        : []
      : ticked.is === 'broken'
        ? [ticked.why]
        : [],
  )
  const lost = ticks.flatMap(({ each, ticked }) =>
    ticked.is === 'lost' || ticked.is === 'unknown' ? [`${each.lease.market}: ${ticked.why}`] : [],
  )
  const kept = ticks.flatMap(({ ticked }) => (ticked.is === 'done' ? [ticked.held] : []))
  const stopped = ticks.some(
    ({ ticked }) => ticked.is === 'broken' || (ticked.is === 'done' && hasStop(ticked, shared.control)),
  )
  const unlatched = ticks.some(
    ({ ticked }) => (ticked.is === 'done' || ticked.is === 'broken') && ticked.latchFailed,
  )
  const pass = await haltedPass(ports, stack, kept, shared, { stopped, isLatched: !unlatched, until })
  if (shared.control.ok && shared.control.value !== 'absent') {
    const states = pass.held.map(({ state }) => state)
    await emergencyExit(ports, stack, shared.control.value, states)
    await endFlatten(ports, shared.control.value, states)
    await endDrain(ports, shared.control.value, states)
  }
  return {
    held: pass.held,
    unlatched,
    progress: ticks.some(({ ticked }) => ticked.is === 'done' && ticked.progress),
    ticked: kept.map(({ lease }) => lease.market),
    failures: [...failures, ...pass.failures],
    lost,
  }
}

type SafelyTicked = Ticked | { readonly is: 'broken'; readonly why: string; readonly latchFailed: boolean }

/** The ports of a round's ticks, and those within the time for its reads. */
interface RoundPorts {
  readonly tick: Ports
  readonly reads: Ports
}

function endOfTicks({ clock }: Ports, until: MonotonicMs): MonotonicMs {
  const nowMs = clock.monotonicMs()
  return monotonicMs(Math.max(nowMs + LEAST_TICK_MS, Math.min(nowMs + TICK_MS, until - PASS_MS)))
}

/** A market with a STOP that is marked and not latched trades no more, flatten included, whatever the flag says. */
const haltOf = ({ isMarked }: Held): Partial<Pick<RoundReads, 'control'>> =>
  isMarked === true ? { control: unknown('a STOP of this market is not latched yet') } : {}

/** A broken invariant of ours is a STOP, not an accident to be retried. */
async function tickSafely(
  { tick: ports, reads }: RoundPorts,
  stack: StackSettings,
  held: Held,
  shared: RoundReads,
): Promise<SafelyTicked> {
  const { market } = held.lease
  const settings = stack.markets.find((each) => each.market === market)
  const info = shared.info.get(market)
  try {
    assert(settings !== undefined && info !== undefined, `${market} is held without settings`)
    const { behind, ...account } = shared
    const own = { ...account, ...haltOf(held), info, isBehind: behind.has(market) }
    return await runTick(ports, held, settings, stack.wallet, own, reads)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const code = 'INVARIANT' as const
    const marks = await latchAll(ports, [{ code, text, market, atMs: ports.clock.nowMs() }], held)
    const latchFailed = marks.length > 0
    if (latchFailed) await ports.store.mark(held.lease, marks)
    ports.telemetry.page(`broken invariant: ${text}`, market)
    const kind = error instanceof InvariantError ? 'invariant' : 'unexpected error'
    const why = `${market}: ${kind}: ${text}${latchFailed ? ' (STOP not latched)' : ''}`
    return { is: 'broken', why, latchFailed }
  }
}

/** A STOP of this tick, which the round's look at the control item did not see yet; what joins one is none. */
function hasStop(ticked: Extract<Ticked, { is: 'done' }>, control: Read<ControlItem>): boolean {
  const stands = control.ok && control.value !== 'absent' && isStopStanding(control.value)
  const isNew = ({ code }: StopReason): boolean => !stands || !mayJoinStop(code)
  return (
    ticked.stopped || ticked.decision.actions.some((action) => action.do === 'stop' && isNew(action.reason))
  )
}

/** Another round must fit before the deadline and within every lease. */
const hasTime = ({ clock }: Ports, held: readonly Held[], until: MonotonicMs, gapMs: number): boolean =>
  clock.monotonicMs() + gapMs + ROUND_BUDGET_MS <= until &&
  held.every(({ lease }) => clock.nowMs() + gapMs + ROUND_BUDGET_MS <= lease.untilMs)
