import type { World } from './world.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** How trouble comes back: at drawn instants, and for a drawn while. */
export interface Recurrence {
  /** `event` again and again while faults are enabled, with a mean time between in hours. */
  every(meanHours: number, event: () => void): void
  /** Counted as `kind`; `end` comes some minutes after `begin`, whether or not faults are still enabled then. */
  spell(kind: string, minutes: readonly [number, number], begin: () => void, end: () => void): void
}

export function createRecurrence({ kernel, random, faults }: World, pace: number): Recurrence {
  return {
    every: (meanHours, event) => {
      const again = (): void =>
        kernel.after(random.between(1, 2 * meanHours * HOUR_MS * pace), () => {
          if (faults.enabled) event()
          again()
        })
      again()
    },
    spell: (kind, minutes, begin, end) => {
      faults.note(kind)
      begin()
      kernel.after(random.between(minutes[0] * MINUTE_MS, minutes[1] * MINUTE_MS), end)
    },
  }
}
