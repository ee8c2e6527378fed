import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { Exchange } from '../../../desk/exchange/exchange.ts'
import { getTrades } from '../../../desk/exchange/http/tradeReads.ts'
import type { Chance } from '../../../desk/tape/feed/chance.ts'
import { type EpochMs, monotonicMs, type OrderId } from '../../../shared/domain/units.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import { createInProcessVenue } from '../../support/inProcessVenue.ts'
import type { Faults } from './faults.ts'
import { createKernel } from './kernel.ts'
import { createMarketPlayers } from './marketPlayers.ts'
import type { SharedVenue } from './sharedVenue.ts'
import { createSimExchange } from './simExchange.ts'
import type { SimMarket } from './simMarkets.ts'
import type { Troubles } from './troubles.ts'
import { createViews } from './views.ts'

/** The venue, its crowds and what it shows, moved on by the kernel's time. */
export function createVenueSide(of: {
  readonly seed: number
  readonly startMs: EpochMs
  /** The account may have traded before anybody looks. */
  readonly venueStartMs: EpochMs
  readonly random: Chance
  readonly faults: Faults
  readonly troubles: Troubles
  readonly markets: readonly SimMarket[]
  readonly account: string
  readonly isFaultless: boolean
  readonly phase: { readonly frozen: boolean; ghostAtMs: number }
  /** An order of ours has just entered the book. */
  readonly onPlaced: (id: OrderId) => void
}) {
  const { random, faults, markets, account } = of
  const mayGhost = (): boolean => {
    if (!faults.enabled) return false
    faults.note('trade: never settles')
    of.phase.ghostAtMs = exchange.nowMs()
    return true
  }
  const exchange: AuditedExchange = createSimExchange({ ...of, startMs: of.venueStartMs, mayGhost })
  const players = createMarketPlayers(exchange, markets, account, of.phase)
  const kernel = createKernel(of.startMs, (nowMs) => {
    for (const player of players) player.advanceTo(nowMs)
    views.note()
  })
  const clock: Clock = {
    nowMs: kernel.nowMs,
    monotonicMs: () => monotonicMs(-1),
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  }
  const noted: Exchange = {
    ...exchange,
    place: (request) => {
      const placed = exchange.place(request)
      if (placed.ok) of.onPlaced(request.id)
      return placed
    },
  }
  const venue = createInProcessVenue({ exchange: noted, account, clock })
  const views = createViews({ exchange, account, venue, random, faults, troubles: of.troubles })
  return { exchange, kernel, clock, venue, views, page: tradePages(exchange, account) }
}

/** The account's trades as the venue's HTTP face prints them, page by page. */
function tradePages(exchange: Exchange, account: string): SharedVenue['page'] {
  const context = { exchange, settings: { tradeStatusPrefix: '' } } as const
  return (filter, cursor) => {
    const query = new URLSearchParams({ ...filter, ...(cursor === null ? {} : { next_cursor: cursor }) })
    const { status, body } = getTrades(context, { query }, { account })
    return { is: 'answer', status, body: { is: 'json', value: JSON.parse(body) as unknown } }
  }
}
