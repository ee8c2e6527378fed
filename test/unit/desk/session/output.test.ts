import { describe, expect, test } from 'vitest'
import { totalsOf } from '../../../../desk/session/manyResult.ts'
import { formatMany } from '../../../../desk/session/manySummary.ts'
import { createProgress } from '../../../../desk/session/progress.ts'
import type { SessionResult } from '../../../../desk/session/sessionResult.ts'
import { formatSummary } from '../../../../desk/session/summary.ts'
import type { MarketInfo } from '../../../../shared/domain/market.ts'
import { epochMs, marketId, price, size, tokenId } from '../../../../shared/domain/units.ts'
import { initialState } from '../../../../shared/machine/initialState.ts'
import type { TickRecord } from '../../../../shared/ports/telemetry.ts'

const START_MS = Date.UTC(2026, 0, 5, 14)
const RESULT: SessionResult = {
  market: 'calm',
  token: '7',
  question: 'A calm market',
  seed: 1,
  startMs: START_MS,
  endMs: START_MS + 3_600_000,
  gameStartMs: null,
  cadenceSeconds: 10,
  ticks: { done: 4, busy: 0, failed: 0 },
  phase: 'EXIT_PENDING',
  roundTrips: 2,
  postings: [
    { atMs: 0, purpose: 'entry', side: 'BUY', priceMicros: 1, sizeMicros: 1, outcome: 'accepted' },
    { atMs: 0, purpose: 'entry', side: 'BUY', priceMicros: 1, sizeMicros: 1, outcome: 'rejected' },
    { atMs: 0, purpose: 'exit', side: 'SELL', priceMicros: 1, sizeMicros: 1, outcome: 'accepted' },
  ],
  entriesFilled: 1,
  exitsFilled: 0,
  fills: [],
  boughtMicros: 40_000_000,
  soldMicros: 10_500_000,
  realisedMicros: -1_250_000,
  unrealisedMicros: 300_000,
  feesMicros: 0,
  position: { sizeMicros: 29_500_000, costMicros: 14_000_000, priceMicros: 505_000, belief: 'believed' },
  exposureHighMicros: 20_000_000,
  capMicros: 50_000_000,
  refusals: [],
  venueCalls: 22,
  dynamoCalls: 9,
  pages: [],
  failures: [],
  stop: null,
  differences: [],
}

describe('the summary', () => {
  test('of a market with informed traders states what those leave a maker; of a recording it states neither', () => {
    expect(formatSummary({ ...RESULT, market: 'informed' })).toMatch(
      /^no forecast +These informed traders are made up too\./m,
    )
    expect(formatSummary({ ...RESULT, market: '20250624.events.jsonl' })).not.toContain('no forecast')
  })

  test('tells a session in a screenful', () => {
    expect(formatSummary(RESULT).split('\n')).toEqual([
      'market                A calm market',
      'time                  2026-01-05T14:00:00Z, 1.00 h, a tick every 10 s',
      'ticks                 4 done, 0 found the lease taken, 0 not persisted',
      'round trips           2',
      'orders posted         3 (2 to enter, 1 to exit), 1 rejected, 0 with unknown outcome',
      'fill rate             100.0 % of entries (1/1), 0.0 % of exits (0/1)',
      'bought, sold          40, 10.5 shares',
      'profit and loss       -1.25 USDC realised, +0.3 unrealised, 0 fees',
      'no forecast           A made-up market has no informed traders. On 27 recorded games 2.8 % of entries filled, at a loss of 1.34 cents a share.',
      'position              29.5 shares that cost 14 USDC, mid 0.505 (EXIT_PENDING)',
      'exposure, highest     20 of 50 USDC',
      'calls per tick        5.50 to the venue, 2.25 to DynamoDB',
      'ledger and venue      agree on 0 fills, to the last micro-share and micro-dollar',
    ])
  })

  test('says in words why entries were skipped, a line for each reason', () => {
    const refusals = [['depth', 40] as const, ['shortHistory', 1] as const]
    expect(formatSummary({ ...RESULT, refusals })).toContain(
      'entries skipped       40 times: less than minDepthShares at the touch on one side\n' +
        '                      1 time: less than minHistorySeconds of price history without a gap\n',
    )
  })

  test('does not hide a STOP, a page, a failure or a difference', () => {
    const stop = {
      atMs: START_MS,
      codes: ['ALARM' as const],
      texts: ['message: enough'],
      haltSeq: 3,
      done: false,
      openOrders: 1,
      postedAfter: 0,
    }
    const text = formatSummary({
      ...RESULT,
      stop,
      pages: ['look at this'],
      failures: ['no lease'],
      differences: ['the ledger lacks a BUY of 5 at 0.5'],
    })

    expect(text).toContain('STOP                  ALARM at 2026-01-05T14:00:00Z, number 3, NOT DONE: 1 order')
    expect(text).toContain('  because of          message: enough')
    expect(text).toContain('page                  look at this')
    expect(text).toContain('failure               no lease')
    expect(text).toContain('DISAGREE in 1 point:\n  the ledger lacks a BUY of 5 at 0.5')
  })
})

describe('the summary of several outcomes', () => {
  const of = (
    question: string,
    realisedMicros: number,
    more: Partial<SessionResult> = {},
  ): SessionResult => ({
    ...RESULT,
    question,
    realisedMicros,
    unrealisedMicros: 0,
    ...more,
  })
  const outcomes = [of('A', 5_000_000), of('B', -2_000_000, { pages: ['look'] }), of('C', 1_000_000)]
  const text = formatMany({ outcomes, totals: totalsOf(outcomes), differences: [] })

  test('has the sums first, then the worst, then all in their order', () => {
    const lines = text.split('\n')
    const questions = (from: string) =>
      lines
        .slice(lines.indexOf(from) + 1)
        .slice(0, 3)
        .map((line) => line.at(-1))
    expect(lines[0]).toBe('outcomes              3')
    expect(text).toContain('profit and loss       +4 USDC realised')
    expect(questions('worst')).toEqual(['B', 'C', 'A'])
    expect(questions('all')).toEqual(['A', 'B', 'C'])
  })

  test('says of which outcome a page or a difference is', () => {
    expect(text).toContain('page                  B: look')
    const wrong = [of('A', 0, { differences: ['the ledger holds a fill twice'] })]
    const said = formatMany({ outcomes: wrong, totals: totalsOf(wrong), differences: ['5 USDC are spent'] })
    expect(said).toContain('DISAGREE in 2 points:\n  A: the ledger holds a fill twice\n  5 USDC are spent\n')
  })
})

describe('progress', () => {
  const market = marketId(`0x${'ab'.repeat(32)}`)
  const info = { minSizeMicros: size(5_000_000), feeRatePpm: 0, feeExponent: 1 } as MarketInfo
  const recordAt = (minutes: number): TickRecord => {
    const nowMs = epochMs(START_MS + minutes * 60_000)
    const fresh = initialState({ market, tokenId: tokenId('1'), wallet: '0xa', info, nowMs })
    const after = { ...fresh, lastGoodMid: { priceMicros: price(505_000), atMs: nowMs } }
    return { after, seen: { nowMs } } as TickRecord
  }
  const capture = (isTTY: boolean) => {
    const written: string[] = []
    const progress = createProgress({ isTTY, write: (text) => written.push(text) })
    for (const minutes of [0, 1, 14, 15, 31]) progress.tick(recordAt(minutes))
    progress.end()
    return written
  }
  const LINE = 'IDLE           mid 0.505  no quote  holds 0  exposure 0  trips 0  P&L 0'

  test('is a plain line each quarter of an hour where nobody watches', () => {
    expect(capture(false)).toEqual([`14:00:00  ${LINE}\n`, `14:15:00  ${LINE}\n`, `14:31:00  ${LINE}\n`])
  })

  test('of several outcomes is what they come to together', () => {
    const written: string[] = []
    const progress = createProgress({ write: (text) => written.push(text) })
    for (const minutes of [0, 1, 16]) {
      const record = recordAt(minutes)
      progress.tick({ ...record, after: { ...record.after, tokenId: tokenId(String(1 + (minutes % 2))) } })
    }
    expect(written.at(-1)).toBe('14:16:00  2 outcomes  quotes 0  hold 0  exposure 0  trips 0  P&L 0\n')
  })

  test('is one line written over on a terminal, and gone at the end', () => {
    const written = capture(true)

    expect(written).toHaveLength(6)
    expect(written.join('')).not.toContain('\n')
    expect(written.every((text) => text.startsWith('\r\u001b[2K'))).toBe(true)
    expect(written.at(-1)).toBe('\r\u001b[2K')
  })
})
