import { isObject } from '../domain/jsonObject.ts'
import { complement } from '../domain/oneBook.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { PriceMicros } from '../domain/units.ts'
import type { Witness, WitnessTarget, WitnessTrade } from '../domain/witness.ts'
import type { Answer } from './answer.ts'
import { parseTradesPage } from './publicTrades.ts'
import { askGet, askRead, okJson, type PublicSession } from './session.ts'
import { brief, readPrice } from './wire.ts'

/** The newest that can be read is the witness: up to this many unreadable records do not silence it. */
const RECORDS = 5

/** Midpoint and newest trade, asked for side by side, each once. A stored copy is no witness. */
export async function readWitness(session: PublicSession, of: WitnessTarget): Promise<Witness> {
  const [midMicros, trade] = await Promise.all([readMidpoint(session, of), readNewestTrade(session, of)])
  return { midMicros, trade }
}

async function readMidpoint(session: PublicSession, { token }: WitnessTarget): Promise<Read<PriceMicros>> {
  const asOf = session.clock.nowMs()
  const json = freshJson(await askRead(session, () => session.client.getMidpoint(token)))
  if (!json.ok) return unknown(`midpoint: ${json.unknown}`)
  const mid = isObject(json.json) ? readPrice(json.json['mid']) : null
  return mid === null ? unknown(`midpoint: cannot be read: ${brief(json.json)}`) : known(mid, asOf)
}

async function readNewestTrade(
  session: PublicSession,
  { market, token }: WitnessTarget,
): Promise<Read<WitnessTrade | null>> {
  const asOf = session.clock.nowMs()
  const url = `${session.dataApiHost}/v2/trades`
  const params = { condition: market, taker_only: true, limit: RECORDS, ...pastCaches(asOf) }
  const json = freshJson(await askGet(session, url, params))
  if (!json.ok) return unknown(`newest trade: ${json.unknown}`)
  const page = parseTradesPage(json.json, market)
  if (typeof page === 'string') return unknown(`newest trade: ${page}`)
  const [record] = page.records
  if (record === undefined) {
    return page.unreadable === null ? known(null, asOf) : unknown(`newest trade: ${page.unreadable.why}`)
  }
  // A trade of the other outcome at p is one of ours at 1 - p.
  const priceMicros = record.tokenId === token ? record.priceMicros : complement(record.priceMicros)
  return known({ priceMicros, stampedAtMs: record.stampedAtMs }, asOf)
}

/**
 * The index keeps an answer for five minutes by its address. Of a market it ignores from when to when, so that an end
 * that moves on makes each address a new one.
 */
const pastCaches = (nowMs: number): { readonly end: number } => ({ end: Math.ceil(nowMs / 1000) })

const freshJson = (answer: Answer): ReturnType<typeof okJson> =>
  answer.is === 'answer' && answer.headers?.isStored === true
    ? { ok: false, unknown: 'a stored copy' }
    : okJson(answer)
