import { expect, test } from 'vitest'
import type { FeedEvent } from '../../../../desk/exchange/exchange.ts'
import { createPlayer, playTogether } from '../../../../desk/exchange/player.ts'
import { forceFill } from '../../../../desk/session/forceFill.ts'
import { marketId, price, size, tokenId } from '../../../../shared/domain/units.ts'
import { level } from '../../../support/level.ts'
import { YES } from '../../../support/wireIds.ts'
import { ACCOUNT, at, createVenue, LISTED } from '../session/venue.ts'

const BOOK: FeedEvent = { type: 'book', atMs: at(0), bids: [level(49, 100)], asks: [level(51, 100)] }
const FALL: FeedEvent = { type: 'book', atMs: at(5_000), bids: [level(47, 100)], asks: [level(48, 30)] }

function play(events: readonly FeedEvent[], untilMs = at(60_000)) {
  const { exchange, rest } = createVenue()
  const player = createPlayer({ exchange, market: LISTED, events, untilMs, accounts: [ACCOUNT] })
  return { exchange, rest, player }
}

test('events happen when their time has come, in order, and none after the end', () => {
  const late: FeedEvent = { ...BOOK, atMs: at(9_000), bids: [level(40, 1)] }
  const { exchange, player } = play([BOOK, FALL, late], at(8_000))

  player.advanceTo(at(4_999))
  const before = exchange.book(YES).bids[0]?.priceMicros
  player.advanceTo(at(20_000))

  expect([before, exchange.book(YES).bids[0]?.priceMicros]).toEqual([490_000, 470_000])
  expect(exchange.nowMs()).toBe(at(20_000))
})

test('asks that come down to our bid trade with it, as much as they offer', () => {
  const { exchange, rest, player } = play([BOOK, FALL])
  player.advanceTo(at(0))
  const id = rest('BUY', 49, 50)

  player.advanceTo(at(5_000))

  expect(exchange.order(id)?.matchedMicros).toBe(30_000_000)
  expect(exchange.trades(ACCOUNT)[0]?.makers[0]).toMatchObject({ priceMicros: 490_000, side: 'BUY' })
  exchange.audit()
})

test('bids that rise to our ask trade with it', () => {
  const rise: FeedEvent = {
    type: 'delta',
    atMs: at(5_000),
    changes: [
      { side: 'ask', priceMicros: price(510_000), sizeMicros: size(0) },
      { side: 'bid', priceMicros: price(520_000), sizeMicros: size(20_000_000) },
    ],
  }
  const { exchange, rest, player } = play([BOOK, rise])
  exchange.fundShares(ACCOUNT, YES, 100_000_000)
  player.advanceTo(at(0))
  const id = rest('SELL', 52, 50)

  player.advanceTo(at(5_000))

  expect(exchange.order(id)?.matchedMicros).toBe(20_000_000)
  exchange.audit()
})

test('quotes that stay away from our order leave it alone', () => {
  const { exchange, rest, player } = play([BOOK, { ...FALL, asks: [level(50, 30)] }])
  player.advanceTo(at(0))
  const id = rest('BUY', 49, 50)

  player.advanceTo(at(5_000))

  expect(exchange.order(id)?.matchedMicros).toBe(0)
})

test('a seller who comes for the entry fills it whole, whatever is ahead of it in the queue', () => {
  const { exchange, rest, player } = play([{ ...BOOK, bids: [level(49, 1000), level(48, 500)] }])
  player.advanceTo(at(0))
  const of = { market: LISTED.market, token: YES, account: ACCOUNT }
  const nothing = forceFill(exchange, of)
  const id = rest('BUY', 48, 50)

  const something = forceFill(exchange, of)

  expect([nothing, something]).toEqual([false, true])
  expect(exchange.order(id)?.matchedMicros).toBe(50_000_000)
  exchange.audit()
})

test('feeds of several markets are played in the order of their times, each to its own market', () => {
  const { exchange } = createVenue()
  const other = {
    ...LISTED,
    market: marketId(`0x${'e5'.repeat(32)}`),
    tokens: [tokenId('5'), tokenId('6')] as const,
  }
  exchange.list(other)
  const played: string[] = []
  const feed = (market: typeof LISTED, seconds: readonly number[]) =>
    createPlayer({
      exchange,
      market,
      events: seconds.map((second): FeedEvent => ({ ...BOOK, atMs: at(second * 1_000) })),
      untilMs: at(60_000),
      accounts: [ACCOUNT],
      onEvent: ({ atMs }) => played.push(`${market === other ? 'other' : 'first'} ${(atMs - at(0)) / 1_000}`),
    })
  const both = playTogether([feed(LISTED, [0, 4, 7, 70]), feed(other, [2, 4, 5])], exchange)

  both.advanceTo(at(5_000))
  expect(played).toEqual(['first 0', 'other 2', 'first 4', 'other 4', 'other 5'])
  both.advanceTo(at(80_000))
  expect(played.at(-1)).toBe('first 7')
  expect(exchange.nowMs()).toBe(at(80_000))
})
