import { createExchange } from '../desk/exchange/createExchange.ts'
import type { Exchange, PlaceRequest } from '../desk/exchange/exchange.ts'
import { epochMs, orderId, price, size } from '../shared/domain/units.ts'
import { benchMarket, CENT_TENTH_MICROS } from './benchMarket.ts'
import type { Benchmark } from './benchmark.ts'

const START_MS = 1_800_000_000_000
const LEVELS = 500
const RESTING = 10_000
const ACCOUNTS = 20
const ROUNDS = 20_000

/** Posts and cancels on a full book: 500 levels a side of the crowd's, 10,000 orders of ours between them. */
export const exchangeOrders: Benchmark = {
  key: 'exchangeOrdersPerSecond',
  title: 'posts and cancels in-process, 500 levels, 10,000 resting orders',
  unit: 'orders/s',
  target: 10_000,
  run: async () => {
    const { exchange, post } = fullBook()
    const startedMs = performance.now()
    for (let round = 0; round < ROUNDS; round += 1) {
      const { account, id } = post()
      const { canceled } = exchange.cancel(account, [id])
      if (canceled.length !== 1) throw new Error(`order ${id} could not be cancelled`)
    }
    return (2 * ROUNDS * 1000) / (performance.now() - startedMs)
  },
}

function fullBook(): { readonly exchange: Exchange; readonly post: () => PlaceRequest } {
  const exchange = createExchange({ seed: 1, startMs: START_MS })
  exchange.list(benchMarket)
  const level = (tick: number) => ({
    priceMicros: price(tick * CENT_TENTH_MICROS),
    sizeMicros: size(100_000_000),
  })
  // Bids from 0.001 to 0.499 and asks from 0.501: a tick of a tenth of a cent has no more room.
  exchange.feed(benchMarket.market, {
    type: 'book',
    atMs: epochMs(START_MS),
    bids: Array.from({ length: LEVELS - 1 }, (_, i) => level(i + 1)),
    asks: Array.from({ length: LEVELS - 1 }, (_, i) => level(i + LEVELS + 1)),
  })
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => `0x${String(i).padStart(40, '0')}`)
  for (const account of accounts) exchange.fund(account, 1_000_000 * 1e6)
  let posted = 0
  const post = (): PlaceRequest => {
    posted += 1
    const tick = 1 + (posted % (LEVELS - 1))
    const request: PlaceRequest = {
      id: orderId(`0x${posted.toString(16).padStart(64, '0')}`),
      account: accounts[posted % ACCOUNTS] ?? '',
      owner: 'bench',
      token: benchMarket.tokens[0],
      side: 'BUY',
      makerAmountMicros: tick * CENT_TENTH_MICROS * 10,
      takerAmountMicros: 10_000_000,
      orderType: 'GTD',
      postOnly: true,
      expiresAtMs: epochMs(START_MS + 600_000),
    }
    const placed = exchange.place(request)
    if (!placed.ok) throw new Error(placed.error)
    return request
  }
  for (let i = 0; i < RESTING; i += 1) post()
  return { exchange, post }
}
