import type { Exchange, ListedEvent, ListedMarket } from '../exchange.ts'
import { gammaId, printGamma, printTags } from './gammaWire.ts'
import { slugOf } from './marketWire.ts'
import { json, ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const NOT_FOUND = json(404, { type: 'not found error', error: 'slug not found' })
const DEFAULT_FOUND = 10
const MAX_FOUND = 50

/** One market by its name in addresses, whether it is closed or not. */
export function getGammaMarketBySlug({ exchange }: ApiContext, call: Call): Reply {
  const found = [...exchange.markets().entries()].find(([, market]) => slugOf(market) === call.params[0])
  return found === undefined ? NOT_FOUND : ok(printGamma(exchange, found[1], gammaId(found[0])))
}

/** An event with all of its markets. */
export function getGammaEventBySlug({ exchange }: ApiContext, call: Call): Reply {
  const [event] = eventsOf(exchange, (market) => market.event?.slug === call.params[0])
  return event === undefined ? NOT_FOUND : ok(event)
}

/** Events of which a market holds every word that was requested; `limit_per_type` of them. */
export function searchGamma({ exchange }: ApiContext, { query }: Call): Reply {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  const closed = query.get('keep_closed_markets') === '1'
  const limit = Math.min(MAX_FOUND, Number(query.get('limit_per_type') ?? DEFAULT_FOUND) || DEFAULT_FOUND)
  const events = eventsOf(exchange, (market) => {
    const text = `${market.question} ${market.event?.title ?? ''} ${market.groupTitle ?? ''}`.toLowerCase()
    return words.length > 0 && (closed || !market.closed) && words.every((word) => text.includes(word))
  })
  return ok({
    events: events.slice(0, limit),
    tags: null,
    profiles: null,
    pagination: { hasMore: events.length > limit, totalResults: events.length },
  })
}

/** The events of the markets that fit, with these markets alone; a market without one is its own. */
function eventsOf(exchange: Exchange, isWanted: (market: ListedMarket) => boolean) {
  const events = new Map<
    string,
    { readonly event: ListedEvent; readonly markets: [number, ListedMarket][] }
  >()
  for (const [index, market] of exchange.markets().entries()) {
    if (!isWanted(market)) continue
    const event = market.event ?? { id: gammaId(index), slug: slugOf(market), title: market.question }
    const entry = events.get(event.id) ?? { event, markets: [] }
    entry.markets.push([index, market])
    events.set(event.id, entry)
  }
  return [...events.values()].map(({ event, markets }) => ({
    ...event,
    closed: markets.every(([, market]) => market.closed),
    negRisk: markets.some(([, market]) => market.negRisk),
    tags: markets.flatMap(([, market]) => printTags(market)).slice(0, 1),
    markets: markets.map(([index, market]) => printGamma(exchange, market, gammaId(index))),
  }))
}
