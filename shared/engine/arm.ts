import { type ControlItem, isArmed, isStopStanding } from '../domain/control.ts'
import type { MarketInfo } from '../domain/market.ts'
import { isClosed } from '../domain/order.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import { isTrading } from '../strategy/bookSanity.ts'
import { flyCanary } from './canary.ts'
import { acquireAll, releaseAll } from './leases.ts'
import type { Ports } from './ports.ts'
import type { Held } from './tick.ts'
import { part } from './within.ts'

/** Of the time there is for beginning markets that have no item yet; the rest is the canary's. */
const BEGIN_PERCENT = 40

export type Armed =
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
 * it was. The second half is the operator's: that STOP is done, no alarm stands, and it is resumed.
 *
 * Refused while a STOP stands, done or not: after "done" nothing of ours is sent, and a canary is no exception.
 */
export async function arm(ports: Ports, stack: StackSettings): Promise<Armed> {
  const control = await ports.store.control()
  if (!control.ok) return refused(`the control item cannot be read: ${control.unknown}`)
  const forbidden = mayNotArm(control.value)
  if (forbidden !== null) return refused(forbidden)
  const acquired = await acquireAll(part(ports, BEGIN_PERCENT), stack)
  try {
    const [failure] = acquired.failures
    if (failure !== undefined) return refused(failure)
    if (acquired.busy.length > 0) return { ...refused('a tick is running: try again'), busy: true }
    const marked = acquired.held.find(({ isMarked }) => isMarked === true)
    if (marked !== undefined) return refused(`${marked.lease.market}: a STOP is not latched yet: try again`)
    const lost = acquired.held.find(({ state }) => state.lost !== undefined)
    if (lost !== undefined) return refused(`${lost.lease.market}: ${lost.state.lost}: settle it with "adopt"`)
    const open = acquired.held.flatMap(({ state }) => state.orders.filter((order) => !isClosed(order)))
    // Beside one that is not settled a canary would be a second order.
    const unsettled = open.find((order) => order.stuck !== true)
    if (unsettled !== undefined) return refused(`order ${unsettled.id} is not settled: try again in a minute`)
    return await canaryThenArm(ports, stack, acquired.held)
  } finally {
    await releaseAll(ports, acquired.held)
  }
}

function mayNotArm(control: ControlItem): string | null {
  if (control === 'absent') return null
  if (isArmed(control)) return 'the stack is armed already'
  const { haltSeq } = control
  if (isStopStanding(control)) return `STOP ${haltSeq} stands: "resume ${haltSeq}" once it is done, then arm`
  return control.halted ? 'the flag was set by hand: "halt" makes a STOP of it, then "resume" ends it' : null
}

async function canaryThenArm(ports: Ports, stack: StackSettings, held: readonly Held[]): Promise<Armed> {
  const place = await findPlace(ports, stack, held)
  if ('why' in place) return refused(place.why)
  const flown = await flyCanary(ports, place.held, place.settings, place.info)
  const observations = [...place.passedOver, ...flown.observations]
  if (flown.why !== null) return refused(flown.why, observations)
  const wrote = await ports.store.arm()
  return wrote.is === 'armed'
    ? { is: 'armed', haltSeq: wrote.haltSeq, observations }
    : refused(`the control item was not armed (${wrote.is}): look at "status" and run it again`, observations)
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
    const own = held.find(({ lease }) => lease.market === settings.market)
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
        : `no market takes orders: ${passedOver.join('; ')}: name an open one, or wait`,
  }
}

function notForOrders(info: MarketInfo, { tokenId }: MarketSettings): string | null {
  if (info.closed) return 'is closed'
  if (!isTrading(info)) return 'takes no orders now'
  return info.tokens.includes(tokenId) ? null : 'has no such token'
}

const refused = (why: string, observations: readonly string[] = []): Extract<Armed, { is: 'refused' }> => ({
  is: 'refused',
  why,
  observations,
})
