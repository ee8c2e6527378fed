import { describe, expect, test } from 'vitest'
import { parseCatalogueMarket } from '../../../../shared/polymarket/catalogue/catalogueMarket.ts'

const NOW = Date.UTC(2026, 10, 28)
/** As Gamma writes it: lists inside of strings, numbers as numbers, a game start with a blank. */
const record = {
  conditionId: `0x${'ab'.repeat(32)}`,
  version: 'v1',
  question: 'Will it rain?',
  slug: 'will-it-rain',
  outcomes: '["Yes", "No"]',
  clobTokenIds: '["123", "456"]',
  active: true,
  closed: false,
  archived: false,
  acceptingOrders: true,
  enableOrderBook: true,
  negRisk: false,
  orderPriceMinTickSize: 0.01,
  orderMinSize: 5,
  endDate: '2026-12-24T12:00:00Z',
  gameStartTime: '2026-12-20 15:10:00+00',
  feesEnabled: true,
  feeSchedule: { rate: 0.05, exponent: 1, takerOnly: true, rebateRate: 0.25 },
  rewardsMinSize: 20,
  rewardsMaxSpread: 4.5,
  clobRewards: [
    { rewardsDailyRate: 3, startDate: '2026-01-01', endDate: '2500-12-31' },
    { rewardsDailyRate: 7, startDate: '2026-12-01', endDate: '2500-12-31' },
    { rewardsDailyRate: 9, startDate: '2026-01-01', endDate: '2026-11-27' },
  ],
  tags: [{ id: '1', label: 'Weather', slug: 'weather' }, { id: '2' }],
  groupItemTitle: 'Dublin',
}

describe('a record of the catalogue', () => {
  test('becomes a market with its words and rules, its programme that of today alone', () => {
    expect(parseCatalogueMarket(record, NOW)).toMatchObject({
      question: 'Will it rain?',
      outcomes: ['Yes', 'No'],
      tokens: ['123', '456'],
      groupTitle: 'Dublin',
      tags: ['Weather'],
      accepting: true,
      tickMicros: 10_000,
      minSizeMicros: 5_000_000,
      feeRatePpm: 50_000,
      rebatePpm: 250_000,
      endMs: Date.UTC(2026, 11, 24, 12),
      gameStartMs: Date.UTC(2026, 11, 20, 15, 10),
      pool: { minSizeMicros: 20_000_000, maxSpreadMicros: 45_000, dailyMicros: 3_000_000 },
    })
  })

  test('has no fee and no programme where none is reported, and is refused where a fee is hidden', () => {
    const { feeSchedule: _fee, clobRewards: _rewards, ...bare } = record

    expect(parseCatalogueMarket({ ...bare, feesEnabled: false }, NOW)).toMatchObject({
      feeRatePpm: 0,
      pool: null,
    })
    expect(parseCatalogueMarket(bare, NOW)).toBe('tick, minimum size, fee, game start or end cannot be read')
  })

  test.each([
    ['no object', null],
    ['another condition', { ...record, conditionId: '7' }],
    ['three outcomes', { ...record, outcomes: '["A", "B", "C"]' }],
    ['outcomes that are no list', { ...record, outcomes: 'Yes, No' }],
    ['a protocol of the future', { ...record, version: 'v3' }],
    ['one id', { ...record, clobTokenIds: '["123"]' }],
    ['no question', { ...record, question: undefined }],
    ['an end that cannot be read', { ...record, endDate: 'soon', endDateIso: 'soon' }],
  ])('with %s is not used, and says why', (_, odd) => {
    expect(typeof parseCatalogueMarket(odd, NOW)).toBe('string')
  })

  test('that is paused takes no orders', () => {
    expect(parseCatalogueMarket({ ...record, acceptingOrders: false }, NOW)).toMatchObject({
      accepting: false,
    })
  })
})
