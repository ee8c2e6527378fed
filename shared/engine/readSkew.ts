import { known, type Read } from '../domain/read.ts'
import { epochMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'

export interface SkewPorts extends Pick<Ports, 'clock'> {
  readonly venue: Pick<Ports['venue'], 'timeMs'>
}

/**
 * How far the venue's clock is ahead of ours, in ms; negative: behind. It gives whole seconds, so up to a second of
 * "behind" is none. The tick and the doctor ask the same.
 */
export async function readSkew({ venue, clock }: SkewPorts): Promise<Read<number>> {
  const beganMs = clock.nowMs()
  const time = await venue.timeMs()
  return time.ok ? known(Math.round(time.value - (beganMs + clock.nowMs()) / 2), epochMs(beganMs)) : time
}
