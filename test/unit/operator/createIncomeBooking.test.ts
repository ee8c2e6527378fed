import { expect, test } from 'vitest'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { epochMs, marketId, usdc } from '../../../shared/domain/units.ts'
import { createIncomeBooking } from '../../../shared/operator/createIncomeBooking.ts'
import type { Earned, IncomeRecord, Paid } from '../../../shared/ports/income.ts'

const MARKET = marketId(`0x${'a1'.repeat(32)}`)
const HOUR_MS = 3_600_000

function stage(at: string) {
  let nowMs = Date.parse(at)
  const books = new Map<string, readonly IncomeRecord[]>()
  const asked: string[] = []
  let broken: string | null = null
  const answer = <T>(value: T): Read<T> => (broken === null ? known(value, epochMs(nowMs)) : unknown(broken))
  const earned = (kind: Earned['kind'], day: string): Earned => ({
    is: 'earned',
    kind,
    day,
    market: MARKET,
    micros: usdc(7),
  })
  const paid: Paid = {
    is: 'paid',
    kind: 'reward',
    day: '2026-03-01',
    market: null,
    micros: usdc(7),
    atMs: epochMs(Date.parse('2026-03-02T00:00:20Z')),
    transactionHash: `0x${'cd'.repeat(32)}`,
    nth: 0,
  }
  const book = createIncomeBooking({
    clock: { nowMs: () => epochMs(nowMs) },
    reader: {
      rewards: async (day) => {
        asked.push(day)
        return answer([earned('reward', day)])
      },
      rebates: async (day) => answer([earned('rebate', day)]),
      paid: async (sinceMs) => answer(paid.atMs >= sinceMs ? [paid] : []),
    },
    store: {
      booked: async () =>
        known({ records: [...books.values()].flat(), days: [...books.keys()] }, epochMs(nowMs)),
      book: async (day, records) => {
        books.set(day, records)
        return { is: 'written' }
      },
    },
  })
  return {
    book,
    books,
    asked,
    wait: (ms: number) => {
      nowMs += ms
    },
    breakVenue: (why: string | null) => {
      broken = why
    },
  }
}

test('a day is booked once, after all programmes have paid: what was earned, and what arrived', async () => {
  const { book, books, asked, wait } = stage('2026-03-02T01:29:00Z')

  expect(await book()).toEqual({ is: 'booked', day: '2026-02-28', records: 3 })
  expect(await book()).toEqual({ is: 'nothing due' })
  wait(HOUR_MS / 60)
  expect(await book()).toEqual({ is: 'booked', day: '2026-03-01', records: 3 })
  wait(22 * HOUR_MS)
  expect(await book()).toEqual({ is: 'nothing due' })
  expect(asked).toEqual(['2026-02-28', '2026-03-01'])
  expect(books.get('2026-03-01')?.map((record) => [record.is, record.kind, record.micros])).toEqual([
    ['earned', 'reward', 7],
    ['earned', 'rebate', 7],
    ['paid', 'reward', 7],
  ])
})

test('days that were missed are booked one by one, the oldest first, for a week back', async () => {
  const { book, books, wait } = stage('2026-03-02T02:00:00Z')
  await book()
  wait(3 * 24 * HOUR_MS)

  expect([await book(), await book(), await book(), await book()]).toMatchObject([
    { day: '2026-03-02' },
    { day: '2026-03-03' },
    { day: '2026-03-04' },
    { is: 'nothing due' },
  ])
  wait(20 * 24 * HOUR_MS)
  expect(await book()).toMatchObject({ day: '2026-03-18' })
  expect(books.has('2026-03-17')).toBe(false)
})

test('a venue that does not answer is asked again after a quarter of an hour, and nothing is booked meanwhile', async () => {
  const { book, books, asked, wait, breakVenue } = stage('2026-03-02T02:00:00Z')
  breakVenue('status 500')

  expect(await book()).toEqual({ is: 'failed', why: 'rewards of 2026-03-01: status 500' })
  wait(14 * 60_000)
  breakVenue(null)
  expect(await book()).toEqual({ is: 'nothing due' })
  expect(asked).toHaveLength(1)
  expect(books.size).toBe(0)
  wait(60_000)
  expect(await book()).toMatchObject({ is: 'booked', day: '2026-03-01' })
})
