import { isObject } from '../domain/jsonObject.ts'
import { LONGEST_RESTART_MS } from '../domain/venueRules.ts'
import type { Clock } from '../ports/clock.ts'
import type { Answer } from './answer.ts'

/**
 * The venue pausing: restarting (425), out of tokens for us (429), post-only, cancel-only or disabled (503). An
 * order sent into a pause has an unknown outcome and bars its market until it expires; so none is sent until the
 * venue's own time has passed. Cancels and reads continue: only trying shows whether they work.
 */
export interface Pause {
  heed(answer: Answer): void
  /** Why an order of this kind is better not sent now; null when it may go. */
  reason(postOnly: boolean): string | null
}

interface Until {
  readonly untilMs: number
  readonly status: number
}

const PAUSING: ReadonlyMap<number, number> = new Map([
  [425, 1_000],
  [429, 1_000],
  [503, 10_000],
])
/** Whoever names a longer one is asked again. */
const MAX_PAUSE_MS = LONGEST_RESTART_MS

export function createPause(clock: Clock): Pause {
  let all: Until | null = null
  let crossing: Until | null = null
  return {
    heed(answer) {
      const ms = answer.is === 'answer' ? pauseMs(answer) : null
      if (answer.is !== 'answer' || ms === null) return
      const until = { untilMs: clock.monotonicMs() + ms, status: answer.status }
      // Post-only mode takes what we quote with.
      if (isPostOnlyMode(answer)) crossing = until
      else all = until
    },
    reason(postOnly) {
      const pauses = [all, ...(postOnly ? [] : [crossing])].filter((until) => until !== null)
      if (pauses.length === 0) return null
      const nowMs = clock.monotonicMs()
      const holding = pauses.find(({ untilMs }) => nowMs < untilMs)
      if (holding === undefined) return null
      const seconds = Math.ceil((holding.untilMs - nowMs) / 1000)
      return `the venue has paused (status ${holding.status}): nothing is sent for another ${seconds} s`
    },
  }
}

type Heard = Extract<Answer, { is: 'answer' }>

function pauseMs({ status, body, waits }: Heard): number | null {
  const preset = PAUSING.get(status)
  if (preset === undefined) return null
  const stated = body.is === 'json' && isObject(body.value) ? body.value['retry_after_seconds'] : undefined
  const seconds =
    waits?.retryAfterSeconds ?? (typeof stated === 'number' && stated >= 0 ? stated : preset / 1000)
  return Math.min(seconds * 1000, MAX_PAUSE_MS)
}

const isPostOnlyMode = ({ body }: Heard): boolean =>
  body.is === 'json' && isObject(body.value) && body.value['code'] === 'post_only_mode'
