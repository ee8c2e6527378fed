import { type ControlItem, isResumed, isStopDone, restoredUntilMs } from '../../domain/control.ts'
import type { Read } from '../../domain/read.ts'
import type { StackSettings } from '../../domain/settings.ts'
import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from '../../domain/units.ts'
import type { ActResult } from '../../machine/decision.ts'
import { isPastExpiry, LISTS_APART_MS } from '../../machine/expiryProof.ts'
import type { Ports } from '../../ports/ports.ts'
import type { MarketItem } from '../../ports/store.ts'
import { type CancelLook, cancelOrders } from '../cancelOrders.ts'
import { unreadableItem } from '../unreadableItem.ts'
import { within, withinPercent } from '../within.ts'
import { cancelMarkets, cancelUnknownOrders } from './cancelMarkets.ts'
import { createWatch, type StopWatch } from './createWatch.ts'
import { expirySlackOf } from './expirySlack.ts'
import type { FirstList, Listed, ListMemory } from './listMemory.ts'
import { type StopPlan, stopPlan } from './stopPlan.ts'
import { twoEmptyLists } from './twoEmptyLists.ts'
import { latchUnlatched } from './unlatchedStops.ts'

/** A pass has this long to send its cancels even where the deadline has come. */
const LEAST_PASS_MS = 3_000
/** Of the time of a pass for cancels by hash, of the rest for the cancels by market: neither costs the other its turn. */
const CANCEL_PERCENT = 40
const MARKETS_PERCENT = 60
/** A pass begins again where another STOP came, or this one was done, before it could cancel; the last time it cancels. */
const MAX_BEGINNINGS = 3

export type Pass = { readonly evidence: readonly ActResult[] } & (
  | { readonly is: 'done'; readonly haltSeq: number }
  /** This STOP was done before, and nothing has turned up since. */
  | { readonly is: 'nothing to do' }
  /** The STOP was resumed from: nothing was cancelled, the orders are those of a bot that trades. */
  | { readonly is: 'resumed' }
  /** Another STOP, a resume or a flatten came between. */
  | { readonly is: 'superseded'; readonly haltSeq: number }
  /** A list without any of them; a later pass of the run reads the second. */
  | { readonly is: 'half proven' }
  | { readonly is: 'not yet'; readonly why: string }
)

/**
 * One pass of the STOP procedure, after the latch: cancel every order that can live, prove each dead, and see two
 * complete lists without any of them. It needs no lease and writes no market item: an order is only posted after
 * a read of the control item that follows its intent, so the items as read after the latch hold all that can live.
 *
 * `until` bounds the wait between the lists; a pass that cannot wait is not done. `isLatched`: the STOP is certain to
 * be stored, so that a control item without one says that it is over; before that nothing ends the cancelling.
 */
export const stopPass = (
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  at: PassOptions = { isLatched: true },
): Promise<Pass> => passFrom(given, stack, until, { ...at, beginning: 1 })

export interface PassOptions {
  readonly isLatched: boolean
  /** What earlier passes of the same run have seen: with it a pass does not wait for the second list, a later one reads it. */
  readonly lists?: ListMemory
}

/** @param at.beginning 1, and one more each time that it begins again. */
async function passFrom(
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  at: PassOptions & { readonly beginning: number },
): Promise<Pass> {
  const { store, clock } = given
  // The order of these two reads matters: `stopDone` is conditional on the STOP as it was before the items.
  const control = await store.control()
  if (at.isLatched && control.ok && isResumed(control.value)) return { is: 'resumed', evidence: [] }
  const items = await store.marketItems()
  // A number more than the one read: this pass begins again, for that STOP.
  for (const { market, unlatched } of items.ok ? items.value : [])
    await latchUnlatched(given, market, unlatched ?? [])
  const plan = stopPlan(stack, control, items, clock.nowMs())
  const watch = createWatch(given, control, {
    isLatched: at.isLatched,
    isTableSilent: !control.ok && !items.ok,
    mayBeginAgain: at.beginning < MAX_BEGINNINGS,
  })
  // A table that answers late takes none of the time for the cancels.
  const endMs = Math.max(until, clock.monotonicMs() + LEAST_PASS_MS)
  const timed = (): Ports => within(given, monotonicMs(endMs + watch.tookMs()))
  const { looks, marketsAnswered } = await cancelPlanned(timed, stack, plan, watch)
  const evidence = looks.map((look) => look.result)
  const ended = watch.ended()
  if (ended === 'resumed') return { is: 'resumed', evidence }
  if (ended === 'changed') {
    const again = await passFrom(given, stack, until, { ...at, beginning: at.beginning + 1 })
    return { ...again, evidence: [...evidence, ...again.evidence] }
  }
  const waitUntil = at.lists === undefined ? until : clock.monotonicMs()
  return await proveDone(timed(), stack, waitUntil, {
    control,
    items,
    plan,
    looks,
    marketsAnswered,
    lists: at.lists,
  })
}

/** What the lists and the looks prove of what was cancelled; and the end of the STOP is written. */
async function proveDone(
  ports: Ports,
  stack: StackSettings,
  waitUntil: MonotonicMs,
  {
    control,
    items,
    plan,
    looks,
    marketsAnswered,
    lists,
  }: Cancelled & Begun & { readonly lists: ListMemory | undefined },
): Promise<Pass> {
  const { store, clock } = ports
  const evidence = looks.map((look) => look.result)
  const notYet = (why: string): Pass => ({ is: 'not yet', why, evidence })

  const { item, states, startedAtMs, sinceMs } = plan
  if (!control.ok) return notYet(`the control item cannot be read: ${control.unknown}`)
  if (item === null) return notYet('there is no control item')
  if (!items.ok) return notYet(`the market items cannot be read: ${items.unknown}`)
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return notYet(unreadable)
  if (plan.spared.length > 0) return notYet('a flatten order is working')

  const untilMs = epochMs(startedAtMs + plan.skewMs)
  const first = lists?.take(item.haltSeq, plan) ?? null
  const seen = await twoEmptyLists(ports, stack, waitUntil, { ...plan, untilMs }, first)
  if (seen.is === 'held') return notYet(seen.why)
  const slackMs = expirySlackOf(stack, states)
  const now: BeforeList = {
    marketsAnswered,
    answered: new Set(looks.filter(isAnswered).map(({ order }) => order.id)),
    earlierMs: await expiryClock(ports, looks, startedAtMs),
  }
  const before = first === null ? now : asOfBoth(first, now)
  if (seen.is === 'one') {
    if (lists === undefined) return notYet('there was no time left to wait for the second list')
    lists.keep({ ...seen, ...before, haltSeq: item.haltSeq, sought: plan })
    return { is: 'half proven', evidence }
  }
  const isApart = stack.stopListGapMs >= LISTS_APART_MS
  const proof = { ...seen.listed, ...before, isApart, slackMs }
  const undead = looks.find((look) => !isProvenDead(look, proof))
  if (undead !== undefined) return notYet(`order ${undead.order.id} may still be live`)

  if (isStopDone(item)) return { is: 'nothing to do', evidence }
  const livesUntilMs = restoredUntilMs(item, slackMs)
  if (livesUntilMs !== null && clock.nowMs() <= livesUntilMs)
    return notYet(
      `the table was restored from a backup: an order missing from it may be live until ${new Date(livesUntilMs).toISOString()}`,
    )
  const wrote = await store.stopDone(item.haltSeq, slackMs, sinceMs ?? undefined)
  if (wrote.is === 'unknown') return notYet(`the end of the STOP could not be written: ${wrote.why}`)
  return { is: wrote.is === 'written' ? 'done' : 'superseded', haltSeq: item.haltSeq, evidence }
}

/** What it read, and whom it would cancel by that. */
interface Begun {
  readonly control: Read<ControlItem>
  readonly items: Read<readonly MarketItem[]>
  readonly plan: StopPlan
}

interface Cancelled {
  readonly looks: readonly CancelLook[]
  /** Cancels by market were answered, every one. */
  readonly marketsAnswered: boolean
}

/** By hash, then by market; each only after a look at the control item. */
async function cancelPlanned(
  timed: () => Ports,
  stack: StackSettings,
  { doomed, spared, records, markets }: StopPlan,
  watch: StopWatch,
): Promise<Cancelled> {
  if (doomed.length > 0 && !(await watch.mayCancel())) return { looks: [], marketsAnswered: false }
  const asked = doomed.map((order) => ({ order, why: 'STOP' }))
  const looks = await cancelOrders(withinPercent(timed(), CANCEL_PERCENT), asked, watch.mayCancel)
  if (records !== null)
    await cancelUnknownOrders(withinPercent(timed(), MARKETS_PERCENT), records, watch.mayCancel)
  if (records !== null || spared.length > 0 || !(await watch.mayCancel()))
    return { looks, marketsAnswered: false }
  return {
    looks,
    marketsAnswered: await cancelMarkets(
      withinPercent(timed(), MARKETS_PERCENT),
      stack,
      markets,
      watch.mayCancel,
    ),
  }
}

/** What was known before a list was read. */
type BeforeList = Pick<FirstList, 'marketsAnswered' | 'answered' | 'earlierMs'>

/** Of two lists by two passes: what held before each of them. */
const asOfBoth = (first: BeforeList, second: BeforeList): BeforeList => ({
  marketsAnswered: first.marketsAnswered && second.marketsAnswered,
  answered: new Set([...first.answered].filter((id) => second.answered.has(id))),
  earlierMs: epochMs(Math.min(first.earlierMs, second.earlierMs)),
})

const isAnswered = ({ result }: CancelLook): boolean => result.outcome.is === 'notCanceled'

interface Proof extends Listed, BeforeList {
  readonly isApart: boolean
  readonly slackMs: number
}

/**
 * Dead by proof; or, past its expiry and slack, known to nobody by hash and by two lists that would show it; or, where
 * its hash cannot be read, past its date before this pass, which had a cancel answered and then its lists.
 */
function isProvenDead(look: CancelLook, proof: Proof): boolean {
  const { order, result, absent, unread } = look
  const { hidesNone, by, marketsAnswered, answered, isApart, earlierMs, slackMs } = proof
  if (result.outcome.is === 'canceled' || (result.after !== 'unknown' && result.after.terminal)) return true
  if (!hidesNone) return false
  if (absent) return earlierMs > order.expiresAtMs + slackMs
  const isTheirs = by.every((credentials) => credentials === order.postedBy)
  return (
    unread &&
    (marketsAnswered || answered.has(order.id)) &&
    isApart &&
    isTheirs &&
    isPastExpiry(order, earlierMs, slackMs)
  )
}

/** The venue drops an order by its own clock; it is asked only where that is the proof. 0 where it is unknown. */
async function expiryClock(
  { venue, clock }: Ports,
  looks: readonly CancelLook[],
  startedAtMs: EpochMs,
): Promise<EpochMs> {
  if (!looks.some(({ absent, unread, order }) => (absent || unread) && startedAtMs > order.expiresAtMs)) {
    return startedAtMs
  }
  const time = await venue.timeMs()
  if (!time.ok) return epochMs(0)
  return epochMs(Math.max(0, Math.min(startedAtMs, time.value - (clock.nowMs() - startedAtMs))))
}
