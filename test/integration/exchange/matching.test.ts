import { describe, expect, test } from 'vitest'
import { NO, YES } from '../../support/wireIds.ts'
import { ANNA, BERT, type Draft, Stage } from './floorStage.ts'

describe('price-time priority in one book of both tokens', () => {
  test('better prices first, then older orders, and the taker gets the makers’ prices', () => {
    const stage = new Stage()
    const late = stage.rest({ side: 'SELL', at: 0.51, shares: 10 })
    const mirrored = stage.rest({ token: NO, side: 'BUY', at: 0.5, shares: 10 })
    const second = stage.rest({ side: 'SELL', at: 0.5, shares: 10 })

    const taken = stage.place({ account: BERT, at: 0.55, shares: 25 })

    expect(taken).toMatchObject({
      ok: true,
      status: 'matched',
      takingMicros: 25_000_000,
      makingMicros: 12_550_000,
    })
    expect([mirrored, second, late].map((id) => stage.matched(id))).toEqual([10, 10, 5])
    const [trade] = stage.exchange.trades(BERT)
    expect(trade?.makers.map((maker) => [maker.orderId, maker.token, maker.side, maker.priceMicros])).toEqual(
      [
        [mirrored, NO, 'BUY', 500_000],
        [second, YES, 'SELL', 500_000],
        [late, YES, 'SELL', 510_000],
      ],
    )
    expect(trade?.taker).toMatchObject({ priceMicros: 502_000, sizeMicros: 25_000_000 })
  })

  test.each<[name: string, maker: Draft, taker: Draft, moves: Record<string, readonly number[]>]>([
    [
      'BUY YES meets SELL YES: shares change hands',
      { side: 'SELL', at: 0.4 },
      { at: 0.4 },
      { [ANNA]: [4, -10, 0], [BERT]: [-4, 10, 0] },
    ],
    [
      'BUY YES meets BUY NO: a set is minted',
      { token: NO, at: 0.6 },
      { at: 0.4 },
      { [ANNA]: [-6, 0, 10], [BERT]: [-4, 10, 0] },
    ],
    [
      'SELL YES meets SELL NO: a set is merged',
      { token: NO, side: 'SELL', at: 0.6 },
      { side: 'SELL', at: 0.4 },
      { [ANNA]: [6, 0, -10], [BERT]: [4, -10, 0] },
    ],
    [
      'SELL NO meets BUY NO: shares of NO change hands',
      { token: NO, at: 0.6 },
      { token: NO, side: 'SELL', at: 0.6 },
      { [ANNA]: [-6, 0, 10], [BERT]: [6, 0, -10] },
    ],
  ])('%s', (_name, maker, taker, moves) => {
    const stage = new Stage()
    stage.rest({ account: ANNA, ...maker })
    stage.rest({ account: BERT, ...taker })
    stage.wait(10_000)
    for (const [account, [usdc = 0, yes = 0, no = 0]] of Object.entries(moves)) {
      const { usdcMicros, sharesMicros } = stage.exchange.holdings(account)
      expect(usdcMicros).toBe((1000 + usdc) * 1e6)
      expect(sharesMicros.get(YES)).toBe((1000 + yes) * 1e6)
      expect(sharesMicros.get(NO)).toBe((1000 + no) * 1e6)
    }
    stage.exchange.audit()
  })

  test('orders that do not meet both rest', () => {
    const stage = new Stage()
    const buy = stage.place({ at: 0.49 })
    const sell = stage.place({ account: BERT, token: NO, at: 0.5 })
    expect(buy).toMatchObject({ status: 'live', takingMicros: 0, makingMicros: 0, tradeIds: [] })
    expect(sell).toMatchObject({ status: 'live' })
  })

  test('what a limit order does not find rests with its price and keeps its place', () => {
    const stage = new Stage()
    stage.show([], [[0.5, 4]])
    const id = stage.rest({ at: 0.5, shares: 10 })
    expect(stage.exchange.order(id)).toMatchObject({ status: 'LIVE', matchedMicros: 4_000_000 })
    expect(stage.displayed().bids).toEqual([[0.5, 6]])
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(995_000_000)
  })
})

describe('orders that do not rest', () => {
  const twoLevels = (): Stage => {
    const stage = new Stage({}, { minSizeMicros: 0 as never })
    stage.show(
      [],
      [
        [0.4, 10],
        [0.5, 100],
      ],
    )
    return stage
  }

  test('a FOK buy spends its USDC at the best prices and buys more than the least it was signed for', () => {
    const stage = twoLevels()
    const fok = stage.place({ orderType: 'FOK', at: 0.5, shares: 20 })
    expect(fok).toMatchObject({ takingMicros: 22_000_000, makingMicros: 10_000_000 })
    expect(stage.exchange.order(fok.id)).toMatchObject({ status: 'MATCHED', matchedMicros: 22_000_000 })
  })

  test('a FAK buy takes what there is and its rest is killed', () => {
    const stage = twoLevels()
    const fak = stage.place({ orderType: 'FAK', at: 0.45, shares: 100 })
    expect(fak).toMatchObject({ status: 'matched', takingMicros: 10_000_000, makingMicros: 4_000_000 })
    expect(stage.exchange.order(fak.id)).toMatchObject({ status: 'CANCELED', matchedMicros: 10_000_000 })
    expect(stage.exchange.openOrders(ANNA)).toEqual([])
  })

  test('a killed FOK leaves book, money and displayed sizes alone', () => {
    const stage = twoLevels()
    const before = stage.displayed()
    const fok = stage.place({ orderType: 'FOK', at: 0.5, shares: 500 })
    expect(fok.ok).toBe(false)
    expect(stage.displayed()).toEqual(before)
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(1_000_000_000)
    expect(stage.exchange.order(fok.id)).toMatchObject({ status: 'CANCELED', matchedMicros: 0 })
  })

  test('a FOK sell sells its shares down to its limit', () => {
    const stage = new Stage()
    stage.show(
      [
        [0.6, 10],
        [0.5, 100],
      ],
      [],
    )
    const fok = stage.place({ orderType: 'FOK', side: 'SELL', at: 0.5, shares: 30 })
    expect(fok).toMatchObject({ takingMicros: 16_000_000, makingMicros: 30_000_000 })
  })
})

describe('ends of orders that nobody asked for', () => {
  test('a GTD leaves the book 60 s before it says', () => {
    const stage = new Stage()
    const id = stage.rest({ orderType: 'GTD', expiresInMs: 300_000 })
    stage.wait(239_999)
    expect(stage.status(id)).toBe('LIVE')
    stage.wait(1)
    expect(stage.status(id)).toBe('CANCELED')
    expect(stage.displayed().bids).toEqual([])
    expect(stage.exchange.available(ANNA, 'USDC')).toBe(1_000_000_000)
  })

  test('a trade at the very end of a GTD comes too late', () => {
    const stage = new Stage()
    const id = stage.rest({ orderType: 'GTD', expiresInMs: 300_000 })
    stage.wait(240_000)
    stage.crowdTrade('SELL', 0.5, 100)
    expect(stage.matched(id)).toBe(0)
  })

  test('the game start empties the whole book once, if the market says so', () => {
    const startMs = new Stage().exchange.nowMs() + 60_000
    const gameStartMs = startMs as ReturnType<Stage['exchange']['nowMs']>
    const stage = new Stage({}, { gameStartMs, clearBookOnStart: true })
    const calm = new Stage({}, { gameStartMs, clearBookOnStart: false })
    for (const each of [stage, calm]) {
      each.show([[0.4, 10]], [[0.6, 10]])
      each.rest({ at: 0.5 })
      each.wait(60_000)
    }
    expect(stage.displayed()).toEqual({ bids: [], asks: [] })
    expect(stage.exchange.openOrders(ANNA)).toEqual([])
    expect(calm.displayed().bids).toHaveLength(2)
    const after = stage.rest({ at: 0.5 })
    stage.wait(60_000)
    expect(stage.status(after)).toBe('LIVE')
  })

  test('a game that is put off empties the book at its new time only', () => {
    const now = new Stage().exchange.nowMs()
    const at = (ms: number) => (now + ms) as typeof now
    const stage = new Stage({}, { gameStartMs: at(60_000), clearBookOnStart: true })
    const { market } = stage.exchange.marketOf(YES) ?? { market: null }
    if (market === null) throw new Error('not listed')
    stage.exchange.feed(market, { type: 'market', atMs: now, change: { gameStartMs: at(90_000) } })
    const id = stage.rest({ at: 0.5 })
    stage.wait(60_000)
    expect(stage.status(id)).toBe('LIVE')
    stage.wait(30_000)
    expect(stage.status(id)).toBe('CANCELED')
  })

  test('resolution ends every order, keeps holdings, and takes no new order', () => {
    const stage = new Stage()
    const id = stage.rest({ at: 0.5 })
    const { market } = stage.exchange.markets()[0] ?? { market: null }
    if (market === null) throw new Error('not listed')
    const payoutMicros = [1_000_000, 0] as never
    stage.exchange.change(market, { closed: true, accepting: false, payoutMicros })
    expect(stage.status(id)).toBe('CANCELED_MARKET_RESOLVED')
    expect(stage.exchange.holdings(ANNA).sharesMicros.get(YES)).toBe(1_000_000_000)
    expect(stage.exchange.marketOf(YES)?.payoutMicros).toEqual([1_000_000, 0])
    expect(stage.errorOf({})).toBe('the market is not yet ready to process new orders')
  })
})
