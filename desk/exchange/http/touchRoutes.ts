import { formatMicros } from '../../../shared/domain/decimal.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { type TokenId, tokenId } from '../../../shared/domain/units.ts'
import { MAX_TOKENS_A_CALL } from '../../../shared/domain/venueRules.ts'
import type { Exchange } from '../exchange.ts'
import { exchangeTouch } from './exchangeTouch.ts'
import { isDigits } from './hex.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

/** Prices of many tokens in one call. Tokens that are unknown or have no such price are left out. */
export function postMidpoints({ exchange }: ApiContext, call: Call): Reply {
  return byToken(call, (token) => {
    const touch = openTouch(exchange, token)
    return touch && formatMicros(Math.round((touch.bidMicros + touch.askMicros) / 2))
  })
}

export function postSpreads({ exchange }: ApiContext, call: Call): Reply {
  return byToken(call, (token) => {
    const touch = openTouch(exchange, token)
    return touch && formatMicros(touch.askMicros - touch.bidMicros)
  })
}

/** Best price on the sides that were requested: {"token": {"BUY": "0.49", "SELL": "0.51"}}. */
export function postPrices({ exchange }: ApiContext, call: Call): Reply {
  const asked = askedOf(call)
  if (asked === null) return refuse(400, 'Invalid payload')
  const prices = new Map<string, Record<string, string>>()
  for (const { token, side } of asked) {
    if (side !== 'BUY' && side !== 'SELL') return refuse(400, 'Invalid side')
    const best = isOpen(exchange, token)
      ? exchange.book(token)[side === 'BUY' ? 'bids' : 'asks'][0]
      : undefined
    if (best === undefined) continue
    prices.set(token, { ...prices.get(token), [side]: formatMicros(best.priceMicros) })
  }
  return ok(Object.fromEntries(prices))
}

export function postLastTradesPrices({ exchange }: ApiContext, call: Call): Reply {
  const asked = askedOf(call)
  if (asked === null) return refuse(400, 'Invalid payload')
  return ok(
    asked.flatMap(({ token }) => {
      if (!isOpen(exchange, token)) return []
      const { lastTradePriceMicros, lastTradeSide } = exchange.book(token)
      const price = formatMicros(lastTradePriceMicros ?? 500_000)
      return [{ token_id: token, price, side: lastTradeSide ?? '' }]
    }),
  )
}

function byToken(call: Call, valueAt: (token: TokenId) => string | null): Reply {
  const asked = askedOf(call)
  if (asked === null) return refuse(400, 'Invalid payload')
  const entries = asked.map(({ token }) => [token, valueAt(token)] as const)
  return ok(Object.fromEntries(entries.filter(([, value]) => value !== null)))
}

/** null: not a list of at most 500 tokens. */
function askedOf(call: Call): readonly { readonly token: TokenId; readonly side: unknown }[] | null {
  const body = parseJson(call.body)
  if (!Array.isArray(body) || body.length > MAX_TOKENS_A_CALL) return null
  const entries = body as readonly ({ readonly token_id?: unknown; readonly side?: unknown } | null)[]
  const asked = entries.flatMap((entry) =>
    isDigits(entry?.token_id) ? [{ token: tokenId(entry.token_id), side: entry.side }] : [],
  )
  return asked.length === body.length ? asked : null
}

const openTouch: typeof exchangeTouch = (exchange, token) =>
  isOpen(exchange, token) ? exchangeTouch(exchange, token) : null

const isOpen = (exchange: Exchange, token: TokenId): boolean => exchange.marketOf(token)?.closed === false
