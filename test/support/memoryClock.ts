import { type EpochMs, epochMs, type MonotonicMs, monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** Time that passes only where somebody sleeps or a test says so. */
export class MemoryClock implements Clock {
  #ms: number
  constructor(startMs: number) {
    this.#ms = startMs
  }
  nowMs(): EpochMs {
    return epochMs(this.#ms)
  }
  monotonicMs(): MonotonicMs {
    return monotonicMs(this.#ms)
  }
  async sleep(ms: number): Promise<void> {
    this.#ms += ms
  }
  advance(ms: number): void {
    this.#ms += ms
  }
}
