import { isObject } from '../../../shared/domain/jsonObject.ts'
import { complement } from '../../../shared/domain/oneBook.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { tokenId } from '../../../shared/domain/units.ts'
import { isDigits } from './hex.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const INTERVALS_MS: Readonly<Record<string, number>> = {
  '1h': 3_600_000,
  '6h': 21_600_000,
  '1d': 86_400_000,
  '1w': 604_800_000,
  max: Number.POSITIVE_INFINITY,
}

/** Mids at the ends of minutes; `market` is a token id, `fidelity` the minutes between two points. */
export function getPricesHistory({ exchange, watch }: ApiContext, call: Call): Reply {
  const { query } = call
  const token = query.get('market')
  if (!isDigits(token)) return refuse(400, 'Invalid token id')
  const wanted = wantedOf(query, exchange.nowMs())
  return wanted === null
    ? refuse(400, 'Invalid filters')
    : ok({ history: historyOf({ exchange, watch }, token, wanted) })
}

/** The same of up to twenty tokens, which the body names as its limits of time: {"markets": [], "start_ts", "end_ts"}. */
export function postBatchPricesHistory(context: ApiContext, call: Call): Reply {
  const body = parseJson(call.body)
  if (!isObject(body)) return refuse(400, 'Invalid payload')
  const { markets, start_ts: startTs, end_ts: endTs, interval, fidelity } = body
  if (!Array.isArray(markets) || markets.length > MAX_HISTORIES || !markets.every(isDigits))
    return refuse(400, 'Invalid payload')
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ startTs, endTs, interval, fidelity })) {
    if (value !== undefined) query.set(name, String(value))
  }
  const wanted = wantedOf(query, context.exchange.nowMs())
  if (wanted === null) return refuse(400, 'Invalid filters')
  return ok({
    history: Object.fromEntries(markets.map((token) => [token, historyOf(context, token, wanted)])),
  })
}

/** As many tokens as the venue takes at once. */
const MAX_HISTORIES = 20

function historyOf(
  { exchange, watch }: Pick<ApiContext, 'exchange' | 'watch'>,
  token: string,
  of: { readonly fromMs: number; readonly toMs: number; readonly everyMinutes: number },
) {
  const market = exchange.marketOf(tokenId(token))
  if (market === undefined) return []
  const isFirst = market.tokens[0] === token
  return watch
    .prices(market.market)
    .filter(({ atMs }) => atMs >= of.fromMs && atMs <= of.toMs)
    .filter((_, index) => index % of.everyMinutes === 0)
    .map(({ atMs, priceMicros }) => ({
      t: Math.floor(atMs / 1000),
      p: (isFirst ? priceMicros : complement(priceMicros)) / 1e6,
    }))
}

/** null: no stretch of time, or no whole minutes. */
function wantedOf(query: URLSearchParams, nowMs: number) {
  const range = historyRange(query, nowMs)
  const everyMinutes = Number(query.get('fidelity') ?? 1)
  return range === null || !Number.isInteger(everyMinutes) || everyMinutes < 1
    ? null
    : { ...range, everyMinutes }
}

function historyRange(query: URLSearchParams, nowMs: number) {
  const interval = query.get('interval')
  if (interval !== null) {
    const ms = INTERVALS_MS[interval]
    return ms === undefined ? null : { fromMs: nowMs - ms, toMs: nowMs }
  }
  const [from, to] = [Number(query.get('startTs') ?? Number.NaN), Number(query.get('endTs') ?? Number.NaN)]
  return Number.isFinite(from) && Number.isFinite(to) ? { fromMs: from * 1000, toMs: to * 1000 } : null
}
