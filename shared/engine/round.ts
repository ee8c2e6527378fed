import { assert, InvariantError } from '../domain/assert.ts'
import { type ControlItem, isStopActive, mayJoinStop, type StopReason } from '../domain/control.ts'
import { LEASE_SPARE_MS } from '../domain/lease.ts'
import { isSameOutcome, type Outcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import { type Read, unknown } from '../domain/read.ts'
import type { StackSettings } from '../domain/settings.ts'
import { type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { isFarLook } from '../reconcile/secondLook.ts'
import { emergencyExit, endDrainWhenFlat, endFlatten } from './flattenRequests.ts'
import { gated } from './gated.ts'
import type { SharedReads, SiblingOrdersOf } from './observe.ts'
import type { BegunRound, RoundReader, RoundReads } from './roundReads.ts'
import { openSiblingOrders } from './siblings.ts'
import { haltedPass } from './stop/haltedPass.ts'
import type { ListMemory } from './stop/listMemory.ts'
import { stopByStack } from './stopByStack.ts'
import { type Held, latchAll, runTick, type Ticked } from './tick.ts'
import { within, withinPercent } from './within.ts'
import { wordsOf } from './wordsOf.ts'

/** What the ticks of a round may take: cancel and proof after three reads in a row that were answered just in time. */
const TICK_MS = 20_000
/** Kept free of the ticks for the cancels of a STOP that they find. */
const PASS_MS = 4_000
/** A pass ends well within the leases that the ticks before it have renewed: what it proves is stored under them. */
const LONGEST_PASS_MS = 40_000
/** A round is given that much even where the deadline has all but come. */
const LEAST_TICK_MS = 4_000
/** Ticks under way: a busy process answers each of a few in time, and none of two hundred. */
const TICKS_AT_ONCE = 20
/** Of the time of a round for its reads, and of those for the ones that all markets share. */
const READS_PERCENT = 60
const SHARED_PERCENT = 60

export interface Round {
  readonly held: readonly Held[]
  /** A STOP was found that is not certain to be stored, or the round broke: this run trades no further. */
  readonly unlatched: boolean
  readonly progress: boolean
  /** Markets whose tick was stored. */
  readonly ticked: readonly Outcome[]
  readonly failures: readonly string[]
  readonly lost: readonly string[]
}

/** A round that breaks is the failure and the end of this run: its leases are given back anyway. */
export async function runRound(...of: Parameters<typeof roundOf>): Promise<Round> {
  try {
    return await roundOf(...of)
  } catch (error) {
    const [, , held] = of
    const failures = [`a round failed: ${wordsOf(error)}`]
    return { held, unlatched: true, progress: false, ticked: [], failures, lost: [] }
  }
}

/**
 * One tick of every market held, then, where the stack is halted, one pass of the STOP procedure.
 * @param lists what the passes of this run leave to each other: without, each waits for its own second list.
 */
async function roundOf(
  ports: Ports,
  stack: StackSettings,
  held: readonly Held[],
  reader: RoundReader,
  until: MonotonicMs,
  lists?: ListMemory,
): Promise<Round> {
  const tick = within(ports, endOfTicks(ports, until))
  const reads = withinPercent(tick, READS_PERCENT)
  const begun = reader.begin(held, withinPercent(reads, SHARED_PERCENT))
  // Behind the reads that all wait for: no place is taken by a tick that has nothing to do yet.
  if (held.length > TICKS_AT_ONCE) await begun.reads
  const turns = new Map<OutcomeKey, Promise<SafelyTicked>>()
  const ticks = await gated(ports, TICKS_AT_ONCE, held, async (each) => {
    const orders: SiblingOrdersOf = (sibling, bookAtMs) =>
      openSiblingOrders(ports.store, { sibling, bookAtMs }, inRound(held, turns, each, sibling))
    const turn = tickSafely({ tick, reads }, stack, each, begun, orders)
    turns.set(outcomeKey(each.lease), turn)
    const ticked = await turn
    if (ticked.is === 'done') begun.stack.settle(ticked.held)
    return { each, ticked }
  })
  const shared = await begun.reads
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
  const byStack = await stopByStack(ports, begun.stack, shared.control, kept)
  const stopped =
    byStack.isNew ||
    ticks.some(
      ({ ticked }) => ticked.is === 'broken' || (ticked.is === 'done' && hasStop(ticked, shared.control)),
    )
  const unlatched =
    byStack.failures.length > 0 ||
    ticks.some(({ ticked }) => (ticked.is === 'done' || ticked.is === 'broken') && ticked.latchFailed)
  const passUntil = monotonicMs(Math.min(until, ports.clock.monotonicMs() + LONGEST_PASS_MS))
  const pass = await haltedPass(ports, stack, kept, shared, {
    stopped,
    isLatched: !unlatched,
    ...(lists === undefined ? {} : { lists }),
    until: passUntil,
  })
  if (shared.control.ok && shared.control.value !== 'absent') {
    const states = pass.held.map(({ state }) => state)
    await emergencyExit(ports, stack, shared.control.value, states)
    await endFlatten(ports, shared.control.value, states)
    await endDrainWhenFlat(ports, shared.control.value, states)
  }
  return {
    held: pass.held,
    unlatched,
    progress: ticks.some(({ ticked }) => ticked.is === 'done' && ticked.progress),
    ticked: kept.map(({ lease: { market, tokenId } }) => ({ market, tokenId })),
    failures: [...failures, ...byStack.failures, ...pass.failures],
    lost,
  }
}

type Turns = ReadonlyMap<OutcomeKey, Promise<SafelyTicked>>

/**
 * The other outcome as this one's turn finds it: after its tick, where that comes first in this round; as its item was
 * stored, where it waits for ours. Undefined: this round does not tick it.
 */
function inRound(
  held: readonly Held[],
  turns: Turns,
  own: Held,
  sibling: Outcome,
): Promise<Held | null> | undefined {
  const index = held.findIndex(({ lease }) => isSameOutcome(lease, sibling))
  const other = held[index]
  if (other === undefined) return undefined
  if (index > held.indexOf(own)) return Promise.resolve(other)
  return turns.get(outcomeKey(sibling))?.then((ticked) => (ticked.is === 'done' ? ticked.held : null))
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

/** A market with a STOP that is not latched yet trades no more, flatten included, whatever the flag says. */
const haltOf = ({ hasUnlatched }: Held): Partial<Pick<RoundReads, 'control'>> =>
  hasUnlatched === true ? { control: unknown('a STOP of this market is not latched yet') } : {}

/** A broken invariant of ours is a STOP, not an accident to be retried. */
async function tickSafely(
  { tick: ports, reads }: RoundPorts,
  stack: StackSettings,
  held: Held,
  begun: BegunRound,
  siblingOrders: SiblingOrdersOf,
): Promise<SafelyTicked> {
  const { market } = held.lease
  const settings = stack.markets.find((each) => isSameOutcome(each, held.lease))
  try {
    assert(settings !== undefined, `${market} holds shares but has no settings`)
    const own = {
      shared: sharedBy(held, begun),
      isBehind: begun.behind.has(outcomeKey(held.lease)),
      book: begun.book,
      positions: begun.positions,
      siblingOrders,
    }
    return await runTick(ports, held, settings, stack.wallet, own, reads, quietMsOf(stack))
  } catch (error) {
    // What broke the reads that all share is the failure of the round, and no market's.
    await begun.reads
    const text = wordsOf(error)
    const code = 'INVARIANT' as const
    const unlatched = await latchAll(ports, [{ code, text, market, atMs: ports.clock.nowMs() }], held)
    const latchFailed = unlatched.length > 0
    if (latchFailed) await ports.store.putUnlatched(held.lease, unlatched)
    ports.telemetry.page(`broken invariant: ${text}`, held.lease, 'invariant')
    const kind = error instanceof InvariantError ? 'invariant' : 'unexpected error'
    const why = `${market}: ${kind}: ${text}${latchFailed ? ' (STOP not latched)' : ''}`
    return { is: 'broken', why, latchFailed }
  }
}

/** With one tick a run there is nobody to look after the leases between ticks. */
const quietMsOf = ({ cadenceMs }: StackSettings): number | null =>
  cadenceMs === null ? null : cadenceMs + LEASE_SPARE_MS

/** What one market's tick takes of the reads that all share. */
async function sharedBy(held: Held, begun: BegunRound): Promise<SharedReads> {
  const { info, farther, siblingTokenOf, ...account } = await begun.reads
  const stackRoomMicros = begun.stack.grant(held)
  const own = info.get(held.lease.market)
  assert(own !== undefined, `${held.lease.market} holds shares but has no settings`)
  const older = farther?.ok === true && isFarLook(held.state, account.beganAtMs) ? { older: farther } : {}
  const siblingToken = siblingTokenOf(held.lease)
  const sibling = siblingToken === null ? {} : { siblingToken }
  const room = stackRoomMicros === undefined ? {} : { stackRoomMicros }
  return { ...account, ...older, ...haltOf(held), ...sibling, ...room, info: own }
}

/** A STOP of this tick, which the round's look at the control item did not see yet; what joins one is none. */
function hasStop(ticked: Extract<Ticked, { is: 'done' }>, control: Read<ControlItem>): boolean {
  const isActive = control.ok && control.value !== 'absent' && isStopActive(control.value)
  const isNew = ({ code }: StopReason): boolean => !isActive || !mayJoinStop(code)
  return (
    ticked.stopped || ticked.decision.actions.some((action) => action.do === 'stop' && isNew(action.reason))
  )
}
