import type { ControlItem } from '../../../shared/domain/control.ts'
import { mayBeLive, type Order, type OrderPurpose } from '../../../shared/domain/order.ts'
import { MICROS } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { INFO, MARKET, MID_MICROS, SETTINGS } from './modelSettings.ts'
import { halvesOf, isOfSibling, swapped } from './pair.ts'
import { relayBreach } from './relayInvariants.ts'
import { stopBreaches } from './stopInvariants.ts'
import { canLand, settledMicros } from './venueModel.ts'
import { controlOf, type Op, type World } from './world.ts'

/** What must hold in every schedule. The documentation lists them by these numbers. */
export const INVARIANTS = {
  I1: 'At most one entry and one exit live at the venue, or on their way to it.',
  I2: 'No entry is sent while shares that can be sold are held, or a fill is not settled.',
  I3: 'Exposure stays within the cap in every state of the venue.',
  I4: 'A position opens and closes only by fills that are confirmed; nothing else is offered for sale.',
  I5: 'Every leg is counted once, and none is lost.',
  I6: 'Nothing is sent by an intent that could see the halt, but the one permitted flatten or canary.',
  I7: 'After STOP reports done, no order of ours lives or will live, but the flatten it is asked for.',
  I8: 'Nobody writes the item who has lost its lease.',
  I9: 'With faults off, the item equals the venue.',
  I10: 'With faults off, a running bot is soon back to quoting, a halted one done; it never halts by itself.',
  I11: 'A message and a flip by hand count once, and no STOP that was found is lost.',
  I12: 'A STOP that is over cancels nothing, and what a person has open on its own is left alone and waited for.',
  I13: 'Whoever waits for a lease has it after the tick that shows the claim, and each event has its turn once.',
  I14: 'A bell brings a tick no sooner than the shortest gap after the last and none after the end of the run, and the tick reads for itself.',
  I15: 'The two outcomes of a market have no orders that could trade with each other, and neither judges the market by a quote of ours.',
  L1: 'What can be sold is soon for sale, or a person was told why not; what is refused is tried at growing intervals.',
  L2: 'A loss beyond its limit is a STOP a tick later, whatever the book; a price that is not believed was told.',
  L3: 'From every state commands lead to disarmed and flat, or only the venue can.',
} as const
export type InvariantId = keyof typeof INVARIANTS

export interface Breach {
  readonly invariant: InvariantId
  readonly what: string
}

/** A run that has seen itself break an invariant ends with this. */
export class RunBreach extends Error {
  override readonly name = 'RunBreach'
  readonly invariant: InvariantId
  constructor(invariant: InvariantId, what: string) {
    super(what)
    this.invariant = invariant
  }
}

/** What one step broke. `op`: the request that an actor sent or that took effect in it. */
export function breachesOf(before: World, op: Op | null, after: World): readonly Breach[] {
  if (after.sibling === undefined) return breachesOfOne(before, op, after)
  const [own, other] = [halvesOf(before), halvesOf(after)]
  const isOther = op !== null && isOfSibling(op)
  return [
    ...own.flatMap((half, i) => breachesOfOne(half, isOther === (i === 1) ? op : null, other[i] ?? half)),
    ...pairBreaches(before, after),
  ]
}

function breachesOfOne(before: World, op: Op | null, after: World): readonly Breach[] {
  const breaches: Breach[] = []
  const add = (invariant: InvariantId, what: string | null): void => {
    if (what !== null) breaches.push({ invariant, what })
  }
  if (op?.do === 'post' && before.nowMs <= op.sendByMs && !isTaken(before, op)) {
    add('I2', sentTooEarly(before, op))
    add('I4', sentUnowned(before, op))
    add('I6', sentUnseen(before, op))
  }
  if (isOfHolder(op) && after.item !== before.item) {
    if (op.lease.fence !== before.item.fence) {
      add('I8', `${op.do} under fence ${op.lease.fence}, the item is at ${before.item.fence}`)
    }
  }
  add('I13', relayBreach(before, op, after))
  const { I11, I12 } = stopBreaches(before, op, after)
  add('I11', I11)
  add('I12', I12)
  const hasMoved = after.venue !== before.venue || after.inFlight !== before.inFlight
  if (hasMoved) {
    add('I1', crowd(after))
    add('I3', overCap(after))
  }
  if (hasMoved || after.control !== before.control) add('I7', undead(after))
  if (after.item.state !== before.item.state && after.item.state !== null) {
    add('I4', unconfirmed(after.item.state, after))
    add('I5', miscounted(after.item.state, after))
  }
  if (after.control !== before.control) {
    add('I7', forgottenStop(after))
    add('I10', selfMade(after))
  }
  return breaches
}

const isOfHolder = (
  op: Op | null,
): op is Extract<Op, { do: 'commit' | 'renew' | 'putUnlatched' | 'release' }> =>
  op !== null && ['commit', 'renew', 'putUnlatched', 'release'].includes(op.do)

function sentTooEarly(world: World, { order }: Extract<Op, { do: 'post' }>): string | null {
  if (order.draft.side !== 'BUY') return null
  if (settledMicros(world.venue) >= INFO.minSizeMicros) return `${order.id} is sent with a position held`
  const unsettled = world.venue.legs.find((leg) => leg.status === 'PROVISIONAL')
  return unsettled === undefined ? null : `${order.id} is sent while ${unsettled.tradeId} is not settled`
}

function sentUnowned({ venue }: World, { order }: Extract<Op, { do: 'post' }>): string | null {
  const { side, sizeMicros } = order.draft
  if (side !== 'SELL' || sizeMicros <= settledMicros(venue)) return null
  return `${order.id} offers ${sizeMicros} of ${settledMicros(venue)} settled`
}

function sentUnseen({ ghost, nowMs }: World, { order }: Extract<Op, { do: 'post' }>): string | null {
  const intent = ghost.intents[order.id]
  if (intent === undefined) return `${order.id} is sent without a stored intent that may be live`
  if (intent === 'not yet') return `${order.id} is sent although it was never allowed since its intent`
  const isQuote = order.draft.purpose !== 'flatten' && order.draft.purpose !== 'canary'
  const lateMs = ghost.haltedAtMs === null ? 0 : nowMs - ghost.haltedAtMs
  return isQuote && lateMs > SETTINGS.safety.sendDeadlineMs
    ? `${order.id} is sent ${lateMs / 1000} s after the halt`
    : null
}

/** The venue takes a hash once: a second copy of what it has is no second order. */
const isTaken = ({ venue }: World, { order }: Extract<Op, { do: 'post' }>): boolean =>
  venue.orders.some(({ id }) => id === order.id)

interface Possible {
  readonly id: string
  readonly side: string
  readonly purpose: OrderPurpose
  readonly priceMicros: number
  readonly costMicros: number
}

/** Orders that live, and posts that may still arrive. */
function possible(world: World): readonly Possible[] {
  const orders = world.venue.orders
    .filter((order) => order.live && order.byHand !== true)
    .map((order) => ({
      ...order,
      costMicros: (order.priceMicros * (order.sizeMicros - order.matchedMicros)) / 1_000_000,
    }))
  const posts = world.inFlight.flatMap(({ op }) =>
    op.do === 'post' && canLand(op.order, world.nowMs) && !isTaken(world, op)
      ? [
          {
            ...op.order.draft,
            id: op.order.id,
            costMicros: (op.order.draft.priceMicros * op.order.draft.sizeMicros) / 1_000_000,
          },
        ]
      : [],
  )
  return [...orders, ...posts]
}

/** What may be on the book of the one and of the other, and the price that each believes. */
function pairBreaches(before: World, after: World): readonly Breach[] {
  const [own = after, other = after] = halvesOf(after)
  const what: string[] = []
  if (
    after.venue !== before.venue ||
    after.sibling !== before.sibling ||
    after.inFlight !== before.inFlight
  ) {
    for (const one of possible(own)) {
      const met = possible(other).find((each) => meet(one, each))
      if (met !== undefined) what.push(`${one.id} and ${met.id} meet at ${one.priceMicros + met.priceMicros}`)
    }
  }
  for (const { item } of [own, other]) {
    const mid = item.state?.lastGoodMid
    if (mid && mid.priceMicros !== MID_MICROS) what.push(`a mid of ${mid.priceMicros} is believed`)
  }
  return what.map((text) => ({ invariant: 'I15', what: text }))
}

/** A pair must cost less than 1 by the edge of an entry; a pair that is sold must bring more than 1. */
function meet(one: Possible, other: Possible): boolean {
  if (one.side !== other.side) return false
  const sumMicros = one.priceMicros + other.priceMicros
  const edgeMicros = SETTINGS.quote.minEdgeTicks * INFO.tickMicros
  return one.side === 'BUY' ? sumMicros >= MICROS - edgeMicros : sumMicros <= MICROS
}

function crowd(world: World): string | null {
  for (const side of ['BUY', 'SELL']) {
    const all = possible(world).filter((order) => order.side === side)
    if (all.length > 1) return `${all.length} ${side} orders: ${all.map(({ id }) => id).join(', ')}`
  }
  return null
}

function overCap(world: World): string | null {
  const held = (settledMicros(world.venue) * MID_MICROS) / 1_000_000
  const unsettled = world.venue.legs
    .filter((leg) => leg.side === 'BUY' && leg.status === 'PROVISIONAL')
    .reduce((total, leg) => total + (leg.priceMicros * leg.sizeMicros) / 1_000_000, 0)
  const pending = possible(world)
    .filter((order) => order.side === 'BUY')
    .reduce((total, order) => total + order.costMicros, 0)
  const total = held + unsettled + pending
  const cap = SETTINGS.risk.maxUsdcLockedMicros
  return total <= cap ? null : `exposure ${total / 1e6} USDC, the cap is ${cap / 1e6}`
}

function undead(world: World): string | null {
  const control = controlOf(world)
  if (control === 'absent' || control.doneSeq !== control.haltSeq) return null
  if (control.clearedSeq >= control.haltSeq) return null
  const order = possible(world).find(({ purpose }) => purpose !== 'flatten')
  return order === undefined ? null : `STOP ${control.doneSeq} is done, yet ${order.id} lives or will live`
}

function forgottenStop(world: World): string | null {
  const control = controlOf(world)
  return control !== 'absent' && runs(control) && control.doneSeq < control.haltSeq
    ? `running, and STOP ${control.haltSeq} was never done`
    : null
}

function unconfirmed(state: MarketState, { venue }: World): string | null {
  const wrong = state.legs.find(
    (leg) =>
      leg.status === 'CONFIRMED' &&
      !venue.legs.some((each) => keyOf(leg) === keyOf(each) && each.status === 'CONFIRMED'),
  )
  return wrong === undefined ? null : `${keyOf(wrong)} counts as confirmed, the venue has not confirmed it`
}

/** Confirmed amounts the item counts: what it folded and what it still lists. */
export function countedIn(state: MarketState, side: 'BUY' | 'SELL'): number {
  const folded = side === 'BUY' ? state.folded.boughtMicros : state.folded.soldMicros
  return state.legs
    .filter((leg) => leg.side === side && leg.status === 'CONFIRMED')
    .reduce<number>((total, leg) => total + leg.sizeMicros, folded)
}

function miscounted(state: MarketState, { ghost }: World): string | null {
  const keys = state.legs.map(keyOf)
  if (new Set(keys).size < keys.length) return `a leg is listed twice: ${keys.join(', ')}`
  const bought = countedIn(state, 'BUY')
  const sold = countedIn(state, 'SELL')
  return bought > ghost.boughtMicros || sold > ghost.soldMicros
    ? `counted ${bought} bought and ${sold} sold, confirmed were ${ghost.boughtMicros} and ${ghost.soldMicros}`
    : null
}

function selfMade(world: World): string | null {
  const control = controlOf(world)
  if (control === 'absent') return null
  const code = control.codes.find((each) => !world.ghost.expectedCodes.includes(each))
  return code === undefined ? null : `the bot halted itself: ${code}`
}

/** Keeps account of every intent: was it ever, at or after being stored, allowed to be sent? */
export function noteIntents(before: World, after: World): World {
  const own = intentsOf(before, after)
  return own.sibling === undefined ? own : swapped(intentsOf(swapped(before), swapped(own)))
}

function intentsOf(before: World, after: World): World {
  if (after.item.state === before.item.state && after.control === before.control) return after
  const control = controlOf(after)
  const intents: Record<string, 'not yet' | 'allowed'> = {}
  for (const order of after.item.state?.orders ?? []) {
    if (!mayBeLive(order)) continue
    const was = before.ghost.intents[order.id]
    intents[order.id] = was === 'allowed' || mayBeSent(order, control) ? 'allowed' : 'not yet'
  }
  const haltedAtMs = runs(control) ? null : (before.ghost.haltedAtMs ?? after.nowMs)
  return { ...after, ghost: { ...after.ghost, intents, haltedAtMs } }
}

/** The rules of the protocol, stated again apart from the code under test. */
function mayBeSent(order: Order, control: ControlItem): boolean {
  if (order.purpose === 'canary') {
    return (
      control === 'absent' || (!control.armed && !control.halted && control.clearedSeq === control.haltSeq)
    )
  }
  if (order.purpose === 'entry' && isDraining(control)) return false
  if (order.purpose !== 'flatten') return runs(control)
  if (control === 'absent' || !control.armed || runs(control)) return false
  return control.haltSeq === order.haltSeq && control.flatten?.seq === order.haltSeq
}

const isDraining = (control: ControlItem): boolean =>
  control !== 'absent' && (control.drain || control.drainMarkets?.includes(MARKET) === true)

const runs = (control: ControlItem): boolean =>
  control !== 'absent' && control.armed && !control.halted && control.clearedSeq === control.haltSeq

const keyOf = ({ tradeId, orderId }: { readonly tradeId: string; readonly orderId: string }): string =>
  `${tradeId}/${orderId}`
