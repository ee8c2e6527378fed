import type { Clock } from '../../ports/clock.ts'
import type { Answer } from '../answer.ts'
import { handOver } from '../ask.ts'
import type { VenueLimits } from '../limits.ts'
import type { BuiltRequest } from '../request.ts'
import { askRead } from '../session.ts'

/** Fewer requests than the narrowest limit of the hosts that are read (Gamma's 300 in ten seconds) by a third. */
const PER_SECOND = 20
/** Where the venue asks for a pause, and how long without a number. */
const LONGEST_PAUSE_MS = 20_000
const USUAL_PAUSE_MS = 2_000

/** Sends a read, at an even pace with all others, and once more after a pause where the venue asks for one. */
export type PacedRead = (asked: BuiltRequest) => Promise<Answer>

export interface PacedReads {
  readonly read: PacedRead
  /** The same for a request that the venue's client builds. */
  readonly send: (send: () => Promise<unknown>) => Promise<Answer>
  readonly calls: () => number
}

export function createPacedReads(of: { readonly clock: Clock; readonly limits: VenueLimits }): PacedReads {
  const { clock } = of
  let nextMs: number = clock.monotonicMs()
  let count = 0
  const once = async (send: () => Promise<unknown>): Promise<Answer> => {
    const nowMs = clock.monotonicMs()
    const atMs = Math.max(nowMs, nextMs)
    nextMs = atMs + 1_000 / PER_SECOND
    if (atMs > nowMs) await clock.sleep(atMs - nowMs)
    count += 1
    return await askRead(of, send)
  }
  const send = async (request: () => Promise<unknown>): Promise<Answer> => {
    const answer = await once(request)
    if (answer.is !== 'answer' || answer.status !== 429) return answer
    const seconds = answer.waits?.retryAfterSeconds ?? null
    await clock.sleep(seconds === null ? USUAL_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, seconds * 1_000))
    return await once(request)
  }
  return { send, read: (asked) => send(() => handOver(asked)), calls: () => count }
}
