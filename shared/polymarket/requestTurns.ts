import {
  CLOB_LIMIT,
  type RequestLimit,
  requestLimitOf,
  TEN_MINUTES_MS,
  TEN_SECONDS_MS,
} from '../domain/requestLimits.ts'
import type { Clock } from '../ports/clock.ts'
import type { RequestUse } from '../ports/requestUse.ts'
import { createSlidingWindow } from './slidingWindow.ts'

/**
 * When each request may leave, so that this process stays below what the venue takes from one address. Reads wait for
 * their turn. Orders and cancels by hash are counted and never held back: their pace is the signer's, which is far lower.
 * A read that the venue refuses (429) makes the others of its kind wait, and fewer of them leave for some minutes.
 */
export interface RequestTurns {
  /**
   * Answers when the request may leave.
   * @returns why it may not, where its turn would come later than `mostMs`: nothing was counted.
   */
  admit(request: { readonly method: string; readonly path: string }, mostMs: number): Promise<string | null>
  /** What the venue answered to it. */
  heed(request: { readonly method: string; readonly path: string }, answer: Answered): void
  /** Of every kind that was asked since the last call of this. */
  uses(): readonly RequestUse[]
}

/** The status of an answer, and the pause that it names. */
interface Answered {
  readonly status: number
  readonly retryAfterSeconds: number | null
}

/** Requests arrive closer together than they left, and other programs of the address make some. */
const SHARE = 0.85
/** After a refusal: the pause where the venue names none, doubled with each refusal in a row, and the longest of all. */
const PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
/** At least this number in ten seconds, whatever was refused: a bot that cannot read sees no fill. */
const LEAST = 20
/** For each of these without a refusal twice as many may leave again. */
const EASES_AFTER_MS = 60_000

export function createRequestTurns(clock: Clock): RequestTurns {
  const all = createKind(CLOB_LIMIT)
  const kinds = new Map<string, Kind>([[CLOB_LIMIT.name, all]])
  const kindsOf = ({ method, path }: { readonly method: string; readonly path: string }) => {
    const limit = requestLimitOf(method, path)
    const kind = kinds.get(limit.name) ?? createKind(limit)
    kinds.set(limit.name, kind)
    return { kind, counted: limit.isClob ? [kind, all] : [kind] }
  }
  return {
    async admit(request, mostMs) {
      const { kind, counted } = kindsOf(request)
      const nowMs = clock.monotonicMs()
      const isHeld = !NEVER_HELD.has(`${request.method} ${request.path}`)
      const turnMs = isHeld ? Math.max(...counted.map((each) => each.nextMs(nowMs))) : nowMs
      if (turnMs - nowMs > mostMs) {
        kind.heldBack += 1
        return kind.why(turnMs - nowMs)
      }
      // What is promised is taken: who asks next waits behind it.
      for (const each of counted) each.take(turnMs)
      if (turnMs > nowMs) await clock.sleep(turnMs - nowMs)
      return null
    },
    heed(request, answer) {
      if (request.method !== 'GET' && request.path !== '/books') return
      const { kind } = kindsOf(request)
      if (answer.status !== 429) kind.answered()
      else kind.refused(clock.monotonicMs(), answer.retryAfterSeconds)
    },
    uses: () => [...kinds.values()].filter(({ most }) => most > 0).map((kind) => kind.use()),
  }
}

/** What ends a risk, and what the signer's pace has admitted already. */
const NEVER_HELD: ReadonlySet<string> = new Set([
  'POST /order',
  'DELETE /order',
  'DELETE /orders',
  'DELETE /cancel-all',
])

type Kind = ReturnType<typeof createKind>

function createKind({ name, inTenSeconds, inTenMinutes }: RequestLimit) {
  const short = createSlidingWindow(TEN_SECONDS_MS)
  const long = inTenMinutes === null ? null : createSlidingWindow(TEN_MINUTES_MS)
  let pause = { untilMs: Number.NEGATIVE_INFINITY, nextMs: PAUSE_MS }
  let lowered: { readonly most: number; readonly atMs: number } | null = null
  const mostIn = (nowMs: number): number => {
    const usual = Math.floor(inTenSeconds * SHARE)
    if (lowered === null) return usual
    const eased = lowered.most * 2 ** Math.floor((nowMs - lowered.atMs) / EASES_AFTER_MS)
    if (eased >= usual) lowered = null
    return Math.min(usual, eased)
  }
  return {
    most: 0,
    refusals: 0,
    heldBack: 0,
    nextMs(nowMs: number): number {
      const next = short.nextMs(Math.max(nowMs, pause.untilMs), mostIn(nowMs))
      return long === null
        ? next
        : Math.max(next, long.nextMs(nowMs, Math.floor((inTenMinutes ?? 0) * SHARE)))
    },
    take(atMs: number): void {
      short.take(atMs)
      long?.take(atMs)
      this.most = Math.max(this.most, short.count(atMs))
    },
    answered(): void {
      pause = { ...pause, nextMs: PAUSE_MS }
    },
    refused(nowMs: number, retryAfterSeconds: number | null): void {
      this.refusals += 1
      // The others that left together with it are refused too: they are one refusal.
      if (nowMs < pause.untilMs) return
      const ms = Math.min(
        LONGEST_PAUSE_MS,
        retryAfterSeconds === null ? pause.nextMs : retryAfterSeconds * 1_000,
      )
      pause = { untilMs: nowMs + ms, nextMs: Math.min(LONGEST_PAUSE_MS, pause.nextMs * 2) }
      lowered = {
        most: Math.max(LEAST, Math.floor(Math.min(mostIn(nowMs), short.count(nowMs)) / 2)),
        atMs: nowMs,
      }
    },
    why: (ms: number): string =>
      `not sent: of ${name} the venue takes a number in ten seconds, and the next turn is in ${Math.ceil(ms / 1_000)} s`,
    use(): RequestUse {
      const { most, refusals, heldBack } = this
      this.most = 0
      this.refusals = 0
      this.heldBack = 0
      return { name, mostInTenSeconds: most, limit: inTenSeconds, refusals, heldBack }
    },
  }
}
