import type { StopReason, UnlatchedStop } from '../domain/control.ts'
import { partOf } from '../domain/outcome.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { Decision } from '../machine/decision.ts'
import type { MachineEvent } from '../machine/event.ts'
import { eventWords, isOfAccount } from '../machine/eventWords.ts'
import type { Observation } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import { transition } from '../machine/transition.ts'
import type { Ports } from '../ports/ports.ts'
import type { Committed, Latched, Lease } from '../ports/store.ts'
import { prune } from '../reconcile/prune.ts'
import { reconcile } from '../reconcile/reconcile.ts'
import { type Acted, act } from './act.ts'
import { type BegunReads, observe } from './observe.ts'
import { onlyClocksMoved } from './onlyClocksMoved.ts'
import { unlatchedStop } from './stop/unlatchedStops.ts'

/** A market's item as its holder has it: the state is what is stored at this revision. */
export interface Held {
  readonly lease: Lease
  readonly rev: number
  readonly state: MarketState
  /** But for clocks: ticks since then have moved nothing else, and the item lags behind them. */
  readonly isAhead?: true
  /** A STOP that was found under an earlier lease is stored and not latched yet: this market is halted until it is. */
  readonly hasUnlatched?: true
  /** A younger event waits for it, or a command: it is given back after this tick. */
  readonly isClaimed?: true
}

export type Ticked =
  | {
      readonly is: 'done'
      readonly held: Held
      readonly decision: Decision
      /** Something was posted or cancelled, filled, or the phase changed: worth a look soon. */
      readonly progress: boolean
      /** The act found a reason to STOP, beyond those of the decision. */
      readonly stopped: boolean
      /** A STOP was found whose latch could not be written for certain. */
      readonly latchFailed: boolean
    }
  | { readonly is: 'lost' | 'unknown'; readonly why: string }

/**
 * One tick of one market: observe, reconcile, decide, act, persist. The lease is the caller's.
 * @param quietMs A tick that moved nothing but clocks is not stored while its lease has that much left, for the caller
 *   looks after the lease; null: each is.
 */
export async function runTick(
  ports: Ports,
  held: Held,
  settings: MarketSettings,
  wallet: string,
  begun: BegunReads,
  /** The ports within the time that its reads may take. */
  reads: Ports = ports,
  quietMs: number | null = null,
): Promise<Ticked> {
  const { store, clock, telemetry } = ports
  const startedMs = clock.monotonicMs()
  const observed = await observe(reads, held.state, settings, begun)
  const seen = await withSibling(observed, held, begun)
  const facts = reconcile(held.state, seen, settings, wallet)
  const decision = transition(facts, seen, settings)
  const stops = stopsOf(decision)
  if (stops.length > 0 && (await isOvertaken(ports, held))) return OVERTAKEN
  const ofDecision = await latchAll(ports, stops, held)

  const pruned = await pruneInto(ports, decision.state, held.state)
  const acted = await act(ports, held, pruned, decision.actions, settings)
  // What an act found after its intent was stored is ours: that write showed the fence.
  const isProven = acted.stops.length === 0 || acted.rev > held.rev
  if (!isProven && (await isOvertaken(ports, held))) return OVERTAKEN
  const unlatched = [...ofDecision, ...(await latchAll(ports, acted.stops, { ...held, rev: acted.rev }))]
  const events = [...decision.events, ...acted.events]
  const isQuiet =
    decision.actions.length + acted.results.length + events.length + unlatched.length === 0 &&
    mayLag(ports, held, acted, quietMs)
  const wrote = isQuiet
    ? ({ is: 'quiet' } as const)
    : acted.write === 'fine'
      ? await store.commit(held.lease, acted.rev, acted.state, ...(unlatched.length > 0 ? [unlatched] : []))
      : { is: acted.write }
  // Where no commit carries them the lease alone must do.
  if (unlatched.length > 0 && wrote.is !== 'written') await store.putUnlatched(held.lease, unlatched)
  const isDone = wrote.is === 'written' || wrote.is === 'quiet'

  for (const event of events) {
    const words = eventWords(event)
    const of = isOfAccount(event) ? undefined : held.state
    if (words.pages) telemetry.page(words.text, of, words.row)
  }
  telemetry.tick({
    market: held.state.market,
    fence: held.lease.fence,
    before: held.state,
    seen,
    decision,
    results: acted.results,
    events,
    after: acted.state,
    outcome: isDone ? 'done' : wrote.is,
    tookMs: clock.monotonicMs() - startedMs,
  })
  if (!isDone) return { is: wrote.is, why: 'the item could not be written under our lease' }
  return {
    is: 'done',
    held:
      wrote.is === 'quiet'
        ? { ...held, state: acted.state, isAhead: true }
        : stored(held, wrote, acted.state),
    decision,
    progress: acted.results.some(wasSent) || events.some(isProgress),
    stopped: acted.stops.length > 0,
    latchFailed: unlatched.length > 0,
  }
}

/** Since its lease was last renewed, and with it stored: a tick that begins later is stored. */
const LONGEST_LAG_MS = 25_000

/** As it is in the table after a commit. */
export function stored(
  { isAhead: _, ...held }: Held,
  { lease, rev, isClaimed }: Extract<Committed, { is: 'written' }>,
  state: MarketState,
): Held {
  return { ...held, lease, rev, state, ...(isClaimed ? { isClaimed: true } : {}) }
}

/**
 * Whether the item may lag behind this tick. One that is still to move to its own key is moved by a commit. A lease
 * that is soon to be renewed is renewed by one, so that no item lags for longer than that takes.
 */
function mayLag(
  { clock }: Ports,
  { lease, rev, state }: Held,
  acted: Acted,
  quietMs: number | null,
): boolean {
  if (quietMs === null || lease.isUnmoved === true || acted.write !== 'fine' || acted.rev !== rev)
    return false
  const leftMs = Math.max(quietMs, lease.lastsMs - LONGEST_LAG_MS)
  return lease.untilMs - clock.nowMs() >= leftMs && onlyClocksMoved(state, acted.state)
}

/** The last thing that is looked at: when the other outcome of the market has acted. */
async function withSibling(
  seen: Observation,
  { lease }: Held,
  { siblingOrders }: BegunReads,
): Promise<Observation> {
  const { sibling } = seen
  if (sibling === undefined || siblingOrders === undefined) return seen
  const { tokenId } = sibling
  const bookAtMs = seen.book.ok ? seen.book.asOf : seen.nowMs
  const orders = await siblingOrders({ market: lease.market, tokenId }, bookAtMs)
  return { ...seen, sibling: { tokenId, orders } }
}

const OVERTAKEN: Ticked = { is: 'lost', why: 'another run has taken the lease since' }

/**
 * A run that was overtaken holds an old item: its successor's orders and fills look like a stranger's, and would be a
 * STOP. So before one is latched a write, begun after the observation, shows that the lease is ours still. Where that
 * is not answered the STOP counts: a condition that is real must not wait for the table.
 */
export async function isOvertaken({ store, clock }: Ports, { lease }: Held): Promise<boolean> {
  const { is } = await store.renew(lease)
  // Past its end the next holder sees for itself whatever is real.
  return is === 'lost' || (is === 'unknown' && clock.nowMs() > lease.untilMs)
}

/** A condition may never be seen again, so a lost latch is tried again: it counts once a halt, however often asked. */
const LATCH_TRIES = 3
const LATCH_GAP_MS = 300

/**
 * A STOP is latched before anything else is done. What is not certain to be latched comes back, for the
 * item to keep: its cause may never show again.
 */
export async function latchAll(
  ports: Ports,
  stops: readonly StopReason[],
  { lease, rev }: Pick<Held, 'lease' | 'rev'>,
): Promise<readonly UnlatchedStop[]> {
  const unlatched: UnlatchedStop[] = []
  for (const found of stops) {
    const reason = found.market === lease.market ? { ...found, tokenId: lease.tokenId } : found
    const kept = unlatchedStop(lease, rev, reason)
    const latched = await latchOne(ports, reason, kept.id)
    ports.telemetry.latched(reason, latched.is)
    if (latched.is !== 'unknown') continue
    unlatched.push(kept)
    const text = `STOP ${reason.code} could not be latched (${latched.why}): its market is halted until a tick latches it; "npx bot halt" stops all markets now. Cause: ${reason.text}`
    ports.telemetry.page(text, partOf(reason), 'notLatched')
  }
  return unlatched
}

async function latchOne({ store, clock }: Ports, reason: StopReason, id: string): Promise<Latched> {
  for (let tries = 1; tries < LATCH_TRIES; tries += 1) {
    const latched = await store.latchCondition(reason, id)
    if (latched.is !== 'unknown') return latched
    await clock.sleep(LATCH_GAP_MS)
  }
  return await store.latchCondition(reason, id)
}

/** Ledger first: what the item is about to forget is kept there, or the item keeps it. */
async function pruneInto({ store }: Ports, state: MarketState, stored: MarketState): Promise<MarketState> {
  const pruned = prune(state, stored)
  if (pruned.records.length === 0) return pruned.state
  const wrote = await store.putLedger(pruned.records)
  return wrote.is === 'written' ? pruned.state : state
}

const stopsOf = ({ actions }: Decision): readonly StopReason[] =>
  actions.flatMap((action) => (action.do === 'stop' ? [action.reason] : []))

/** What never left, for one while the venue pauses, is nothing to hurry after. */
const wasSent = (result: Acted['results'][number]): boolean =>
  result.of !== 'sign' && result.outcome.is !== 'unsent'

const isProgress = ({ is }: MachineEvent): boolean => is === 'fill' || is === 'phaseChanged'
