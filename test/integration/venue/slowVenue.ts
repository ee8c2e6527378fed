import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashOrder } from '../../../shared/polymarket/orderHash.ts'
import { MARKET, NO, WALLET, YES } from '../../support/wireIds.ts'

export interface SlowVenue {
  readonly url: string
  /** Orders by hash, as the venue prints them. */
  readonly orders: Map<string, Readonly<Record<string, unknown>>>
  /** Cancels that arrived, ids or whole markets. */
  readonly cancels: readonly string[]
  /** What it displays as the best bid; the best ask is four cents above. */
  bid: number
  /** Shares that the account bought five minutes before it was started, at 0.48. */
  readonly shares: number
  /** It has paid: YES has won. */
  isResolved: boolean
  /** How long every answer takes from now on; null: none ever comes. */
  delayMs: number | null
  close(): Promise<void>
}

/** A venue of one market and one account on loopback that does what it is told at once and answers late. */
export async function startSlowVenue(shares = 0): Promise<SlowVenue> {
  const orders = new Map<string, Record<string, unknown>>()
  const cancels: string[] = []
  const boughtAt = Math.floor(Date.now() / 1000) - 300
  const state = { bid: 0.48, delayMs: 0 as number | null, isResolved: false }
  const timers = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const { bid, isResolved } = state
      const world = { orders, cancels, bid, isResolved, shares, boughtAt }
      const answer = JSON.stringify(answerTo(request, body, world))
      if (state.delayMs === null) return
      const send = (): void => {
        timers.delete(timer)
        response.setHeader('content-type', 'application/json')
        response.end(answer)
      }
      const timer = setTimeout(send, state.delayMs)
      timers.add(timer)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    orders,
    cancels,
    shares,
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
  readonly isResolved: boolean
  readonly shares: number
  readonly boughtAt: number
}

function answerTo(request: IncomingMessage, body: string, world: World): unknown {
  const { orders, cancels, bid, shares } = world
  const url = new URL(request.url ?? '', 'http://venue')
  const path = url.pathname
  if (request.method === 'DELETE') return cancel(path, body, orders, cancels)
  if (path === '/order') return place(JSON.parse(body), orders)
  if (path === '/time') return Math.floor(Date.now() / 1000)
  if (path === '/data/trades') {
    const data = bought(world, url.searchParams)
    return { limit: 100, count: data.length, next_cursor: 'LTE=', data }
  }
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
    const record = {
      conditionId: MARKET,
      version: 'v1',
      clobTokenIds: [YES, NO],
      endDate: '2030-01-01T12:00:00Z',
    }
    return { markets: [record] }
  }
  if (path.startsWith('/markets/')) return world.isResolved ? RESOLVED : MARKET_IN_WORDS
  if (path === '/balance-allowance') return { balance: String(shares * 1e6), allowances: {} }
  if (path === '/v2/positions') {
    const data = shares === 0 ? [] : [{ token_id: YES, current_size: shares }]
    return { data, pagination: { next_cursor: null, has_more: false } }
  }
  return { error: 'no route' }
}

const MARKET_IN_WORDS = {
  condition_id: MARKET,
  active: true,
  closed: false,
  archived: false,
  enable_order_book: true,
  accepting_orders: true,
  end_date_iso: '2030-01-01T00:00:00Z',
  game_start_time: null,
  tokens: [YES, NO].map((token) => ({ token_id: token, winner: false })),
}

const RESOLVED = {
  ...MARKET_IN_WORDS,
  active: false,
  closed: true,
  accepting_orders: false,
  tokens: [YES, NO].map((token) => ({ token_id: token, winner: token === YES })),
}

/** The one purchase, where it lies in what is asked for. */
function bought({ shares, boughtAt }: World, asked: URLSearchParams): readonly unknown[] {
  const [after, before] = [Number(asked.get('after') ?? 0), Number(asked.get('before') ?? 1e12)]
  if (shares === 0 || boughtAt < after || boughtAt > before) return []
  const part = {
    order_id: `0x${'aa'.repeat(32)}`,
    owner: 'k',
    maker_address: WALLET,
    asset_id: YES,
    side: 'BUY',
  }
  return [
    {
      id: 'a-purchase',
      market: MARKET,
      asset_id: YES,
      side: 'SELL',
      size: String(shares),
      price: '0.48',
      status: 'CONFIRMED',
      match_time: String(boughtAt),
      owner: 'another',
      trader_side: 'MAKER',
      maker_address: `0x${'11'.repeat(20)}`,
      taker_order_id: `0x${'ee'.repeat(32)}`,
      transaction_hash: '',
      maker_orders: [{ ...part, matched_amount: String(shares), price: '0.48' }],
    },
  ]
}

function place({ order }: { order: Record<string, string> }, orders: World['orders']): unknown {
  const signed = { ...order, salt: String(order['salt']) } as unknown as Parameters<typeof hashOrder>[0]
  const id = hashOrder(signed, { chainId: 137, version: 'v1', negRisk: false })
  const [gives, takes] = [Number(order['makerAmount']), Number(order['takerAmount'])]
  const [pays, gets] = order['side'] === 'SELL' ? [takes, gives] : [gives, takes]
  orders.set(id, {
    id,
    status: 'LIVE',
    market: MARKET,
    asset_id: YES,
    side: order['side'],
    size_matched: '0',
    original_size: String(gets / 1e6),
    price: String(pays / gets),
    created_at: unixNow(),
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
