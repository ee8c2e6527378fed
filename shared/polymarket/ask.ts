import { AsyncLocalStorage } from 'node:async_hooks'
import type { MonotonicMs } from '../domain/units.ts'
import { createKeptAgents } from '../http/agents.ts'
import { AnswerTooLarge, sendRequest, type WireAnswer, type WireRequest } from '../http/sendRequest.ts'
import type { Clock } from '../ports/clock.ts'
import { type Answer, answerOf, MAX_WHY_CHARS } from './answer.ts'
import { type OpenSocket, openSocket } from './openSocket.ts'
import { type BuiltRequest, headersOf, urlOf } from './request.ts'
import type { RequestTurns, Turn } from './requestTurns.ts'

/**
 * The one door to the network. Whoever builds a request, the venue's client or we, gives it to `handOver`, which bounds
 * it, sends it, and keeps the raw answer before the client can interpret it. The client is handed an empty last page
 * instead, so it neither loops over a missing cursor, nor polls half a minute for settlement, nor turns an error into
 * something that looks like "no trades". Calls are distinguished by their asynchronous context; a request outside of any
 * call is refused.
 */
export async function ask(send: () => Promise<unknown>, how: AskOptions): Promise<Answer> {
  const call = new Call(how)
  const timer = setTimeout(() => call.abort.abort(), how.timeoutMs)
  try {
    await Promise.race([current.run(call, () => attempt(call, send)), aborted(call.abort.signal)])
    return call.outcome()
  } finally {
    clearTimeout(timer)
    call.socket?.close()
  }
}

export interface AskOptions {
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  /**
   * A write goes out on a connection of its own, opened first: a failure before that proves that nothing left,
   * and no kept-alive connection that the venue closed meanwhile can make its outcome unknown.
   * 'none' lets nothing out at all: for signing.
   */
  readonly kind: 'read' | 'write' | 'none'
  /** A read that goes out on a new connection: the kept ones may all have been closed at the other end. */
  readonly afresh?: true
  /** Counts the request, and says when it may leave; absent: at once, as few do. */
  readonly turns?: RequestTurns
  /** Checked after the connection is open, right before the bytes leave. */
  readonly sendBy?: { readonly clock: Clock; readonly atMs: MonotonicMs }
}

const current = new AsyncLocalStorage<Call>()

class Call {
  readonly abort = new AbortController()
  readonly how: AskOptions
  requests = 0
  sent = false
  socket: OpenSocket | null = null
  answer: Answer | null = null
  failure = ''
  isTooLarge = false

  constructor(how: AskOptions) {
    this.how = how
  }

  outcome(): Answer {
    if (this.answer !== null) return this.answer
    const why = this.abort.signal.aborted ? `no answer within ${this.how.timeoutMs} ms` : this.failure
    const brief = { why: why.slice(0, MAX_WHY_CHARS) }
    if (!this.sent) return { is: 'unsent', ...brief }
    return { is: 'lost', ...brief, ...(this.isTooLarge ? { isTooLarge: true as const } : {}) }
  }
}

async function attempt(call: Call, send: () => Promise<unknown>): Promise<void> {
  try {
    await send()
    call.failure ||= 'the client sent nothing'
  } catch (error) {
    call.failure ||= error instanceof Error ? error.message : 'the client failed'
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** Reads share connections that outlive the pause between two ticks. */
const keptAgents = createKeptAgents()

/** Sends what was built within `ask`, once, and keeps the answer there. The result means nothing. */
export async function handOver(asked: BuiltRequest): Promise<unknown> {
  const call = current.getStore()
  if (call === undefined) throw new Error(`a request outside of any call: ${asked.url}`)
  const turn = await admitted(asked, call)
  try {
    keep(await sendRequest(await bounded(asked, call)), call, asked)
  } catch (error) {
    call.isTooLarge = error instanceof AnswerTooLarge
    throw error
  } finally {
    turn?.end(answeredTo(call))
  }
  return { data: [], next_cursor: 'LTE=', t: [] }
}

/** Longer than this no tick waits for one read: its next tick asks again. The rest of the time-out is the answer's. */
const LONGEST_TURN_MS = 2_000

/** The call's one request, in its turn. */
async function admitted(asked: BuiltRequest, call: Call): Promise<Turn | undefined> {
  const { turns, timeoutMs, kind } = call.how
  if (kind === 'none') throw new Error(`the client wanted to ask for ${asked.url}`)
  call.requests += 1
  if (call.requests > 1) throw new Error('one request a call: the client tried another')
  const request = { method: asked.method, path: urlOf(asked).pathname }
  const turn = await turns?.admit(request, Math.min(LONGEST_TURN_MS, timeoutMs / 2))
  if (turn?.ok !== false) return turn
  call.failure = turn.why
  throw new Error(turn.why)
}

/** What the venue said of its limits; null: nothing. */
function answeredTo({ answer }: Call): Parameters<Turn['end']>[0] {
  if (answer?.is !== 'answer') return null
  return { status: answer.status, retryAfterSeconds: answer.waits?.retryAfterSeconds ?? null }
}

/** Every limit stated at the call. */
async function bounded(asked: BuiltRequest, call: Call): Promise<WireRequest> {
  const { how } = call
  const url = urlOf(asked)
  if (how.kind === 'write') await connect(url, call)
  const kept = how.kind === 'read' && how.afresh !== true ? keptAgents : undefined
  const agents = call.socket?.agents ?? kept
  const { sendBy } = how
  if (sendBy !== undefined && sendBy.clock.monotonicMs() > sendBy.atMs) {
    call.failure = 'the deadline for sending has passed'
    throw new Error(call.failure)
  }
  if (call.abort.signal.aborted) throw new Error('aborted')
  call.sent = true
  return {
    method: asked.method,
    url,
    headers: headersOf(asked),
    ...(asked.data === undefined ? {} : { body: JSON.stringify(asked.data) }),
    ...(agents === undefined ? {} : { agents }),
    signal: call.abort.signal,
    maxBytes: how.maxResponseBytes,
  }
}

async function connect(url: URL, call: Call): Promise<void> {
  try {
    call.socket = await openSocket(url, call.abort.signal)
  } catch (error) {
    call.failure = `not connected: ${error instanceof Error ? error.message : 'unknown error'}`
    throw error
  }
  // Given up in this very moment: the caller has already closed what there was to close.
  if (call.abort.signal.aborted) call.socket.close()
}

function keep(wire: WireAnswer, call: Call, asked: BuiltRequest): void {
  if (call.answer === null && !call.abort.signal.aborted) call.answer = answerOf(wire, asked)
}
