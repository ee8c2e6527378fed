import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { MarketListing } from './keptListing.ts'
import { askGet, type PublicSession, readOf, type TimeBudget } from './session.ts'
import { brief, readMarketId, readTokenId, readTokenPair } from './wire.ts'

/** Ends move, for one when a game is put off; protocol and ids never do. */
const ASK_AGAIN_MS = 600_000

/**
 * One market's listing. One that the order book has confirmed is kept for the life of the process, and asked for again
 * only because of its end: shares are never converted from one protocol to the other, and a catalogue that is away
 * must not blind a bot that trades.
 */
export async function readListing(
  session: PublicSession,
  market: MarketId,
  budget: TimeBudget,
): Promise<Read<MarketListing>> {
  const asOf = session.clock.nowMs()
  const kept = session.listings.get(market)
  if (kept !== undefined && asOf - kept.askedAtMs < ASK_AGAIN_MS) return known(kept.listing, kept.askedAtMs)
  const read = await askListing(session, market, budget)
  return read.ok || kept === undefined ? read : known(kept.listing, kept.askedAtMs)
}

async function askListing(
  session: PublicSession,
  market: MarketId,
  budget: TimeBudget,
): Promise<Read<MarketListing>> {
  const asOf = session.clock.nowMs()
  // Without `closed` the catalogue leaves out closed markets, which we may hold shares of.
  const open = await askCatalogue(session, market, { budget, closed: false })
  const read =
    open.ok && open.value === null ? await askCatalogue(session, market, { budget, closed: true }) : open
  if (!read.ok) return unknown(`catalogue: ${read.unknown}`)
  if (read.value === null) return unknown('the catalogue does not list the market (yet)')
  const listing = parseListing(read.value)
  return typeof listing === 'string' ? unknown(`catalogue: ${listing}`) : known(listing, asOf)
}

/** The market's record, or null where a readable answer has none. */
export async function askCatalogue(
  session: Pick<PublicSession, 'clock' | 'gammaHost' | 'limits'> & Partial<Pick<PublicSession, 'turns'>>,
  market: MarketId,
  of: { readonly budget: TimeBudget; readonly closed: boolean },
): Promise<Read<JsonObject | null>> {
  const asOf = session.clock.nowMs()
  const url = listedAddress(session.gammaHost, [market], { closed: of.closed, limit: 10 })
  return readOf(asOf, await askGet(session, url, {}, of.budget), (json) => {
    const records = isObject(json) ? json['markets'] : undefined
    if (!Array.isArray(records)) return `not a page of markets: ${brief(json)}`
    const own = records.filter((record) => isObject(record) && readMarketId(record['conditionId']) === market)
    return own.length > 1 ? `${own.length} records of market ${market}` : (own[0] ?? null)
  })
}

/** Where the catalogue lists these markets. */
export function listedAddress(
  host: string,
  markets: readonly MarketId[],
  { closed, limit }: { readonly closed: boolean; readonly limit: number },
): string {
  const query = new URLSearchParams(
    markets.flatMap(idsInCatalogue).map((id): [string, string] => ['condition_ids', id]),
  )
  query.set('closed', String(closed))
  query.set('limit', String(limit))
  return `${host}/markets/keyset?${query}`
}

/** Protocol V2 conditions have 31 bytes in the catalogue; before it has answered nobody knows which ones those are. */
export const idsInCatalogue = (market: MarketId): readonly string[] =>
  market.endsWith('00') ? [market, market.slice(0, -2)] : [market]

/** By `version` and nothing else: many markets of the first protocol carry position ids that no book trades. */
export function parseListing(record: JsonObject): MarketListing | string {
  const { version } = record
  if (version !== 'v1' && version !== 'v2') {
    return `version ${brief(version)} is not one we can sign for: upgrade before trading this market`
  }
  const field = version === 'v1' ? 'clobTokenIds' : 'positionIds'
  const ids = readTokenPair(record[field], readTokenId)
  if (ids === null) return `${field} ${brief(record[field])}: the two ids are not there (yet)`
  const { endDate } = record
  return { version, tokens: ids, ...(typeof endDate === 'string' && endDate !== '' ? { endDate } : {}) }
}
