import type { Chance } from './chance.ts'
import type { MarketBehaviour } from './syntheticKinds.ts'

/** The fair value stays where the crowd can quote both sides. */
const LEAST_TICKS = 2
const MOST_TICKS = 98
const SECONDS_PER_HOUR = 3600

/** What the crowd believes, in ticks: a bounded walk that returns to an anchor which may drift and jump. */
export interface FairValue {
  ticks(): number
  /** One second of the behaviour given. */
  step(behaviour: MarketBehaviour): void
  /** A trade gives the crowd information. */
  nudge(ticks: number): void
  /** The anchor is pulled this far towards a price: a market that resolves. */
  pull(towardsTicks: number, part: number): void
  jump(ticks: number): void
}

export function createFairValue(startTicks: number, random: Chance): FairValue {
  let anchor = startTicks
  let fair = startTicks
  const direction = random.chance(0.5) ? 1 : -1

  return {
    ticks: () => fair,
    step: (behaviour) => {
      const drift = (direction * behaviour.anchorTicksPerHour) / SECONDS_PER_HOUR
      anchor = clamp(anchor + drift + random.normal() * behaviour.anchorStepTicks)
      if (random.chance(behaviour.jumpsPerHour / SECONDS_PER_HOUR)) {
        const size = random.between(behaviour.jumpTicks[0], behaviour.jumpTicks[1])
        // Away from the nearer end, more often than not: a game is not over at its first goal.
        const up = random.chance(anchor < 50 ? 0.6 : 0.4)
        anchor = clamp(anchor + (up ? size : -size))
        fair = anchor
      }
      fair = clamp(fair + (anchor - fair) * behaviour.reversion + random.normal() * behaviour.stepTicks)
    },
    nudge: (ticks) => {
      fair = clamp(fair + ticks)
    },
    pull: (towardsTicks, part) => {
      anchor = clamp(anchor + (towardsTicks - anchor) * part)
      fair = clamp(fair + (towardsTicks - fair) * part)
    },
    jump: (ticks) => {
      anchor = clamp(anchor + ticks)
      fair = anchor
    },
  }
}

const clamp = (ticks: number): number => Math.min(MOST_TICKS, Math.max(LEAST_TICKS, ticks))
