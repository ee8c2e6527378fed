import {
  type Control,
  isResumed,
  isStopDone,
  LEAST_EXPIRY_SLACK_MS,
  restoredUntilMs,
} from '../../domain/control.ts'
import { mayLive, type Order } from '../../domain/order.ts'
import type { Read } from '../../domain/read.ts'
import type { SafetySettings, StackSettings } from '../../domain/settings.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type MonotonicMs,
  monotonicMs,
  type TokenId,
} from '../../domain/units.ts'
import type { ActResult } from '../../machine/decision.ts'
import { isPastExpiry, LISTS_APART_MS } from '../../machine/expiryProof.ts'
import { manualSinceMs } from '../../machine/manualTrading.ts'
import type { MarketState } from '../../machine/state.ts'
import type { Ports } from '../../ports/ports.ts'
import type { MarketItem } from '../../ports/store.ts'
import { cancelOrders, idsOf, type Look, MAX_CANCEL_IDS } from '../cancelOrders.ts'
import { unreadableItem } from '../unreadableItem.ts'
import { part, within } from '../within.ts'
import { manualOrders, type OwnBooks } from './manualOrders.ts'
import { latchMarks } from './stopMarks.ts'
import { type Listed, twoEmptyLists } from './twoEmptyLists.ts'

/** A flatten order of the standing request is spared for one tick of the schedule. */
const FLATTEN_SPARED_MS = 60_000

/** A pass has this long to send its cancels even where the deadline has come. */
const LEAST_PASS_MS = 3_000
/** Of the time of a pass for cancels by hash, of the rest for the sweep by market: neither costs the other its turn. */
const CANCEL_PERCENT = 40
const SWEEP_PERCENT = 60

export type Pass = { readonly evidence: readonly ActResult[] } & (
  | { readonly is: 'done'; readonly haltSeq: number }
  /** This STOP was done before, and nothing has turned up since. */
  | { readonly is: 'nothing to do' }
  /** The STOP was resumed from: nothing was cancelled, the orders are those of a bot that trades. */
  | { readonly is: 'resumed' }
  /** Another STOP, a resume or a flatten came between. */
  | { readonly is: 'superseded'; readonly haltSeq: number }
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
export async function stopPass(
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  { isLatched }: { readonly isLatched: boolean } = { isLatched: true },
): Promise<Pass> {
  const { store, clock } = given
  const ports = within(given, monotonicMs(Math.max(until, clock.monotonicMs() + LEAST_PASS_MS)))
  // The order of these two reads matters: `stopDone` is conditional on the STOP as it was before the items.
  const control = await store.control()
  if (isLatched && control.ok && isResumed(control.value)) return { is: 'resumed', evidence: [] }
  const items = await store.marketItems()
  // A number more than the one read: this pass is then superseded, and the next is for that STOP.
  for (const { market, marks } of items.ok ? items.value : []) await latchMarks(given, market, marks ?? [])
  const startedAtMs = clock.nowMs()
  const item = control.ok && control.value !== 'absent' ? control.value : null
  const states = items.ok ? items.value.flatMap(({ state }) => state ?? []) : []
  const living = states.flatMap(({ orders }) => orders).filter(mayLive)
  const spared = living.filter((order) => isSpared(order, item, startedAtMs))
  const doomed = living.filter((order) => !spared.includes(order))
  const markets = marketsOf(stack, items)

  const looks = await cancelOrders(
    part(ports, CANCEL_PERCENT),
    doomed.map((order) => ({ order, why: 'STOP' })),
  )
  const ours = states.flatMap(({ orders }) => orders.flatMap(idsOf))
  const skewMs = Math.max(...safetiesOf(stack, states).map((safety) => safety.maxSkewMs), 0)
  const sinceMs = manualSinceMs(control)
  // Only where nothing of ours may be live can what rests be the person's own.
  const mayBePersons =
    sinceMs !== null &&
    item !== null &&
    items.ok &&
    unreadableItem(items.value) === null &&
    living.length === 0 &&
    !stack.cancelAllOnStop
  const books = mayBePersons ? { control: item, ours, markets, maxSkewMs: skewMs, nowMs: startedAtMs } : null
  if (books !== null) await cancelStrangers(part(ports, SWEEP_PERCENT), books)
  const swept = books === null && (await sweep(part(ports, SWEEP_PERCENT), stack, markets, spared))
  const evidence = looks.map((look) => look.result)
  const notYet = (why: string): Pass => ({ is: 'not yet', why, evidence })

  if (!control.ok) return notYet(`the control item cannot be read: ${control.unknown}`)
  if (item === null) return notYet('there is no control item')
  if (!items.ok) return notYet(`the market items cannot be read: ${items.unknown}`)
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return notYet(unreadable)
  if (spared.length > 0) return notYet('a flatten order is working')

  const untilMs = epochMs(startedAtMs + skewMs)
  const listed = await twoEmptyLists(ports, stack, until, { ours, markets, untilMs, books })
  if (typeof listed === 'string') return notYet(listed)
  const slackMs = expirySlackOf(stack, states)
  const earlierMs = await expiryClock(ports, looks, startedAtMs)
  const isApart = stack.stopListGapMs >= LISTS_APART_MS
  const proof = { ...listed, swept, isApart, earlierMs, slackMs }
  const undead = looks.find((look) => !isProvenDead(look, proof))
  if (undead !== undefined) return notYet(`order ${undead.order.id} may still be live`)

  if (isStopDone(item)) return { is: 'nothing to do', evidence }
  const livesUntilMs = restoredUntilMs(item, slackMs)
  if (livesUntilMs !== null && clock.nowMs() <= livesUntilMs)
    return notYet(
      `the table was restored from a backup: an order it does not know may be live until ${new Date(livesUntilMs).toISOString()}`,
    )
  const wrote = await store.stopDone(item.haltSeq, slackMs, sinceMs ?? undefined)
  if (wrote.is === 'unknown') return notYet(`the end of the STOP could not be written: ${wrote.why}`)
  return { is: wrote.is === 'written' ? 'done' : 'superseded', haltSeq: item.haltSeq, evidence }
}

/** What a market was traded under, where its item says so. */
type TradedUnder = { readonly tradedUnder?: MarketState['tradedUnder'] }

/** Of every market, those that left the configuration included. */
const safetiesOf = ({ markets }: StackSettings, states: readonly TradedUnder[]): readonly SafetySettings[] =>
  [...markets, ...states.flatMap(({ tradedUnder }) => tradedUnder ?? [])].map(({ safety }) => safety)

/**
 * The time after its expiry at which an order is dead in every market.
 * @param states Default: what left is not known, as to a command that only reports it.
 */
export const expirySlackOf = (stack: StackSettings, states: readonly TradedUnder[] = []): number =>
  Math.max(...safetiesOf(stack, states).map((safety) => safety.expirySlackMs), LEAST_EXPIRY_SLACK_MS)

interface Proof extends Listed {
  /** Cancels by market were answered, every one. */
  readonly swept: boolean
  readonly isApart: boolean
  /** When the pass began, by the earlier of our clock and the venue's. */
  readonly earlierMs: EpochMs
  readonly slackMs: number
}

/**
 * Dead by proof; or, past its expiry and slack, known to nobody by hash and by two lists that would show it; or, where
 * its hash cannot be read, past its date before this pass, which had a cancel answered and then its lists.
 */
function isProvenDead(look: Look, proof: Proof): boolean {
  const { order, result, absent, unread } = look
  const { hidesNone, by, swept, isApart, earlierMs, slackMs } = proof
  if (result.outcome.is === 'canceled' || (result.after !== 'unknown' && result.after.terminal)) return true
  if (!hidesNone) return false
  if (absent) return earlierMs > order.expiresAtMs + slackMs
  const isAnswered = swept || result.outcome.is === 'notCanceled'
  const isTheirs = by.every((credentials) => credentials === order.postedBy)
  return unread && isAnswered && isApart && isTheirs && isPastExpiry(order, earlierMs, slackMs)
}

/** The venue drops an order by its own clock; it is asked only where that is the proof. 0 where it cannot be told. */
async function expiryClock(
  { venue, clock }: Ports,
  looks: readonly Look[],
  startedAtMs: EpochMs,
): Promise<EpochMs> {
  if (!looks.some(({ absent, unread, order }) => (absent || unread) && startedAtMs > order.expiresAtMs)) {
    return startedAtMs
  }
  const time = await venue.timeMs()
  if (!time.ok) return epochMs(0)
  return epochMs(Math.max(0, Math.min(startedAtMs, time.value - (clock.nowMs() - startedAtMs))))
}

/** By hash alone, for by market the person's own orders would go too. Best effort; the lists tell. */
async function cancelStrangers(ports: Ports, books: OwnBooks): Promise<void> {
  const list = await ports.venue.openOrders(new Set(books.ours))
  if (!list.ok) return
  const persons = await manualOrders(ports, list.value, books)
  const ids = list.value.orders
    .filter(({ id, market }) => books.markets.has(market) && !persons.has(id))
    .map(({ id }) => id)
  if (ids.length > 0) await ports.venue.cancel(ids.slice(0, MAX_CANCEL_IDS))
}

/** By market too, on both tokens: what is in no item of ours goes as well. Whether every call of it was answered. */
export async function sweep(
  { venue }: Ports,
  stack: StackSettings,
  markets: ReadonlyMap<MarketId, readonly TokenId[]>,
  spared: readonly Order[],
): Promise<boolean> {
  if (spared.length > 0) return false
  if (stack.cancelAllOnStop) return (await venue.cancelAll()).complete
  const reports = await Promise.all(
    [...markets].map(([market, tokens]) => venue.cancelMarket(market, tokens)),
  )
  return reports.every(({ complete }) => complete)
}

const isSpared = (order: Order, control: Control | null, nowMs: EpochMs): boolean =>
  order.purpose === 'flatten' &&
  control !== null &&
  control.flatten?.seq === control.haltSeq &&
  order.haltSeq === control.haltSeq &&
  nowMs - order.intendedAtMs < FLATTEN_SPARED_MS

/** Every market of the stack, configured or still in the table, with the tokens we know of it. */
export function marketsOf(
  stack: StackSettings,
  items: Read<readonly MarketItem[]>,
): ReadonlyMap<MarketId, readonly TokenId[]> {
  const markets = new Map<MarketId, readonly TokenId[]>(
    stack.markets.map(({ market, tokenId }) => [market, [tokenId]]),
  )
  for (const each of items.ok ? items.value : []) {
    const known = markets.get(each.market) ?? []
    const own = each.state === null ? [] : [each.state.tokenId, ...(each.state.rules?.tokens ?? [])]
    markets.set(each.market, [...new Set([...known, ...own])])
  }
  return markets
}
