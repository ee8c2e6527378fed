import {
  type ControlItem,
  isMarketDrained,
  isRunning,
  mayPostCanary,
  type StopReason,
} from '../domain/control.ts'
import { isClosed, type Order, type OrderDraft } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type MonotonicMs, monotonicMs } from '../domain/units.ts'
import { absorb, withIntent } from '../machine/absorb.ts'
import type { Action, ActResult, PostOutcome } from '../machine/decision.ts'
import { type MachineEvent, phaseChange } from '../machine/event.ts'
import type { RiskApproved } from '../machine/riskApproved.ts'
import { pairEdgeMicros, selfTradeReason, siblingOf, siblingOrders } from '../machine/sibling.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import type { Lease } from '../ports/store.ts'
import type { SignedOrder } from '../ports/venue.ts'
import { cancelOrders } from './cancelOrders.ts'

/** What the act did, and where it left the item. */
export interface Acted {
  readonly state: MarketState
  readonly rev: number
  readonly results: readonly ActResult[]
  readonly stops: readonly StopReason[]
  /** What the act made happen, in order; the phase at the end. */
  readonly events: readonly MachineEvent[]
  /** 'lost' or 'unknown': a write of ours did not certainly happen; this holder does nothing more. */
  readonly write: 'fine' | 'lost' | 'unknown'
}

/**
 * Carries out one decision: cancels first, then at most one post.
 *
 * At most once: the order's hash is stored as an intent before anything is sent; then the control item is read
 * again; then it is sent once, within a deadline of that read, or not at all. Whatever happens after the intent, the
 * item knows the order by its hash.
 */
export async function act(
  ports: Ports,
  held: { readonly lease: Lease; readonly rev: number },
  state: MarketState,
  actions: readonly Action[],
  settings: MarketSettings,
): Promise<Acted> {
  const asked = actions.flatMap((action) => {
    const order = action.do === 'cancel' ? state.orders.find(({ id }) => id === action.id) : undefined
    return action.do === 'cancel' && order !== undefined ? [{ order, why: action.why }] : []
  })
  const cancels = (await cancelOrders(ports, asked)).map(({ result }) => result)
  const canceled = absorb(state, cancels, settings)
  const acted: Acted = {
    state: canceled.state,
    rev: held.rev,
    results: cancels,
    stops: canceled.stops,
    events: canceled.events,
    write: 'fine',
  }
  // An item of version 1 that holds nothing unclosed moves to its own key first: the commit of this tick does it.
  const isMoving = held.lease.isUnmoved === true && canceled.state.orders.every(isClosed)
  const post = isMoving ? undefined : actions.find((action) => action.do === 'post')
  const done = post === undefined ? acted : await postOrder(ports, held.lease, acted, post.draft, settings)
  return { ...done, events: [...done.events, ...phaseChange('acted', state.phase, done.state.phase)] }
}

async function postOrder(
  ports: Ports,
  lease: Lease,
  acted: Acted,
  draft: RiskApproved<OrderDraft>,
  settings: MarketSettings,
): Promise<Acted> {
  const { store, venue, clock } = ports
  const signing = await venue.sign(draft, acted.state.rules)
  if (signing.is === 'refused') {
    const unsigned: ActResult = { of: 'sign', side: draft.side, why: signing.why, atMs: clock.nowMs() }
    const { state, events } = absorb(acted.state, [unsigned], settings)
    return { ...acted, state, results: [...acted.results, unsigned], events: [...acted.events, ...events] }
  }
  const order = intentOf(signing.order, clock.nowMs())
  const intended = withIntent(acted.state, order)
  const intent = await store.commit(lease, acted.rev, intended)
  // Nothing is sent, and nothing more is written: the next holder reads what became of it.
  if (intent.is !== 'written') return { ...acted, write: intent.is }

  const outcome = await sendOnce(ports, signing.order, acted.state, settings)
  const result: ActResult = { of: 'post', order, outcome, atMs: clock.nowMs() }
  const absorbed = absorb(intended, [result], settings)
  if (outcome.is === 'rejected' && outcome.code === 'balance') await venue.refreshBalance(draft.tokenId)
  return {
    state: absorbed.state,
    rev: intent.rev,
    results: [...acted.results, result],
    stops: [...acted.stops, ...absorbed.stops],
    events: [...acted.events, ...absorbed.events],
    write: 'fine',
  }
}

/** An order whose answer could not be waited for this long is not sent: its fate would be unknown. */
const ANSWER_MS = 2_000

/** The halt check, which also reads the market's other outcome, and the one send that it allows. */
async function sendOnce(
  { store, venue, clock, until }: Ports,
  signed: SignedOrder,
  state: MarketState,
  settings: MarketSettings,
): Promise<PostOutcome> {
  const lastMs = until === undefined ? Number.POSITIVE_INFINITY : until - ANSWER_MS
  const sendBy: MonotonicMs = monotonicMs(
    Math.min(clock.monotonicMs() + settings.safety.sendDeadlineMs, lastMs),
  )
  if (clock.monotonicMs() > sendBy)
    return { is: 'unsent', why: 'too little time was left to wait for the answer' }
  const sibling = siblingOf(state)
  if (sibling === null) return { is: 'unsent', why: 'the tokens of the market are not known' }
  const look = await store.haltCheck(sibling)
  const forbidden =
    mayNotSend(signed.draft, look.control) ?? mayNotMeet(signed.draft, look.sibling, state, settings)
  if (forbidden !== null) return { is: 'unsent', why: forbidden }
  if (clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the control item was read too long ago' }
  return await venue.post(signed, sendBy)
}

/** Why an order of this kind may not leave under this control item; null when it may. */
export function mayNotSend(draft: OrderDraft, control: Read<ControlItem>): string | null {
  if (!control.ok) return `the control item cannot be read: ${control.unknown}`
  const item = control.value
  switch (draft.purpose) {
    case 'flatten': {
      const isActive =
        item !== 'absent' &&
        !isRunning(item) &&
        item.haltSeq === draft.haltSeq &&
        item.flatten?.seq === draft.haltSeq
      return isActive ? null : 'the flatten request is no longer active'
    }
    case 'canary':
      return mayPostCanary(item)
        ? null
        : 'a canary is posted only before the stack is armed, while no STOP is active'
    case 'entry':
      if (item !== 'absent' && item.drain) return 'draining began after the decision'
      if (isMarketDrained(item, draft.market)) return 'draining of this market began after the decision'
      return isRunning(item) ? null : 'halted after the decision'
    default:
      return isRunning(item) ? null : 'halted after the decision'
  }
}

/** Why the orders of the market's other outcome bar it; null: they do not. */
function mayNotMeet(
  draft: OrderDraft,
  sibling: Read<MarketState | null>,
  { rules }: MarketState,
  settings: MarketSettings,
): string | null {
  if (!sibling.ok) return `the other outcome cannot be read: ${sibling.unknown}`
  if (sibling.value === null) return null
  const edgeMicros = rules === undefined ? 0 : pairEdgeMicros(settings, rules)
  return selfTradeReason(draft, siblingOrders(sibling.value, sibling.asOf), edgeMicros)
}

const intentOf = ({ id, salt, timestamp, draft, by }: SignedOrder, nowMs: Order['intendedAtMs']): Order => ({
  id,
  purpose: draft.purpose,
  side: draft.side,
  tokenId: draft.tokenId,
  priceMicros: draft.priceMicros,
  sizeMicros: draft.sizeMicros,
  postOnly: draft.postOnly,
  salt,
  timestamp,
  intendedAtMs: nowMs,
  ...(by === undefined ? {} : { postedBy: by }),
  expiresAtMs: draft.expiresAtMs,
  life: { at: 'INTENDED' },
  matchedMicros: null,
  absences: 0,
  ...(draft.haltSeq === undefined ? {} : { haltSeq: draft.haltSeq }),
})
