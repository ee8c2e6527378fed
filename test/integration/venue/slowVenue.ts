import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOrder } from '../../../shared/polymarket/orderHash.ts'
import { MARKET, NO, YES } from './stage.ts'

export interface SlowVenue {
  readonly url: string
  /** Orders by hash, as the venue prints them. */
  readonly orders: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Cancels that arrived, ids or whole markets. */
  readonly cancels: readonly string[]
  /** What it displays as the best bid; the best ask is four cents above. */
  bid: number
  /** How long every answer takes from now on; null: none ever comes. */
  delayMs: number | null
  close(): Promise<void>
}

/** A venue of one market and one account on loopback that does what it is told at once and answers late. */
export async function startSlowVenue(): Promise<SlowVenue> {
  const orders = new Map<string, Record<string, unknown>>()
  const cancels: string[] = []
  const state = { bid: 0.48, delayMs: 0 as number | null }
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const answer = JSON.stringify(answerTo(request, body, { orders, cancels, bid: state.bid }))
      if (state.delayMs === null) return
      const timer = setTimeout(() => {
        timers.delete(timer)
        response.setHeader('content-type', 'application/json')
        response.end(answer)
      }, state.delayMs)
      timers.add(timer)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ orders, cancels },
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      await close(server)
    },
  })
}

interface World {
  readonly orders: Map<string, Record<string, unknown>>
  readonly cancels: string[]
  readonly bid: number
}

function answerTo(request: IncomingMessage, body: string, { orders, cancels, bid }: World): unknown {
  const url = new URL(request.url ?? '', 'http://venue')
  const path = url.pathname
  if (request.method === 'DELETE') return cancel(path, body, orders, cancels)
  if (path === '/order') return place(JSON.parse(body), orders)
  if (path === '/time') return Math.floor(Date.now() / 1000)
  if (path === '/data/trades') return { limit: 100, count: 0, next_cursor: 'LTE=', data: [] }
  if (path === '/data/orders') {
    const live = [...orders.values()].filter((order) => order['status'] === 'LIVE')
    return { limit: 100, count: live.length, next_cursor: 'LTE=', data: live }
  }
  if (path.startsWith('/data/order/')) return orders.get(path.slice('/data/order/'.length)) ?? null
  if (path === '/book') {
    const level = (price: number) => [{ price: price.toFixed(2), size: '500' }]
    const timestamp = String(Date.now())
    return { market: MARKET, asset_id: YES, timestamp, bids: level(bid), asks: level(bid + 0.04) }
  }
  if (path.startsWith('/clob-markets/')) {
    return { c: MARKET, t: [{ t: YES }, { t: NO }], mts: 0.01, mos: 5, ao: true }
  }
  if (path === '/markets/keyset') {
    const row = {
      conditionId: MARKET,
      version: 'v1',
      clobTokenIds: [YES, NO],
      endDate: '2030-01-01T12:00:00Z',
    }
    return { markets: [row] }
  }
  if (path.startsWith('/markets/')) return MARKET_IN_WORDS
  if (path === '/balance-allowance') return { balance: '0', allowances: {} }
  if (path === '/v2/positions') return { data: [], pagination: { next_cursor: null, has_more: false } }
  return { error: 'no route' }
}

const MARKET_IN_WORDS = {
  ...{ condition_id: MARKET, active: true, closed: false, archived: false, enable_order_book: true },
  ...{ accepting_orders: true, end_date_iso: '2030-01-01T00:00:00Z', game_start_time: null },
  tokens: [YES, NO].map((token) => ({ token_id: token, winner: false })),
}

function place({ order }: { order: Record<string, string> }, orders: World['orders']): unknown {
  const signed = { ...order, salt: String(order['salt']) } as unknown as Parameters<typeof hashOrder>[0]
  const id = hashOrder(signed, { chainId: 137, version: 'v1', negRisk: false })
  const [pays, gets] = [Number(order['makerAmount']), Number(order['takerAmount'])]
  orders.set(id, {
    ...{ id, status: 'LIVE', market: MARKET, asset_id: YES, side: order['side'], size_matched: '0' },
    ...{ original_size: String(gets / 1e6), price: String(pays / gets), created_at: unixNow() },
  })
  return { success: true, errorMsg: '', orderID: id, status: 'live' }
}

function cancel(path: string, body: string, orders: World['orders'], cancels: string[]): unknown {
  const wanted = path === '/orders' ? (JSON.parse(body) as string[]) : [...orders.keys()]
  cancels.push(path)
  const live = wanted.filter((id) => orders.get(id)?.['status'] === 'LIVE')
  for (const id of live) orders.set(id, { ...orders.get(id), status: 'CANCELED' })
  const rest = wanted.filter((id) => !live.includes(id) && path === '/orders')
  return { canceled: live, not_canceled: Object.fromEntries(rest.map((id) => [id, 'Order not found'])) }
}

const unixNow = (): number => Math.floor(Date.now() / 1000)

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()))
  server.closeAllConnections()
  await closed
}
