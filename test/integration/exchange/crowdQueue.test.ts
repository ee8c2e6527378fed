import { describe, expect, test } from 'vitest'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { ANNA, BERT, Stage } from './floorStage.ts'

/** A stage with 100 shares displayed at 0.50 and 40 at 0.49 on the bid, and Anna's 20 behind the 100. */
function joined(): { readonly stage: Stage; readonly id: string } {
  const stage = new Stage()
  stage.show(
    [
      [0.5, 100],
      [0.49, 40],
    ],
    [[0.52, 80]],
  )
  return { stage, id: stage.rest({ at: 0.5, shares: 20 }) }
}

describe('an order waits behind what was displayed when it joined', () => {
  test.each<[name: string, act: (stage: Stage) => void, filled: number]>([
    ['a trade that ends inside the queue ahead fills nothing', (s) => s.crowdTrade('SELL', 0.5, 100), 0],
    ['what is left after the queue ahead fills it', (s) => s.crowdTrade('SELL', 0.5, 107), 7],
    [
      'trades add up',
      (s) => {
        s.crowdTrade('SELL', 0.5, 60)
        s.crowdTrade('SELL', 0.5, 55)
      },
      15,
    ],
    ['it is never filled beyond its size', (s) => s.crowdTrade('SELL', 0.5, 500), 20],
    ['a buy among others does not reach a bid', (s) => s.crowdTrade('BUY', 0.5, 500), 0],
    ['a sale above its price does not reach it', (s) => s.crowdTrade('SELL', 0.51, 500), 0],
    ['a sale through its price still meets the queue ahead', (s) => s.crowdTrade('SELL', 0.49, 100), 0],
    ['a sale through its price fills it before the worse level', (s) => s.crowdTrade('SELL', 0.49, 130), 20],
    [
      'the crowd that comes later is behind it',
      (s) => {
        s.delta('bid', [0.5, 300])
        s.crowdTrade('SELL', 0.5, 120)
      },
      20,
    ],
    [
      'less displayed than is ahead caps what is ahead',
      (s) => {
        s.delta('bid', [0.5, 30])
        s.crowdTrade('SELL', 0.5, 35)
      },
      5,
    ],
    [
      'a cap is not undone when the crowd comes back: it comes back behind',
      (s) => {
        s.delta('bid', [0.5, 30])
        s.delta('bid', [0.5, 100])
        s.crowdTrade('SELL', 0.5, 35)
      },
      5,
    ],
    [
      'a decrease that leaves more than is ahead changes nothing',
      (s) => {
        s.delta('bid', [0.5, 150])
        s.delta('bid', [0.5, 110])
        s.crowdTrade('SELL', 0.5, 105)
      },
      5,
    ],
    [
      'a snapshot caps as a delta does',
      (s) => {
        s.show([[0.5, 10]], [])
        s.crowdTrade('SELL', 0.5, 12)
      },
      2,
    ],
    [
      'a snapshot without the level leaves it first in line',
      (s) => {
        s.show([[0.49, 10]], [])
        s.crowdTrade('SELL', 0.5, 12)
      },
      12,
    ],
    [
      'a better-priced level that came later trades first',
      (s) => {
        s.delta('bid', [0.51, 50])
        s.crowdTrade('SELL', 0.5, 155)
      },
      5,
    ],
    ['an ask at or below its price fills nothing without a trade', (s) => s.show([], [[0.45, 500]]), 0],
    [
      'an unknown trade fills nothing',
      (s) => s.exchange.feed(MARKET, { type: 'unknownTrade', atMs: s.exchange.nowMs() }),
      0,
    ],
    [
      'what we take of the queue ahead moves it up',
      (s) => {
        s.rest({ account: BERT, side: 'SELL', at: 0.5, shares: 90 })
        s.crowdTrade('SELL', 0.5, 15)
      },
      5,
    ],
  ])('%s', (_name, act, filled) => {
    const { stage, id } = joined()
    act(stage)
    expect(stage.matched(id)).toBe(filled)
    stage.exchange.audit()
  })

  test('the same holds for an ask, and for NO seen through the mirror', () => {
    const stage = new Stage()
    stage.show([[0.48, 50]], [[0.52, 100]])
    const ask = stage.rest({ side: 'SELL', at: 0.52, shares: 20 })
    const bidOnNo = stage.rest({ token: NO, side: 'BUY', at: 0.48, shares: 10 })
    stage.crowdTrade('BUY', 0.52, 125)
    expect([stage.matched(ask), stage.matched(bidOnNo)]).toEqual([20, 5])
  })

  test('one trade fills the orders of two accounts in the order they came, each at its own price', () => {
    const { stage, id } = joined()
    const second = stage.rest({ account: BERT, at: 0.5, shares: 10 })
    const better = stage.rest({ account: BERT, at: 0.51, shares: 5 })
    stage.crowdTrade('SELL', 0.49, 133)
    expect([better, id, second].map((order) => stage.matched(order))).toEqual([5, 20, 8])
    const [trade] = stage.exchange.trades(BERT)
    expect(trade?.makers.map((maker) => maker.orderId)).toEqual([better, id, second])
    expect(trade?.makers.map((maker) => maker.priceMicros)).toEqual([510_000, 500_000, 500_000])
    expect(trade?.taker.sizeMicros).toBe(33_000_000)
    expect(stage.exchange.trades(ANNA)).toEqual([trade])
  })

  test('a cancel lets the later orders move up', () => {
    const { stage, id } = joined()
    const second = stage.rest({ account: BERT, at: 0.5, shares: 10 })
    stage.exchange.cancel(ANNA, [id])
    stage.crowdTrade('SELL', 0.5, 104)
    expect(stage.matched(second)).toBe(4)
  })
})

describe('what is displayed', () => {
  test('ours and the crowd’s, of both tokens, best first', () => {
    const { stage } = joined()
    stage.rest({ token: NO, side: 'BUY', at: 0.47, shares: 30 })
    expect(stage.displayed(YES)).toEqual({
      bids: [
        [0.5, 120],
        [0.49, 40],
      ],
      asks: [
        [0.52, 80],
        [0.53, 30],
      ],
    })
    expect(stage.displayed(NO)).toEqual({
      bids: [
        [0.48, 80],
        [0.47, 30],
      ],
      asks: [
        [0.5, 120],
        [0.51, 40],
      ],
    })
  })

  test('what a taker of ours took is gone until the feed says otherwise', () => {
    const { stage } = joined()
    stage.rest({ account: BERT, at: 0.52, shares: 30 })
    expect(stage.displayed().asks).toEqual([[0.52, 50]])
    stage.delta('ask', [0.52, 80])
    expect(stage.displayed().asks).toEqual([[0.52, 80]])
  })

  test('a snapshot that crosses our order leaves both displayed, and the next taker finds either', () => {
    const { stage, id } = joined()
    stage.show([[0.44, 10]], [[0.45, 60]])
    expect(stage.displayed()).toEqual({
      bids: [
        [0.5, 20],
        [0.44, 10],
      ],
      asks: [[0.45, 60]],
    })
    stage.rest({ account: BERT, side: 'SELL', at: 0.5, shares: 5 })
    expect(stage.matched(id)).toBe(5)
    const buy = stage.rest({ account: BERT, at: 0.46, shares: 7 })
    expect(stage.exchange.order(buy)?.status).toBe('MATCHED')
    expect(stage.displayed().asks).toEqual([[0.45, 53]])
    stage.exchange.audit()
  })

  test('the last trade is informed of either token', () => {
    const { stage } = joined()
    expect(stage.exchange.book(YES)).toMatchObject({ lastTradePriceMicros: null, lastTradeSide: null })
    stage.crowdTrade('SELL', 0.49, 1)
    expect(stage.exchange.book(YES)).toMatchObject({ lastTradePriceMicros: 490_000, lastTradeSide: 'SELL' })
    expect(stage.exchange.book(NO)).toMatchObject({ lastTradePriceMicros: 510_000, lastTradeSide: 'BUY' })
  })
})
