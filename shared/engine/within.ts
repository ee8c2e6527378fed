import { type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'

type Timed = Pick<Ports, 'clock' | 'venue' | 'until'>

/**
 * How acts share out the time of their invocation: an act with several things to do gives each a part of what is left,
 * so that a venue that answers late, or not at all, costs the one thing and never the end: what is known by then is
 * stored and the leases are given back.
 *
 * The same ports with no more time than until then: every call at the venue has answered by that instant.
 */
export function within<P extends Timed>(ports: P, until: MonotonicMs): P {
  const { until: present = until } = ports
  const at = monotonicMs(Math.min(present, until))
  return { ...ports, until: at, venue: ports.venue.endingBy?.(at) ?? ports.venue }
}

/** The same ports with that part of the time that is left; a person's own command has all the time there is. */
export function withinPercent<P extends Timed>(ports: P, percent: number): P {
  const left = leftMs(ports)
  if (left === null) return ports
  return within(ports, monotonicMs(ports.clock.monotonicMs() + (left * percent) / 100))
}

/** null: no end is known. */
export const leftMs = ({ clock, until }: Pick<Timed, 'clock' | 'until'>): number | null =>
  until === undefined ? null : Math.max(0, until - clock.monotonicMs())
