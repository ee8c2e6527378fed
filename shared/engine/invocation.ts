import { assert, InvariantError } from '../domain/assert.ts'
import { type ControlItem, isStopStanding, mayJoinStop, type StopReason } from '../domain/control.ts'
import { type Read, unknown } from '../domain/read.ts'
import type { StackSettings } from '../domain/settings.ts'
import { type EpochMs, type MarketId, type MonotonicMs, monotonicMs } from '../domain/units.ts'
import { haltedPass } from './haltedPass.ts'
import { acquireAll, releaseAll } from './leases.ts'
import { withLeftMarkets } from './leftMarkets.ts'
import { emergencyExit, endDrain, endFlatten } from './operator.ts'
import type { Ports } from './ports.ts'
import { createRoundReader, type RoundReads } from './roundReads.ts'
import { safePorts } from './safePorts.ts'
import { type Held, latchAll, runTick, type Ticked } from './tick.ts'
import { part, within } from './within.ts'

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
/** Of the invocation for beginning: a market whose history is slow to read must not cost the others their ticks. */
const BEGIN_PERCENT = 40
/** More rounds than any deadline and gap allow. */
const MAX_ROUNDS = 100

export interface InvocationReport {
  readonly rounds: number
  /** Markets somebody else holds: his tick is theirs. */
  readonly busy: readonly MarketId[]
  /** Markets that a younger event of the schedule has ticked: nothing was done with them. */
  readonly late: readonly MarketId[]
  /** What makes this run a failed one for whoever counts errors. */
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
  const { clock } = ports
  const whole = await withLeftMarkets(ports, stack)
  const reader = createRoundReader(ports, whole.stack)
  const acquired = await acquireAll(part(within(ports, until), BEGIN_PERCENT), whole.stack, startMs)
  const failures: string[] = [...whole.failures, ...acquired.failures]
  let held: readonly Held[] = acquired.held
  let rounds = 0
  while (rounds < MAX_ROUNDS && held.length > 0) {
    const round = await runRound(ports, whole.stack, held, reader, until)
    rounds += 1
    held = round.held
    failures.push(...round.failures)
    // Nobody else knows of such a STOP: this run trades no further, and its failure is an alarm.
    if (round.unlatched) break
    const gapMs = round.progress ? stack.minGapMs : stack.cadenceMs
    if (stack.cadenceMs === null || gapMs === null || !hasTime(ports, held, until, gapMs)) break
    await clock.sleep(gapMs)
  }
  await releaseAll(ports, held)
  return { rounds, busy: acquired.busy, late: acquired.late, failures }
}

interface Round {
  readonly held: readonly Held[]
  /** A STOP was found that is not certain to be stored. */
  readonly unlatched: boolean
  readonly progress: boolean
  readonly failures: readonly string[]
}

/** One tick of every market held, then, where the stack is halted, one pass of the STOP procedure. */
async function runRound(
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
    ticked.is === 'done' ? (ticked.latchFailed ? ['a STOP could not be latched'] : []) : [ticked.why],
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
    failures: [...failures, ...pass.failures],
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
    return await runTick(ports, held, settings, stack.wallet, { ...shared, ...haltOf(held), info }, reads)
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
