import type { IncomingHttpHeaders } from 'node:http'
import { parseBounded } from '../domain/parseBounded.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { WireAnswer } from '../http/sendRequest.ts'
import type { BuiltRequest } from './request.ts'

export type Answer =
  | {
      readonly is: 'answer'
      readonly status: number
      readonly body: Body
      readonly waits?: RetryHeaders
      readonly headers?: AnswerHeaders
    }
  /** Provably never left this machine. */
  | { readonly is: 'unsent'; readonly why: string }
  /** It may have arrived; no complete answer came back. */
  | {
      readonly is: 'lost'
      readonly why: string
      /** It came, and was longer than allowed: given up for that alone. */
      readonly isTooLarge?: true
    }

/** What the headers say about the answer itself. */
export interface AnswerHeaders {
  /** The server's clock as it answered, in whole seconds; null: not stated. */
  readonly dateMs: EpochMs | null
  /** An `Age`: a copy that somebody on the way had stored. */
  readonly isStored: boolean
  /** The request carried our API credentials: no stored copy can be meant for it. */
  readonly isPrivate: boolean
}

/** What the headers say about when to come again; absent where they say nothing. */
export interface RetryHeaders {
  readonly retryAfterSeconds: number | null
  /** The headers of the per-signer rate limit, for people. */
  readonly limits: string
}

/** Text that is not JSON is kept short: it is for people. */
export type Body =
  | { readonly is: 'json'; readonly value: unknown }
  | { readonly is: 'empty' }
  | { readonly is: 'text'; readonly start: string }

/** For people: no more of a text than this is kept. */
export const MAX_WHY_CHARS = 300

export function answerOf({ status, headers, text }: WireAnswer, asked: BuiltRequest): Answer {
  const waits = readWaits(headers)
  return {
    is: 'answer',
    status,
    body: parseBody(text),
    headers: readHeaders(headers, asked),
    ...(waits && { waits }),
  }
}

function readHeaders(headers: IncomingHttpHeaders, asked: BuiltRequest): AnswerHeaders {
  const date = Date.parse(String(headers['date'] ?? ''))
  return {
    dateMs: Number.isSafeInteger(date) && date > 0 ? epochMs(date) : null,
    isStored: headers['age'] !== undefined,
    isPrivate: asked.headers?.['POLY_API_KEY'] !== undefined,
  }
}

function readWaits(headers: IncomingHttpHeaders): RetryHeaders | null {
  const retryAfter = String(headers['retry-after'] ?? '')
  const limits = RATE_HEADERS.flatMap((name) => {
    const value = headers[`poly-ratelimit-${name}`]
    return typeof value === 'string' ? [`${name} ${value.slice(0, 40)}`] : []
  })
  // The date form is not among what the venue sends, and our clock would have to be believed for it.
  const retryAfterSeconds = /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null
  if (retryAfterSeconds === null && limits.length === 0) return null
  return { retryAfterSeconds, limits: limits.length === 0 ? '' : `rate limit: ${limits.join(', ')}` }
}

const RATE_HEADERS = ['remaining', 'reset', 'tier', 'warning']

function parseBody(text: string): Body {
  if (text.trim() === '') return { is: 'empty' }
  const parsed = parseBounded(text)
  if (parsed.ok) return { is: 'json', value: parsed.value }
  const start = text.trim().slice(0, MAX_WHY_CHARS)
  return { is: 'text', start: parsed.why === null ? start : `${parsed.why}: ${start}` }
}
