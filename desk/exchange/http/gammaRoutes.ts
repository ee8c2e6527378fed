import type { ListedMarket } from '../exchange.ts'
import { gammaCondition, gammaId, indexOfGammaId, printGamma, printTags } from './gammaWire.ts'
import { slugOf } from './marketWire.ts'
import { decodeOffset, encodeOffset } from './pages.ts'
import { json, ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const MAX_RECORDS = 100
const DEFAULT_RECORDS = 20
const INVALID = json(422, { type: 'validation error', error: 'a parameter is invalid' })

/** One market by Gamma's own number. */
export function getGammaMarket({ exchange }: ApiContext, call: Call): Reply {
  const index = indexOfGammaId(call.params[0] ?? '')
  if (index === null) return INVALID
  const market = exchange.markets()[index]
  if (market === undefined) return json(404, { type: 'not found error', error: 'id not found' })
  return ok(printGamma(exchange, market, gammaId(index)))
}

/** The old list: a bare array, paged by offset. */
export function getGammaMarkets(context: ApiContext, call: Call): Reply {
  const [limit, offset] = [countOf(call, 'limit', DEFAULT_RECORDS), countOf(call, 'offset', 0)]
  if (limit === null || offset === null) return INVALID
  return ok(records(context, call, { offset, limit: Math.min(limit, MAX_RECORDS) }).shown)
}

/** Its successor: a cursor, absent after the last page. A cursor under another name is ignored. */
export function getGammaKeyset(context: ApiContext, call: Call): Reply {
  const limit = countOf(call, 'limit', DEFAULT_RECORDS)
  const offset = decodeOffset(call.query.get('after_cursor') ?? encodeOffset(0))
  if (limit === null || limit > MAX_RECORDS || offset === null || offset < 0) return INVALID
  const { shown, hasMore } = records(context, call, { offset, limit })
  return ok({ markets: shown, ...(hasMore && { next_cursor: encodeOffset(offset + limit) }) })
}

/** Closed markets are left out unless they are requested; of ids and slugs, one has to fit. */
function records(
  { exchange }: ApiContext,
  { query }: Call,
  { offset, limit }: { readonly offset: number; readonly limit: number },
) {
  const conditions = query.getAll('condition_ids').map((id) => id.toLowerCase())
  const tokens = query.getAll('clob_token_ids')
  const slugs = query.getAll('slug')
  const closed = query.get('closed') === 'true'
  const isWanted = (market: ListedMarket): boolean =>
    market.closed === closed &&
    (conditions.length === 0 || conditions.includes(gammaCondition(market))) &&
    (tokens.length === 0 || market.tokens.some((token) => tokens.includes(token))) &&
    (slugs.length === 0 || slugs.includes(slugOf(market)))
  const wanted = [...exchange.markets().entries()].filter(([, market]) => isWanted(market))
  const shown = wanted.slice(offset, offset + limit)
  return {
    shown: shown.map(([index, market]) => ({
      ...printGamma(exchange, market, gammaId(index)),
      ...(query.get('include_tag') === 'true' && { tags: printTags(market) }),
    })),
    hasMore: offset + limit < wanted.length,
  }
}

function countOf(call: Call, name: string, fallback: number): number | null {
  const value = Number(call.query.get(name) ?? fallback)
  return Number.isInteger(value) && value >= 0 ? value : null
}
