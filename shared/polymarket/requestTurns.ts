import {
  CLOB_LIMIT,
  type RequestLimit,
  requestLimitOf,
  TEN_MINUTES_MS,
  TEN_SECONDS_MS,
} from '../domain/requestLimits.ts'
import type { Clock } from '../ports/clock.ts'
import type { RequestUse } from '../ports/requestUse.ts'
import { createRequestWindow } from './requestWindow.ts'

/**
 * When each request may leave, so that this process stays below what the venue takes from one address. Reads wait for
 * their turn. Orders and cancels by hash are counted and never held back: their pace is the signer's, which is far lower.
 * A read that the venue refuses (429) makes the others of its kind wait, and fewer of them leave for some minutes.
 */
export interface RequestTurns {
  /** Answers when the request may leave, or that its turn would come later than `mostMs`: then nothing was counted. */
  admit(request: AskedRequest, mostMs: number): Promise<Turn | NoTurn>
  /** Of every kind that was asked since the last call of this. */
  uses(): readonly RequestUse[]
}

interface AskedRequest {
  readonly method: string
  readonly path: string
}

export interface Turn {
  readonly ok: true
  /** Called once, however the request ended; null: no answer came. */
  end(answer: Answered | null): void
}

interface NoTurn {
  readonly ok: false
  readonly why: string
}

/** The status of an answer, and the pause that it names. */
interface Answered {
  readonly status: number
  readonly retryAfterSeconds: number | null
}

/** Other programs of the address make some: STOP, a successor, a person’s commands. */
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
  const kindOf = (limit: RequestLimit): Kind => {
    const kind = kinds.get(limit.name) ?? createKind(limit)
    kinds.set(limit.name, kind)
    return kind
  }
  return {
    async admit(request, mostMs) {
      const limit = requestLimitOf(request.method, request.path)
      const kind = kindOf(limit)
      const counted = limit.isClob ? [kind, all] : [kind]
      const isHeld = !NEVER_HELD.has(`${request.method} ${request.path}`)
      const waitsMs = isHeld ? await awaitTurn(clock, counted, mostMs) : leave(clock.monotonicMs(), counted)
      if (waitsMs > 0) {
        kind.heldBack += 1
        return { ok: false, why: kind.why(waitsMs) }
      }
      const isRead = request.method === 'GET' || request.path === '/books'
      return {
        ok: true,
        end(answer) {
          const nowMs = clock.monotonicMs()
          for (const each of counted) each.end(nowMs)
          if (!isRead || answer === null) return
          if (answer.status !== 429) kind.answered()
          else kind.refused(nowMs, answer.retryAfterSeconds)
        },
      }
    },
    uses: () => [...kinds.values()].filter(({ most }) => most > 0).map((kind) => kind.use()),
  }
}

/**
 * Waits behind those that wait already. What frees a turn may end later than it seemed: then it waits on.
 * @returns how long it would have to wait still, where that is too long; else 0, and it counts as having left.
 */
async function awaitTurn(clock: Clock, counted: readonly Kind[], mostMs: number): Promise<number> {
  const begunMs = clock.monotonicMs()
  const self = {}
  for (const { queue } of counted) queue.push(self)
  try {
    for (;;) {
      const nowMs = clock.monotonicMs()
      const turnMs = Math.max(...counted.map((each) => each.nextMs(nowMs, each.queue.indexOf(self))))
      if (turnMs <= nowMs) return leave(nowMs, counted)
      if (turnMs - begunMs > mostMs) return turnMs - nowMs
      await clock.sleep(Math.max(1, turnMs - nowMs))
    }
  } finally {
    for (const { queue } of counted) queue.splice(queue.indexOf(self), 1)
  }
}

/** Found free and taken in one step: many ask at once. */
function leave(nowMs: number, counted: readonly Kind[]): 0 {
  for (const each of counted) each.leave(nowMs)
  return 0
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
  const short = createRequestWindow(TEN_SECONDS_MS)
  const long = inTenMinutes === null ? null : createRequestWindow(TEN_MINUTES_MS)
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
    /** Who waits, first come first served. */
    queue: [] as object[],
    nextMs(nowMs: number, ahead: number): number {
      const next = short.nextMs(Math.max(nowMs, pause.untilMs), mostIn(nowMs), ahead)
      if (long === null) return next
      return Math.max(next, long.nextMs(nowMs, Math.floor((inTenMinutes ?? 0) * SHARE), ahead))
    },
    leave(nowMs: number): void {
      short.leave()
      long?.leave()
      this.most = Math.max(this.most, short.count(nowMs))
    },
    end(nowMs: number): void {
      short.end(nowMs)
      long?.end(nowMs)
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
      `not sent: the venue limits requests per ten seconds (${name}), and the next turn is in ${Math.ceil(ms / 1_000)} s`,
    use(): RequestUse {
      const { most, refusals, heldBack } = this
      this.most = 0
      this.refusals = 0
      this.heldBack = 0
      return { name, mostInTenSeconds: most, limit: inTenSeconds, refusals, heldBack }
    },
  }
}
