import { describe, expect, test } from 'vitest'
import { venueLegs } from '../../../../desk/session/compareBooks.ts'
import { foldLegs } from '../../../../shared/accounting/foldLegs.ts'
import { emptyPosition } from '../../../../shared/accounting/position.ts'
import type { Leg } from '../../../../shared/domain/leg.ts'
import { epochMs, price, size, tradeId, usdc } from '../../../../shared/domain/units.ts'
import { compareBooks } from '../../../support/compareBooks.ts'
import { level } from '../../../support/level.ts'
import { YES } from '../../../support/wireIds.ts'
import { ACCOUNT, at, createVenue, FUNDED_MICROS, LISTED } from './venue.ts'

/** One bought and half sold again, settled; and the ledger a bot without faults would have of it. */
function traded(): { exchange: ReturnType<typeof createVenue>['exchange']; ledger: readonly Leg[] } {
  const { exchange, rest } = createVenue()
  const show = (ms: number) =>
    exchange.feed(LISTED.market, { type: 'book', atMs: at(ms), bids: [level(48, 10)], asks: [level(52, 10)] })
  const trade = (ms: number, taker: 'BUY' | 'SELL', cents: number, shares: number) =>
    exchange.feed(LISTED.market, { type: 'trade', atMs: at(ms), taker, ...level(cents, shares) })
  show(0)
  rest('BUY', 49, 40)
  trade(1_000, 'SELL', 49, 40)
  exchange.advanceTo(at(30_000))
  rest('SELL', 51, 20)
  trade(31_000, 'BUY', 51, 20)
  exchange.advanceTo(at(90_000))
  const ledger = venueLegs(exchange, ACCOUNT).map(
    (leg): Leg => ({
      tradeId: tradeId(leg.key.slice(0, leg.key.indexOf(':'))),
      orderId: leg.orderId,
      market: LISTED.market,
      tokenId: YES,
      side: leg.side,
      role: leg.role,
      sizeMicros: size(leg.sizeMicros),
      priceMicros: price(leg.priceMicros),
      notionalMicros: usdc(leg.usdcMicros),
      feeMicros: usdc(leg.feeMicros),
      matchedAtMs: epochMs(leg.atMs),
      seenAtMs: epochMs(leg.atMs),
      status: leg.status,
      mined: true,
    }),
  )
  return { exchange, ledger }
}

const compare = ({ exchange, ledger }: ReturnType<typeof traded>, believed = ledger) =>
  compareBooks({
    ledger: believed,
    position: foldLegs(emptyPosition, believed),
    exchange,
    account: ACCOUNT,
    token: YES,
    fundedUsdcMicros: FUNDED_MICROS,
  })

test('a true ledger differs in nothing', () => {
  const both = traded()

  expect(both.ledger).toHaveLength(2)
  expect(compare(both)).toEqual([])
})

describe('a ledger that is off is refused', () => {
  const cases: readonly (readonly [string, (legs: readonly Leg[]) => readonly Leg[], RegExp])[] = [
    ['by a fill lost', (legs) => legs.slice(0, 1), /the ledger lacks a SELL of 20 at 0.51/],
    [
      'by a micro-share',
      ([first, ...rest]) => (first ? [{ ...first, sizeMicros: size(first.sizeMicros + 1) }, ...rest] : []),
      /a fill's size is 40000001 in the ledger and 40000000 at the venue/,
    ],
    [
      'by a micro-dollar',
      ([first, ...rest]) =>
        first ? [{ ...first, notionalMicros: usdc(first.notionalMicros - 1) }, ...rest] : [],
      /a fill's money is 19599999 in the ledger and 19600000 at the venue/,
    ],
    [
      'by a fill that never was',
      (legs) => [...legs, ...legs.slice(0, 1).map((leg) => ({ ...leg, tradeId: tradeId('made-up') }))],
      /the venue lacks a BUY of 40 that the ledger holds/,
    ],
    ['by a fill counted twice', (legs) => [...legs, ...legs.slice(0, 1)], /the ledger holds a fill twice/],
    [
      'by a fee',
      ([first, ...rest]) => (first ? [{ ...first, feeMicros: usdc(10) }, ...rest] : []),
      /a fill's fee is 10 in the ledger and 0 at the venue/,
    ],
  ]
  test.each(cases)('%s', (_name, change, message) => {
    const both = traded()

    const differences = compare(both, change(both.ledger))

    expect(differences.join('\n')).toMatch(message)
  })
})

test('shares that came from elsewhere are a difference', () => {
  const { exchange, ledger } = traded()
  exchange.fundShares(ACCOUNT, YES, 1)

  expect(compare({ exchange, ledger })).toEqual([
    'the bot holds 20 shares by its ledger, 20.000001 at the venue',
  ])
})
