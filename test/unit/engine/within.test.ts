import { expect, test } from 'vitest'
import { type MonotonicMs, monotonicMs } from '../../../shared/domain/units.ts'
import { leftMs, within, withinPercent } from '../../../shared/engine/within.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { Venue } from '../../../shared/ports/venue.ts'

/** Ports at the instant 1,000 whose venue says how long it may take. */
function portsAt(nowMs: { value: number }) {
  const venueUntil = (ms: number): Venue & { readonly ms: number } =>
    ({ ms, endingBy: (at: MonotonicMs) => venueUntil(at) }) as never
  const clock = { monotonicMs: () => monotonicMs(nowMs.value) }
  return { clock, venue: venueUntil(Number.POSITIVE_INFINITY) } as never as Ports
}
const endOf = ({ venue }: Ports): number => (venue as never as { ms: number }).ms

test('without an end there is all the time there is', () => {
  const ports = portsAt({ value: 1_000 })
  expect(leftMs(ports)).toBeNull()
  expect(withinPercent(ports, 10)).toBe(ports)
})

test('a part is of what is left, and nobody gets more than the one who shares', () => {
  const now = { value: 1_000 }
  const whole = within(portsAt(now), monotonicMs(11_000))
  expect([leftMs(whole), endOf(whole)]).toEqual([10_000, 11_000])
  expect(endOf(withinPercent(whole, 40))).toBe(5_000)
  now.value = 6_000
  expect(endOf(withinPercent(whole, 40))).toBe(8_000)
  expect(endOf(within(whole, monotonicMs(20_000)))).toBe(11_000)
  now.value = 12_000
  expect([leftMs(whole), endOf(withinPercent(whole, 40))]).toEqual([0, 11_000])
})

test('a venue that takes no time stays as it is', () => {
  const venue = {} as Venue
  const ports = { ...portsAt({ value: 0 }), venue }
  expect(within(ports, monotonicMs(5)).venue).toBe(venue)
})
