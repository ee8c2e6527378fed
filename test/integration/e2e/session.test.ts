import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ReplayRun } from '../../../desk/report/result.ts'
import { parseOptions } from '../../../desk/session/parseOptions.ts'
import type { SessionResult } from '../../../desk/session/sessionResult.ts'
import { formatSummary } from '../../../desk/session/summary.ts'
import { recordSession } from '../../support/recordSession.ts'

describe('the default session: eight hours of a calm market', () => {
  let result: SessionResult
  let run: ReplayRun
  beforeAll(async () => {
    const recorded = await recordSession(parseOptions({}))
    result = recorded.result
    run = recorded.run
  }, 280_000)

  test('makes at least twenty round trips, resting in the queue like anybody', () => {
    expect(result.roundTrips).toBeGreaterThanOrEqual(20)
    expect(result.fills.every((fill) => fill.role === 'maker')).toBe(true)
  })

  test("ends with a ledger that equals the venue's books", () => {
    expect(result.differences).toEqual([])
    const sum = (side: 'BUY' | 'SELL'): number =>
      result.fills.reduce((total, fill) => total + (fill.side === side ? fill.sizeMicros : 0), 0)
    expect([result.boughtMicros, result.soldMicros]).toEqual([sum('BUY'), sum('SELL')])
  })

  test('has money at stake, and never more than its cap', () => {
    expect(result.exposureHighMicros).toBeGreaterThan(10_000_000)
    expect(result.exposureHighMicros).toBeLessThanOrEqual(result.capMicros)
  })

  test('is the one that the README shows', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')

    expect(readme).toContain(`\`\`\`text\n${formatSummary(result, run.verdict)}\n\`\`\``)
  })

  test('runs without a failed invocation, a page or a STOP', () => {
    expect(result.failures).toEqual([])
    expect(result.pages).toEqual([])
    expect(result.stop).toBeNull()
    expect(result.ticks).toMatchObject({ busy: 0, failed: 0 })
    // Every ten seconds, across the minutes too.
    expect(result.ticks.done).toBeGreaterThanOrEqual(2_850)
  })
})

test('a STOP pressed after twenty minutes: orders gone, flag latched, nothing posted any more, position kept', async () => {
  const { result } = await recordSession(parseOptions({ hours: '1', haltAt: '20m' }))

  expect(result.postings.length).toBeGreaterThan(3)
  expect(result.stop).toMatchObject({
    codes: ['ALARM'],
    // The first was the arming’s own.
    haltSeq: 2,
    done: true,
    openOrders: 0,
    postedAfter: 0,
  })
  expect(result.stop?.texts).toEqual([expect.stringContaining('STOP requested in the session')])
  expect(result.stop?.atMs).toBe(result.startMs + 20 * 60_000)
  const filledAfter = result.fills.filter((fill) => fill.atMs > (result.stop?.atMs ?? 0))
  expect(filledAfter).toEqual([])
  expect(result.differences).toEqual([])
})

test('a market that resolves while the bot watches ends the session flat or settling, books equal', async () => {
  const { result } = await recordSession(parseOptions({ market: 'resolving', hours: '3' }))

  expect(result.differences).toEqual([])
  expect(result.failures).toEqual([])
  const closesMs = result.startMs + 0.9 * 3 * 3_600_000
  expect(result.postings.filter((posting) => posting.atMs >= closesMs)).toEqual([])
})

test('a game that starts is not entered from half an hour before', async () => {
  const { result } = await recordSession(parseOptions({ market: 'gamestart', hours: '3' }))

  const lastEntryMs = (result.gameStartMs ?? 0) - 30 * 60_000
  const entries = result.postings.filter((posting) => posting.purpose === 'entry')
  expect(entries.length).toBeGreaterThan(5)
  expect(entries.filter((posting) => posting.atMs >= lastEntryMs)).toEqual([])
  expect(result.differences).toEqual([])
})
