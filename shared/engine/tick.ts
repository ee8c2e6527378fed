import type { StopReason } from '../domain/control.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { Decision } from '../machine/decision.ts'
import type { MachineEvent } from '../machine/event.ts'
import { pageTexts } from '../machine/eventWords.ts'
import type { MarketState } from '../machine/state.ts'
import { transition } from '../machine/transition.ts'
import { type Acted, act } from './act.ts'
import { observe, type SharedReads } from './observe.ts'
import type { Ports } from './ports.ts'
import { prune } from './prune.ts'
import { reconcile } from './reconcile.ts'
import type { Latched, Lease } from './store.ts'

/** A market's item as its holder has it: the state is exactly what is stored at this revision. */
export interface Held {
  readonly lease: Lease
  readonly rev: number
  readonly state: MarketState
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

/** One tick of one market: observe, reconcile, decide, act, persist. The lease is the caller's. */
export async function runTick(
  ports: Ports,
  held: Held,
  settings: MarketSettings,
  wallet: string,
  shared: SharedReads,
  /** The ports within the time that its reads may take. */
  reads: Ports = ports,
): Promise<Ticked> {
  const { store, clock, telemetry } = ports
  const startedMs = clock.monotonicMs()
  const seen = await observe(reads, held.state, settings, shared)
  // Frozen past its lease, this run holds an old item: the next holder's orders and fills would look like a stranger's.
  if (clock.nowMs() >= held.lease.untilMs) return { is: 'lost', why: 'the lease ran out while observing' }
  const facts = reconcile(held.state, seen, settings, wallet)
  const decision = transition(facts, seen, settings)
  const latchFailed = !(await latchAll(ports, stopsOf(decision)))

  const pruned = await pruneInto(ports, decision.state, held.state)
  const acted = await act(ports, held, pruned, decision.actions, settings)
  const lateLatchFailed = !(await latchAll(ports, acted.stops))
  const wrote =
    acted.write === 'fine' ? await store.commit(held.lease, acted.rev, acted.state) : { is: acted.write }

  const events = [...decision.events, ...acted.events]
  for (const text of pageTexts(events)) telemetry.page(text, held.state.market)
  telemetry.tick({
    market: held.state.market,
    fence: held.lease.fence,
    before: held.state,
    seen,
    decision,
    results: acted.results,
    events,
    after: acted.state,
    outcome: wrote.is === 'written' ? 'done' : wrote.is,
    tookMs: clock.monotonicMs() - startedMs,
  })
  if (wrote.is !== 'written') return { is: wrote.is, why: 'the item could not be written under our lease' }
  return {
    is: 'done',
    held: { lease: held.lease, rev: wrote.rev, state: acted.state },
    decision,
    progress: acted.results.some(wasSent) || events.some(isProgress),
    stopped: acted.stops.length > 0,
    latchFailed: latchFailed || lateLatchFailed,
  }
}

/** A condition may never be seen again, so a lost latch is tried anew: it counts once a halt, however often asked. */
const LATCH_TRIES = 3
const LATCH_GAP_MS = 300

/** A STOP is latched before anything else is done. False when it is not certain that it was. */
export async function latchAll(ports: Ports, stops: readonly StopReason[]): Promise<boolean> {
  let certain = true
  for (const reason of stops) {
    const latched = await latchOne(ports, reason)
    ports.telemetry.latched(reason, latched.is)
    if (latched.is !== 'unknown') continue
    certain = false
    // Its cause may never show again, and then nobody but a person will make it a STOP.
    const text = `STOP ${reason.code} could not be latched (${latched.why}): "halt" by hand. It was: ${reason.text}`
    ports.telemetry.page(text, reason.market)
  }
  return certain
}

async function latchOne({ store, clock }: Ports, reason: StopReason): Promise<Latched> {
  for (let tries = 1; tries < LATCH_TRIES; tries += 1) {
    const latched = await store.latchCondition(reason)
    if (latched.is !== 'unknown') return latched
    await clock.sleep(LATCH_GAP_MS)
  }
  return await store.latchCondition(reason)
}

/** Ledger first: what the item is about to forget is kept there, or the item keeps it. */
async function pruneInto({ store }: Ports, state: MarketState, stored: MarketState): Promise<MarketState> {
  const pruned = prune(state, stored)
  if (pruned.rows.length === 0) return pruned.state
  const wrote = await store.putLedger(pruned.rows)
  return wrote.is === 'written' ? pruned.state : state
}

const stopsOf = ({ actions }: Decision): readonly StopReason[] =>
  actions.flatMap((action) => (action.do === 'stop' ? [action.reason] : []))

/** What never left, for one while the venue pauses, is nothing to hurry after. */
const wasSent = ({ outcome }: Acted['results'][number]): boolean => outcome.is !== 'unsent'

const isProgress = ({ is }: MachineEvent): boolean => is === 'fill' || is === 'phaseChanged'
