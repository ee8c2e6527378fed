import { type ControlItem, isArmed, isStopActive } from '../domain/control.ts'
import type { MarketInfo } from '../domain/market.ts'
import { isClosed } from '../domain/order.ts'
import { isSameOutcome } from '../domain/outcome.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import { monotonicMs } from '../domain/units.ts'
import { allotment, overAllottedWords } from '../engine/allotment.ts'
import { beginAll } from '../engine/begin.ts'
import { acquireAll, type Fresh, releaseAll } from '../engine/leases.ts'
import type { Held } from '../engine/tick.ts'
import { readWaits } from '../engine/waits.ts'
import { withinPercent } from '../engine/within.ts'
import type { Ports } from '../ports/ports.ts'
import { isTrading } from '../strategy/bookSanity.ts'
import { postCanary } from './canary.ts'

/** Of the time there is for beginning markets that have no item yet; the rest is the canary's. */
const BEGIN_PERCENT = 40

export type ArmResult =
  /** Armed and halted by a STOP of its own: it trades once that is done and resumed. */
  | { readonly is: 'armed'; readonly haltSeq: number; readonly observations: readonly string[] }
  | {
      readonly is: 'refused'
      readonly why: string
      readonly observations: readonly string[]
      /** Only because a tick holds a lease: it ends within a minute. */
      readonly busy?: true
    }

/**
 * The first half of going live: one canary order proves that account, key, signature, order id and every read of it
 * behave as the bot believes, then the control item is armed, under a STOP of its own. Any mismatch leaves the stack as
 * it was. The second half is the operator's: that STOP is done, no alarm is active, and it is resumed.
 *
 * Refused while a STOP is active, done or not: after "done" nothing of ours is sent, and a canary is no exception.
 */
export async function arm(ports: Ports, stack: StackSettings): Promise<ArmResult> {
  const control = await ports.store.control()
  if (!control.ok) return refused(`the control item cannot be read: ${control.unknown}`)
  const forbidden = mayNotArm(control.value)
  if (forbidden !== null) return refused(forbidden)
  const items = await ports.store.marketItems()
  if (!items.ok) return refused(`the market items cannot be read: ${items.unknown}`)
  const allotted = allotment(stack, items.value, ports.clock.nowMs())
  if (allotted.isOver === true) return refused(overAllottedWords(allotted))
  const acquired = await acquireAll(ports, stack, { startMs: null, claims: true })
  let { held } = acquired
  try {
    const [trouble] = acquired.refused
    if (trouble !== undefined) return refused(`${trouble.market}: ${trouble.why}`)
    if (acquired.busy.length > 0) return { ...refused('a tick is running: try again'), busy: true }
    const begun = await beginFor(ports, stack, acquired.fresh)
    held = [...held, ...begun.held]
    if (held.length === 0) return refused(begun.notBegun.join('; ') || 'no market is configured')
    const unlatched = held.find(({ hasUnlatched }) => hasUnlatched === true)
    if (unlatched !== undefined)
      return refused(`${unlatched.lease.market}: a STOP is not latched yet: try again`)
    const lost = held.find(({ state }) => state.lost !== undefined)
    if (lost !== undefined)
      return refused(`${lost.lease.market}: ${lost.state.lost}: settle it with "npx bot adopt"`)
    const open = held.flatMap(({ state }) => state.orders.filter((order) => !isClosed(order)))
    // With one that is not settled a canary would be a second order.
    const unsettled = open.find((order) => order.stuck !== true)
    if (unsettled !== undefined) return refused(`order ${unsettled.id} is not settled: try again in a minute`)
    return await canaryThenArm(ports, stack, held, begun.notBegun)
  } finally {
    await releaseAll(ports, [...acquired.held, ...acquired.fresh])
  }
}

/** The time that new markets may take here: a longer history is read by the ticks, which continue meanwhile. */
const BEGIN_MS = 10_000

interface BegunHere {
  readonly held: readonly Held[]
  /** The markets that are not begun yet, each with why. */
  readonly notBegun: readonly string[]
}

/** A market that is not begun keeps the others from nothing: as one that is added later it is traded once it is. */
async function beginFor(ports: Ports, stack: StackSettings, fresh: readonly Fresh[]): Promise<BegunHere> {
  const waits = await readWaits(ports)
  const by = monotonicMs(ports.clock.monotonicMs() + BEGIN_MS)
  const { held, fresh: left } = await beginAll(
    withinPercent(ports, BEGIN_PERCENT),
    stack.wallet,
    fresh,
    waits,
    by,
  )
  return {
    held,
    notBegun: left.map(
      ({ lease }) =>
        `${lease.market}: ${waits.waitOf(lease)?.why ?? 'not started'}: the ticks continue with it`,
    ),
  }
}

function mayNotArm(control: ControlItem): string | null {
  if (control === 'absent') return null
  if (isArmed(control)) return 'the stack is already armed'
  const { haltSeq } = control
  if (isStopActive(control))
    return `STOP ${haltSeq} is active: "npx bot resume ${haltSeq}" once it is done, then arm`
  return control.halted
    ? 'the flag was set by hand: "npx bot halt" makes it a STOP, then "npx bot resume" ends it'
    : null
}

async function canaryThenArm(
  ports: Ports,
  stack: StackSettings,
  held: readonly Held[],
  notBegun: readonly string[],
): Promise<ArmResult> {
  const place = await findPlace(ports, stack, held)
  if ('why' in place) return refused([...notBegun, place.why].join('; '))
  const flown = await postCanary(ports, place.held, place.settings, place.info)
  const observations = [...notBegun, ...place.passedOver, ...flown.observations]
  if (flown.why !== null) return refused(flown.why, observations)
  const wrote = await ports.store.arm()
  return wrote.is === 'armed'
    ? { is: 'armed', haltSeq: wrote.haltSeq, observations }
    : refused(
        `the control item was not armed (${wrote.is}): see "npx bot status" and run it again`,
        observations,
      )
}

interface Place {
  readonly held: Held
  readonly settings: MarketSettings
  readonly info: MarketInfo
  /** The markets before it that take no orders, each with why. */
  readonly passedOver: readonly string[]
}

/**
 * The first configured market that takes orders: one that is over or paused must not keep the others from trading.
 * Only what is known to take none is passed over; a market that cannot be read may be the one that matters.
 */
async function findPlace(
  { venue }: Ports,
  stack: StackSettings,
  held: readonly Held[],
): Promise<Place | { readonly why: string }> {
  const passedOver: string[] = []
  for (const settings of stack.markets) {
    const own = held.find(({ lease }) => isSameOutcome(lease, settings))
    if (own === undefined) continue
    const info = await venue.market(settings.market)
    if (!info.ok) return { why: `market ${settings.market} cannot be read (${info.unknown}): try again` }
    const why = notForOrders(info.value, settings)
    if (why === null) return { held: own, settings, info: info.value, passedOver }
    passedOver.push(`${settings.market} ${why}`)
  }
  return {
    why:
      passedOver.length === 0
        ? 'no market is configured'
        : `no market is accepting orders: ${passedOver.join('; ')}: choose an open one, or wait`,
  }
}

function notForOrders(info: MarketInfo, { tokenId }: MarketSettings): string | null {
  if (info.closed) return 'is closed'
  if (!isTrading(info)) return 'is not accepting orders now'
  return info.tokens.includes(tokenId) ? null : 'has no such token'
}

const refused = (
  why: string,
  observations: readonly string[] = [],
): Extract<ArmResult, { is: 'refused' }> => ({
  is: 'refused',
  why,
  observations,
})
