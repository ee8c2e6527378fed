import { TIME_PASSES, VENUE_EVENT } from './footprint.ts'
import { breachesOf } from './invariants.ts'
import { swapped } from './pair.ts'
import type { Bounds, Step } from './step.ts'
import { canLand, expire, fill, settle } from './venueModel.ts'
import type { World } from './world.ts'

/** What the venue and the clock do by themselves: fills, settlements, time. */
export const eventsOf = (world: World, bounds: Bounds): readonly Step[] => [
  ...ofHalf(world, bounds, (half) => half),
  ...(world.sibling === undefined ? [] : ofHalf(world, bounds, swapped)),
  ...jumps(world, bounds),
]

/** @param at Makes the half of the world, and the world of its half again. */
const ofHalf = (world: World, bounds: Bounds, at: (world: World) => World): readonly Step[] => [
  ...fills(at(world), bounds, at),
  ...settlements(at(world), at),
]

function fills(
  world: World,
  { fillShares, sameTrade = false }: Bounds,
  at: (world: World) => World,
): readonly Step[] {
  if (world.left.fills === 0) return []
  return world.venue.orders.flatMap((order) => {
    if (!order.live) return []
    const rest = order.sizeMicros - order.matchedMicros
    return fillShares.flatMap((shares) => {
      const sizeMicros = shares === 'all' ? rest : shares * 1_000_000
      if (sizeMicros > rest || (shares !== 'all' && sizeMicros === rest)) return []
      const what = shares === 'all' ? 'all' : `${shares}`
      return [
        event(at(world), `fill:${order.id}:${what}`, `${what} of order ${order.id} is matched`, () =>
          at(fill(spend(world, 'fills'), order.id, sizeMicros, sameTrade)),
        ),
      ]
    })
  })
}

function settlements(world: World, at: (world: World) => World): readonly Step[] {
  return world.venue.legs.flatMap((leg) => {
    if (leg.status !== 'PROVISIONAL') return []
    const name = `${leg.tradeId}/${leg.orderId}`
    const confirms = event(at(world), `confirm:${name}`, `trade ${name} is confirmed`, () =>
      at(settle(world, leg, 'CONFIRMED')),
    )
    if (world.left.failures === 0) return [confirms]
    return [
      confirms,
      event(at(world), `fail:${name}`, `trade ${name} fails to settle`, () =>
        at(settle(spend(world, 'failures'), leg, 'FAILED')),
      ),
    ]
  })
}

function event(world: World, key: string, words: string, change: () => World): Step {
  return {
    key,
    lane: null,
    words,
    footprint: VENUE_EVENT,
    isFault: false,
    take: () => {
      const after = change()
      return { world: after, moved: null, breaches: breachesOf(world, null, after) }
    },
  }
}

const jumps = (world: World, { jumpsMs }: Bounds): readonly Step[] =>
  world.left.jumps === 0
    ? []
    : jumpsMs.map((ms) => ({
        key: `jump:${ms}`,
        lane: null,
        words: `${ms / 1000} s pass`,
        footprint: TIME_PASSES,
        isFault: false,
        take: () => {
          const after = passTime(spend(world, 'jumps'), world.nowMs + ms)
          return { world: after, moved: null, breaches: breachesOf(world, null, after) }
        },
      }))

/** Orders end, and lost posts become too old for the venue to take. */
export function passTime(world: World, nowMs: number): World {
  const own = expire({ ...world, nowMs })
  const later = own.sibling === undefined ? own : swapped(expire(swapped(own)))
  const inFlightStill = later.inFlight.filter(({ op }) => op.do !== 'post' || canLand(op.order, nowMs))
  return { ...later, inFlight: inFlightStill }
}

export const spend = (world: World, what: keyof World['left']): World => ({
  ...world,
  left: { ...world.left, [what]: (world.left[what] ?? 0) - 1 },
})
