import { type EpochMs, epochMs, monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { LockStep } from './lockStep.ts'
import type { TapePlayer } from './tapePlayer.ts'

/** Virtual time over a tape: it passes when somebody sleeps, and it passes over gaps at once. */
export interface ReplayClock extends Clock {
  advanceTo(atMs: number): Promise<void>
  /** Gaps passed over so far. */
  skips(): number
}

/**
 * A sleeper who would wake in a gap wakes at its end: nobody decides on a market that nobody saw. The monotonic
 * clock does not count gaps, so that no deadline passes in one.
 */
export function createReplayClock(player: TapePlayer, step: LockStep, startMs: number): ReplayClock {
  let nowMs = startMs
  let skippedMs = 0
  let skips = 0
  let moving = Promise.resolve()

  const move = async (toMs: number): Promise<void> => {
    if (toMs <= nowMs) return
    await step.sleepTo(toMs)
    nowMs = toMs
    if (player.gapUntilMs <= nowMs) return
    skips += 1
    skippedMs += player.gapUntilMs - nowMs
    nowMs = player.gapUntilMs
    await step.sleepTo(nowMs)
  }
  const advanceTo = (toMs: number): Promise<void> => {
    // One at a time: two sleepers must not both pull the tape.
    moving = moving.then(() => move(toMs))
    return moving
  }
  return {
    nowMs: (): EpochMs => epochMs(nowMs),
    monotonicMs: () => monotonicMs(nowMs - startMs - skippedMs),
    sleep: (ms) => advanceTo(nowMs + Math.ceil(ms)),
    advanceTo,
    skips: () => skips,
  }
}
