import type { ClobClient } from '@polymarket/clob-client-v2'
import { chunksOf } from '../domain/chunksOf.ts'
import { isObject } from '../domain/jsonObject.ts'
import type { MarketId, OrderId, TokenId } from '../domain/units.ts'
import type { CancelOutcome } from '../machine/decision.ts'
import type { CancelReport } from '../ports/venue.ts'
import type { Answer } from './answer.ts'
import { idsInCatalogue } from './listing.ts'
import { askWrite, okJson, type Session } from './session.ts'
import { CANCELS_A_REQUEST } from './signerPace.ts'
import { brief, readOrderId } from './wire.ts'

/** Of the time for a call, kept for its request and the answer; of a short one, as of a last pass of a STOP, a third. */
const ANSWER_MS = 1_500
const ANSWER_SHARE = 1 / 3

const waitMs = ({ readDeadlineMs }: Session['limits']): number =>
  readDeadlineMs - Math.min(ANSWER_MS, readDeadlineMs * ANSWER_SHARE)

/** Waits until that many cancels may leave, within the time for the call. */
const admitted = (session: Session, cancels: number): Promise<boolean> =>
  session.cancels.admit(cancels, waitMs(session.limits))

/**
 * Cancels by id, at the pace that the venue takes from a signer. Every id asked for is in the answer; one the venue does
 * not name is unknown. Where no time is left to wait in, the cancel leaves at once: the signer may be allowed more.
 */
export async function sendCancels(session: Session, ids: readonly OrderId[]): Promise<CancelReport> {
  const reports = await Promise.all(
    chunksOf([...new Set(ids)], CANCELS_A_REQUEST).map(async (chunk) => {
      await admitted(session, chunk.length)
      const answer = await askCancel(session, (client) => client.cancelOrders([...chunk]))
      return interpretCancel(answer, chunk)
    }),
  )
  return merge(reports)
}

/**
 * By condition id and for each token: what the venue's one index misses, the other may not. They wait their turn behind
 * the cancels by id; those that would not come before the end of the time are not sent, and not complete.
 */
export async function cancelMarket(
  session: Session,
  market: MarketId,
  tokens: readonly TokenId[],
): Promise<CancelReport> {
  const cancelBy = async (filter: { market?: string; asset_id?: string }): Promise<CancelReport> => {
    if (!(await admitted(session, 1))) return allUnknown([], NO_TURN)
    const answer = await askCancel(session, (client) => client.cancelMarketOrders(filter))
    return interpretCancel(answer, [])
  }
  const [byMarket, byToken] = await Promise.all([
    Promise.all(idsInCatalogue(market).map((id) => cancelBy({ market: id }))),
    Promise.all([...new Set(tokens)].map((token) => cancelBy({ asset_id: token }))),
  ])
  const understood = byMarket.filter((report) => report.complete)
  // Which width of a Protocol V2 condition this call takes is not documented: one of them understood is enough.
  return merge([...(understood.length > 0 ? understood : byMarket), ...byToken])
}

const NO_TURN = 'not sent: the venue limits cancels per second, and the time ran out before its turn'

export async function cancelAll(session: Session): Promise<CancelReport> {
  return interpretCancel(await askCancel(session, (client) => client.cancelAll()), [])
}

/** The cancels that follow one that was refused for the signer's limit wait until the limit has refilled. */
async function askCancel(session: Session, send: (client: ClobClient) => Promise<unknown>): Promise<Answer> {
  const answer = await askWrite(session, async () => send(await session.privateClient()))
  if (answer.is === 'answer' && answer.status === 429)
    session.cancels.refused(answer.waits?.retryAfterSeconds ?? null)
  return answer
}

/** Reads {canceled: id[], not_canceled: {id: text}}; an entry that cannot be read leaves the others as they are. */
export function interpretCancel(answer: Answer, ids: readonly OrderId[]): CancelReport {
  const json = okJson(answer)
  if (!json.ok) return allUnknown(ids, json.unknown)
  const named = readNamed(json.json)
  if (named === null) return allUnknown(ids, `not an answer to a cancel: ${brief(json.json)}`)
  const byId = new Map<OrderId, CancelOutcome>()
  for (const [id, text] of named.refused) byId.set(id, { is: 'notCanceled', text })
  for (const id of named.canceled) {
    byId.set(
      id,
      named.refused.has(id)
        ? { is: 'unknown', why: 'named both as canceled and as not canceled' }
        : { is: 'canceled' },
    )
  }
  const missing = ids.filter((id) => !byId.has(id))
  for (const id of missing) byId.set(id, { is: 'unknown', why: 'the answer does not name it' })
  const canceled = named.canceled.filter((id) => !named.refused.has(id))
  const why =
    canceled.length < named.canceled.length
      ? 'it contradicts itself'
      : named.oddities > 0
        ? `${named.oddities} entries of the answer cannot be read`
        : missing.length > 0
          ? `the answer leaves out ${missing.length} of ${ids.length}`
          : null
  return why === null ? { byId, canceled, complete: true } : { byId, canceled, complete: false, why }
}

const MAX_TEXT = 300
/** An account has at most some thousand open orders. */
const MAX_NAMED = 20_000

interface Named {
  readonly canceled: readonly OrderId[]
  readonly refused: ReadonlyMap<OrderId, string>
  /** Entries that name no order: what they say is lost, and no more. */
  readonly oddities: number
}

function readNamed(json: unknown): Named | null {
  if (!isObject(json)) return null
  const listed = json['canceled']
  const notCanceled = json['not_canceled'] ?? {}
  if (!Array.isArray(listed) || listed.length > MAX_NAMED) return null
  const entries = isObject(notCanceled) ? Object.entries(notCanceled) : null
  if (entries !== null && entries.length > MAX_NAMED) return null
  const canceled = listed.map(readOrderId).filter((id) => id !== null)
  const refused = new Map<OrderId, string>()
  for (const [key, text] of entries ?? []) {
    const id = readOrderId(key)
    // Named there it was not cancelled, whatever the words.
    if (id !== null) refused.set(id, typeof text === 'string' ? text.slice(0, MAX_TEXT) : brief(text))
  }
  const unread = entries === null ? 1 : entries.filter(([key]) => readOrderId(key) === null).length
  return { canceled, refused, oddities: listed.length - canceled.length + unread }
}

function allUnknown(ids: readonly OrderId[], why: string): CancelReport {
  return { byId: new Map(ids.map((id) => [id, { is: 'unknown', why }])), canceled: [], complete: false, why }
}

/** Said once by any of them, canceled is canceled: the others saw the order gone. */
function merge(reports: readonly CancelReport[]): CancelReport {
  const byId = new Map<OrderId, CancelOutcome>()
  for (const report of reports) {
    for (const [id, outcome] of report.byId) {
      if (byId.get(id)?.is !== 'canceled') byId.set(id, outcome)
    }
  }
  const canceled = [...new Set(reports.flatMap((report) => report.canceled))]
  const whys = reports.flatMap((report) => (report.why === undefined ? [] : [report.why]))
  const complete = reports.every((report) => report.complete)
  return { byId, canceled, complete, ...(whys.length === 0 ? {} : { why: whys.join('; ').slice(0, 600) }) }
}
