import { describe, expect, test } from 'vitest'
import { formatCsv } from '../../../cli/account/csv.ts'
import { pnlOf } from '../../../cli/account/pnlOf.ts'
import { mergeLegs, statementOf } from '../../../cli/account/statement.ts'
import { statementFields } from '../../../cli/account/statementFields.ts'
import { createZonedTime } from '../../../cli/account/zonedTime.ts'
import { epochMs, price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { leg, MARKET, TOKEN } from '../../support/build.ts'

const NEW_YEAR_BERLIN = Date.parse('2026-12-31T23:30:00Z')

const bought = leg({
  tradeId: tradeId('t-buy'),
  side: 'BUY',
  sizeMicros: size(20_000_000),
  priceMicros: price(400_000),
  notionalMicros: usdc(8_000_000),
  matchedAtMs: epochMs(NEW_YEAR_BERLIN - 86_400_000),
})
const sold = leg({
  tradeId: tradeId('t-sell'),
  side: 'SELL',
  sizeMicros: size(5_000_000),
  priceMicros: price(500_000),
  notionalMicros: usdc(2_500_000),
  feeMicros: usdc(10_000),
  matchedAtMs: epochMs(NEW_YEAR_BERLIN),
})
const payout = {
  market: MARKET,
  atMs: epochMs(NEW_YEAR_BERLIN + 3_600_000),
  sizeMicros: size(15_000_000),
  payoutMicros: price(1_000_000),
  realisedMicros: 9_000_000,
}
const books = {
  market: MARKET,
  tokenId: TOKEN,
  legs: [sold, bought],
  payouts: [payout],
  adoptions: [],
  state: null,
}

test('the statement folds from the beginning, whatever order the records came in, and ends flat at the payout', () => {
  const lines = statementOf(books)

  expect(lines.map(({ realisedMicros }) => realisedMicros)).toEqual([0, 490_000, 9_000_000])
  expect(lines.at(-1)?.position).toMatchObject({ sizeMicros: 0, costMicros: 0 })
})

test('a year is that of the time zone: half past eleven in UTC is the next year in Berlin', () => {
  const [berlin, utc] = [createZonedTime('Europe/Berlin'), createZonedTime('UTC')]

  expect(berlin(NEW_YEAR_BERLIN)).toBe('2027-01-01 00:30:00')
  const in2027 = pnlOf(books, (atMs) => berlin(atMs).startsWith('2027-'))
  const in2026 = pnlOf(books, (atMs) => utc(atMs).startsWith('2026-'))
  expect(in2027).toMatchObject({ realisedMicros: 9_490_000, feeMicros: 10_000, payoutMicros: 15_000_000 })
  expect(in2026).toMatchObject({ realisedMicros: 490_000, boughtMicros: 20_000_000, soldMicros: 5_000_000 })
})

test('a sale that no fill explains is listed, named and not folded', () => {
  const lines = statementOf({ ...books, legs: [sold], payouts: [] })

  expect(lines).toMatchObject([{ realisedMicros: 0, problem: 'sells more than the fills bought' }])
  expect(pnlOf({ ...books, legs: [sold], payouts: [] }, () => true).problems).toEqual([
    expect.stringContaining('trade t-sell sells more than the fills bought'),
  ])
})

test('a leg that item and ledger both hold counts once, as the ledger has it', () => {
  const merged = mergeLegs([sold], [{ ...sold, status: 'PROVISIONAL' }, bought])

  expect(merged).toHaveLength(2)
  expect(merged).toContainEqual(sold)
})

describe('CSV', () => {
  test('a line shows money as decimals, bought is paid and sold is received', () => {
    const lines = statementOf(books).map((each) => statementFields(each, createZonedTime('UTC')))

    expect(lines[0]?.slice(3, 12)).toEqual(['BUY', 'maker', '20', '0.4', '-8', '0', '0', '20', '0.4'])
    expect(lines[1]?.slice(3, 12)).toEqual(['SELL', 'maker', '5', '0.5', '2.5', '0.01', '0.49', '15', '0.4'])
    expect(lines[2]?.slice(3, 12)).toEqual(['PAYOUT', '', '15', '1', '15', '0', '9', '0', ''])
  })

  test('quotes what needs it, and lets no text run as a formula; negative amounts stay numbers', () => {
    expect(
      formatCsv(
        ['a', 'b'],
        [
          ['x,"y"', '=1+1'],
          ['-8.5', '-cmd'],
        ],
      ),
    ).toBe('a,b\r\n"x,""y""",\'=1+1\r\n-8.5,\'-cmd\r\n')
  })
})
