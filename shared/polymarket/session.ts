import type { ClobClient } from '@polymarket/clob-client-v2'
import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, MarketId, MonotonicMs } from '../domain/units.ts'
import type { Clock } from '../ports/clock.ts'
import type { Answer } from './answer.ts'
import type { AnswerDates } from './answerDates.ts'
import { ask, handOver } from './ask.ts'
import { hintOf } from './hints.ts'
import type { KeptListing } from './keptListing.ts'
import type { VenueLimits } from './limits.ts'
import type { SignatureType } from './orderSignature.ts'
import type { Pause } from './pause.ts'
import type { MayRefresh } from './refreshLimit.ts'
import type { BuiltRequest } from './request.ts'
import type { RequestTurns } from './requestTurns.ts'
import type { SignerPace } from './signerPace.ts'
import { brief } from './wire.ts'

/** Who we are to the venue: what marks a leg as ours. */
export interface Identity {
  /** Known once a private call was sent: no row is there to be judged before. */
  readonly apiKey: string
  readonly funder: string
}

/** What reads that need no key work with: of the client only calls that ask. */
export interface PublicSession {
  readonly client: Pick<
    ClobClient,
    'getOrderBook' | 'getOrderBooks' | 'getMidpoint' | 'getClobMarketInfo' | 'getMarket' | 'getServerTime'
  >
  readonly clock: Clock
  readonly limits: VenueLimits
  readonly dataApiHost: string
  readonly gammaHost: string
  /** When requests may leave, by the venue's limits for one address. */
  readonly turns: RequestTurns
  /** What catalogue and order book agreed on for each market: its protocol never changes. */
  readonly listings: Map<MarketId, KeptListing>
}

/** What every part of the adapter works with. */
export interface Session extends PublicSession {
  /**
   * The client of private calls, with the account's credentials, which are read at the first of them. It is awaited
   * within the call's time: where the credentials cannot be read, nothing is sent, and the call says why.
   */
  readonly privateClient: () => Promise<ClobClient>
  readonly me: Identity
  readonly chainId: number
  /** Address of the signing key; credentials belong to it. */
  readonly owner: string
  readonly signatureType: SignatureType
  /** Whether the venue has asked to be left alone. */
  readonly pause: Pause
  /** The venue's clock as its private answers show it. */
  readonly dates: AnswerDates
  /** How many orders may be cancelled now, by the venue's limit for the signer. */
  readonly cancels: SignerPace
  /** The same for orders to be posted. */
  readonly orders: SignerPace
  /** Whether balances may still be refreshed: each that may is counted. */
  readonly mayRefresh: MayRefresh
}

/** Time that the requests of one call of the port share. */
export interface TimeBudget {
  leftMs(): number
}

export function createBudget(totalMs: number): TimeBudget {
  const startedMs = performance.now()
  return { leftMs: () => Math.max(0, totalMs - (performance.now() - startedMs)) }
}

/**
 * A read: asked once more where the connection failed without an answer, as kept-alive ones do after a pause.
 * An answer of whatever status is never asked again.
 */
export async function askRead(
  session: Pick<Session, 'limits'> & Partial<Pick<Session, 'dates' | 'turns'>>,
  send: () => Promise<unknown>,
  budget: TimeBudget = createBudget(session.limits.readDeadlineMs),
): Promise<Answer> {
  const once = async (of: { readonly afresh?: true } = {}): Promise<Answer> => {
    const timeoutMs = Math.min(session.limits.requestTimeoutMs, Math.floor(budget.leftMs()))
    if (timeoutMs < 1) return { is: 'unsent', why: 'the read took too long' }
    const { maxResponseBytes } = session.limits
    const { turns } = session
    const how = { timeoutMs, maxResponseBytes, ...(turns && { turns }), ...of }
    const answer = await ask(send, { kind: 'read', ...how })
    session.dates?.heed(answer)
    return answer
  }
  const startedMs = performance.now()
  const first = await once()
  const wasQuick = performance.now() - startedMs < session.limits.requestTimeoutMs / 2
  const isWorthwhile = first.is === 'lost' && first.isTooLarge !== true && wasQuick
  return isWorthwhile ? once({ afresh: true }) : first
}

/** A read by the client of private calls. */
export const askPrivate = (
  session: Session,
  send: (client: ClobClient) => Promise<unknown>,
  budget?: TimeBudget,
): Promise<Answer> => askRead(session, async () => send(await session.privateClient()), budget)

/** A read that the client has no call for. */
export const askGet = (
  session: Parameters<typeof askRead>[0],
  url: string,
  params: BuiltRequest['params'] = {},
  budget?: TimeBudget,
): Promise<Answer> => askRead(session, () => handOver({ method: 'GET', url, params }), budget)

/** A write: sent once, whatever comes of it. */
export async function askWrite(
  session: Session,
  send: () => Promise<unknown>,
  sendBy?: MonotonicMs,
): Promise<Answer> {
  const timeoutMs = session.limits.requestTimeoutMs
  if (timeoutMs < 1) return { is: 'unsent', why: 'no time is left to send it' }
  const answer = await ask(send, {
    kind: 'write',
    timeoutMs,
    maxResponseBytes: session.limits.maxResponseBytes,
    turns: session.turns,
    ...(sendBy === undefined ? {} : { sendBy: { clock: session.clock, atMs: sendBy } }),
  })
  session.pause.heed(answer)
  session.dates.heed(answer)
  return answer
}

/** The JSON of a 200, or why there is none. */
export function okJson(answer: Answer): { ok: true; json: unknown } | { ok: false; unknown: string } {
  if (answer.is === 'answer' && answer.status === 200 && answer.body.is === 'json') {
    return { ok: true, json: answer.body.value }
  }
  return { ok: false, unknown: describe(answer) }
}

/**
 * What an answer's JSON means by `parse`, as of the instant at which the read began; a text says why it means nothing.
 * @param what is said before the reason why there is no JSON.
 */
export function readOf<T extends object | number | boolean | null>(
  asOf: EpochMs,
  answer: Answer,
  parse: (json: unknown) => T | string,
  what = '',
): Read<T> {
  const read = okJson(answer)
  if (!read.ok) return unknown(`${what}${read.unknown}`)
  const value = parse(read.json)
  return typeof value === 'string' ? unknown(value) : known(value, asOf)
}

/** What came, and what a reader can do about it. */
export function describe(answer: Answer): string {
  if (answer.is !== 'answer') return `${answer.is}: ${answer.why}`
  const { status, body, waits } = answer
  const said = body.is === 'empty' ? 'empty body' : brief(body.is === 'json' ? body.value : body.start)
  const hint = hintOf(answer)
  const limits = waits === undefined || waits.limits === '' ? '' : ` (${waits.limits})`
  return `status ${status}: ${said}${limits}${hint === null ? '' : `; ${hint}`}`
}
