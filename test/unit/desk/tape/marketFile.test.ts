import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { resolvedPayout } from '../../../../desk/replay/resolvedPayout.ts'
import { marketFileOf } from '../../../../desk/tape/marketFile.ts'
import { openSource } from '../../../../desk/tape/openSource.ts'
import { InputError } from '../../../../shared/domain/inputError.ts'
import { book, folder, HEADER, tapeOf } from '../../../support/tapeFile.ts'
import { replayOf } from '../replay/replayOf.ts'
import { collapsed } from '../replay/smallTapes.ts'

/** As the venue's listing has it: lists are texts that hold JSON. */
const GAMMA = {
  conditionId: `0x${'ab'.repeat(32)}`,
  clobTokenIds: '["11", "22"]',
  outcomePrices: '["0", "1"]',
  umaResolutionStatus: 'resolved',
  feesEnabled: true,
  feeSchedule: { rate: 0.05, exponent: 1, takerOnly: true, rebateRate: 0.25 },
  endDate: '2026-01-06T00:00:00Z',
  gameStartTime: '2026-01-05 15:10:00+00',
  orderMinSize: 15,
  rewardsMinSize: 50,
  rewardsMaxSpread: 4.5,
  clobRewards: [{ rewardsDailyRate: 100 }],
}
const CLOB = {
  condition_id: GAMMA.conditionId,
  closed: true,
  tokens: [
    { token_id: '11', winner: true },
    { token_id: '22', winner: false },
  ],
  end_date_iso: '2026-01-06',
  minimum_order_size: 5,
  rewards: { min_size: 50, max_spread: 4.5, rates: [{ rewards_daily_rate: 100 }] },
}
const REWARDS = { minSizeMicros: 50_000_000, maxSpreadMicros: 45_000, dailyMicros: 100_000_000 }

/** A recording with the file next to it. */
function withMarket(market: unknown): string {
  const file = join(folder(), 'game.tape')
  copyFileSync(tapeOf([book(0, [[49, 10]], [[52, 10]])], { endMs: null, market: GAMMA.conditionId }), file)
  writeFileSync(marketFileOf(file), typeof market === 'string' ? market : JSON.stringify(market))
  return file
}
const opened = (file: string, facts = {}) => openSource(file, { outcome: 0, facts, onSalvaged: null })

describe('the market’s own file', () => {
  test('is next to the recording, under its name', () => {
    expect(['a/game.events.jsonl.gz', 'a/game.csv', 'a.b/game.tape'].map(marketFileOf)).toEqual([
      'a/game.market.json',
      'a/game.market.json',
      'a.b/game.market.json',
    ])
  })

  test('sets fee, rebate, end, game start, smallest order, rewards and what the tokens paid', async () => {
    const { header, payoutMicros } = await opened(withMarket(GAMMA))

    expect(header).toMatchObject({
      feeRatePpm: 50_000,
      feeExponent: 1,
      rebatePpm: 250_000,
      minSizeMicros: 15_000_000,
      endMs: Date.UTC(2026, 0, 6),
      gameStartMs: Date.UTC(2026, 0, 5, 15, 10),
      rewards: REWARDS,
    })
    expect(payoutMicros).toBe(0)
  })

  test.each(['2026-01-06', '2026-01-06T00:00:00Z'])(
    'of the CLOB has the winner; its end is a date, and the market ends with that day: %s',
    async (end) => {
      const { header, payoutMicros } = await opened(withMarket({ ...CLOB, end_date_iso: end }))

      const endMs = Date.UTC(2026, 0, 7)
      expect(header).toMatchObject({ endMs, minSizeMicros: 5_000_000, rewards: REWARDS })
      expect(payoutMicros).toBe(1_000_000)
    },
  )

  test('last mids of a resolved market are no payout', async () => {
    const { payoutMicros } = await opened(withMarket({ ...GAMMA, outcomePrices: '["0.0334", "0.9666"]' }))

    expect(payoutMicros).toBeNull()
  })

  test('gives way to the options', async () => {
    const { header } = await opened(withMarket(GAMMA), { feeRatePpm: 10_000, endMs: 5 })

    expect(header).toMatchObject({ feeRatePpm: 10_000, endMs: 5, rebatePpm: 250_000 })
  })

  test.each([
    [
      'of another condition',
      { ...GAMMA, conditionId: `0x${'cd'.repeat(32)}` },
      /another market: it is 0xcdcd\w*, not 0xabab/,
    ],
    ['of another market', { ...GAMMA, clobTokenIds: '["33", "44"]' }, /is of another market: .* token 11/],
    ['that is not JSON', '{', /market\.json: it is not JSON/],
    ['that is not a market', { id: 1 }, /market\.json: it has neither conditionId nor condition_id/],
  ])('%s is a fault of its own', async (_, market, message) => {
    const failing = opened(withMarket(market))

    await expect(failing).rejects.toThrow(InputError)
    await expect(failing).rejects.toThrow(message)
  })

  test.each([
    ['feeSchedule.rate = 5', { feeSchedule: { rate: 5 } }, 'Use a rate from 0 to 0.1, such as 0.05'],
    [
      'feeSchedule.rate = "five"',
      { feeSchedule: { rate: 'five' } },
      'Use a rate from 0 to 0.1, such as 0.05',
    ],
    [
      'feeSchedule.exponent = 7',
      { feeSchedule: { rate: 0.05, exponent: 7 } },
      'Use a whole number from 0 to 3',
    ],
    [
      'feeSchedule.exponent = 1.5',
      { feeSchedule: { rate: 0.05, exponent: 1.5 } },
      'Use a whole number from 0 to 3',
    ],
    [
      'feeSchedule.rebateRate = 25',
      { feeSchedule: { rate: 0.05, rebateRate: 25 } },
      'Use a part from 0 to 1, such as 0.25',
    ],
    ['feeSchedule = 0.05', { feeSchedule: 0.05 }, 'Use an object with rate'],
    ['endDate = "soon"', { endDate: 'soon' }, 'Use a time such as 2026-05-01T16:00:00Z'],
    ['gameStartTime = "never"', { gameStartTime: 'never' }, 'Use a time such as 2026-05-01T16:00:00Z'],
    ['orderMinSize = -5', { orderMinSize: -5 }, 'Use a number that is not negative'],
    ['rewardsMaxSpread = 450', { rewardsMaxSpread: 450 }, 'Use cents from 0 to 100'],
    [
      'clobRewards.0.rewardsDailyRate = -1',
      { clobRewards: [{ rewardsDailyRate: -1 }] },
      'Use a number that is not negative',
    ],
    ['clobTokenIds = "11, 22"', { clobTokenIds: '11, 22' }, 'Use a list of texts'],
  ])('what cannot be is refused by field, value and remedy: %s', async (what, over, remedy) => {
    const file = withMarket({ ...GAMMA, ...over })

    await expect(opened(file)).rejects.toThrow(`${marketFileOf(file)}: ${what}. ${remedy}, or leave it out.`)
  })

  test('of the CLOB names its own fields', async () => {
    await expect(opened(withMarket({ ...CLOB, minimum_order_size: 'x' }))).rejects.toThrow(
      'minimum_order_size = "x". Use a number that is not negative, or leave it out.',
    )
    await expect(opened(withMarket({ ...CLOB, fd: { r: 0.5 } }))).rejects.toThrow('fd.r = 0.5. Use a rate')
  })

  test('numbers may be written as texts, and what is empty is not stated', async () => {
    const market = { ...GAMMA, feeSchedule: { rate: '0.07', exponent: '2' }, orderMinSize: '', endDate: null }

    const { header } = await opened(withMarket(market))

    expect(header).toMatchObject({
      feeRatePpm: 70_000,
      feeExponent: 2,
      minSizeMicros: 5_000_000,
      endMs: null,
    })
  })

  test('named and not there is reported', async () => {
    const asked = { outcome: 0, facts: {}, onSalvaged: null, marketFile: 'nowhere.json' } as const

    await expect(openSource(tapeOf([]), asked)).rejects.toThrow(/^nowhere\.json: there is no such file/)
  })

  test('values what is held by its payout', async () => {
    const file = collapsed()
    writeFileSync(marketFileOf(file), JSON.stringify(CLOB))

    const run = await replayOf(file)

    expect(run.pnl.totalMicros).toBe(20_000_000)
    expect(run.verdict.held).toMatchObject({ by: 'pays 1' })
  })
})

test.each([
  [['yes'], 1_000_000],
  [['no'], 0],
  [['0.5'], 500_000],
  [['11=0.3'], 300_000],
  [['22=0.3'], 700_000],
  [['33=1'], null],
  [['33=1', '22=1'], 0],
  [[], null],
])('%s says what a share of the tape’s token paid', (said, payout) => {
  expect(resolvedPayout(HEADER, said)).toBe(payout)
})

test('of the market’s other outcome, yes is not its own', () => {
  const other = { ...HEADER, outcomes: ['No', 'Yes'] as [string, string] }

  expect([resolvedPayout(other, ['yes']), resolvedPayout(other, ['no'])]).toEqual([0, 1_000_000])
})
