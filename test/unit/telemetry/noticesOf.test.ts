import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import type { Valuation } from '../../../shared/accounting/valuation.ts'
import type { LegStatus } from '../../../shared/domain/leg.ts'
import { price, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import type { MachineEvent } from '../../../shared/machine/event.ts'
import { noticesOf, pageNotice } from '../../../shared/telemetry/noticesOf.ts'
import { MARKET } from '../../support/wireIds.ts'
import { holdingState, NOW, tickRecord } from './tickRecord.ts'

const NO_PRICE: Valuation = { belief: 'none', valueMicros: null, priceMicros: null, dearMicros: null }

describe('what a tick reports', () => {
  const [leg] = holdingState().legs
  if (leg === undefined) throw new Error('no leg')
  const fill = (status: LegStatus): MachineEvent => ({ is: 'fill', leg: { ...leg, status } })

  test('a fill is reported by the tick that first stores it as final, with the next command', () => {
    const notices = noticesOf(tickRecord({ events: [fill('CONFIRMED')] }))

    expect(notices).toMatchObject([{ kind: 'fill', title: 'Fill: BUY 20 at 0.4', next: 'npx bot why t1' }])
    expect(notices[0]?.text).toContain('20 shares are held')
  })

  test('it is not reported again: not by the next tick, not by one whose item was not stored', () => {
    const events = [fill('CONFIRMED')]
    expect(noticesOf(tickRecord())).toEqual([])
    expect(noticesOf(tickRecord({ events, outcome: 'lost' }))).toEqual([])
    expect(noticesOf(tickRecord({ events, outcome: 'unknown' }))).toEqual([])
  })

  test('a matched fill is no news yet; one that failed is', () => {
    expect(noticesOf(tickRecord({ events: [fill('PROVISIONAL')] }))).toEqual([])
    expect(noticesOf(tickRecord({ events: [fill('FAILED')] }))).toMatchObject([
      { title: expect.stringContaining('failed to settle') },
    ])
  })

  test('the day that ended is summed up once, by the tick that begins the next', () => {
    const position = { ...emptyPosition, realisedMicros: usdc(1_500_000), roundTrips: 3 }
    const events: MachineEvent[] = [
      {
        is: 'dayEnded',
        utc: '2026-01-01',
        position,
        mark: NO_PRICE,
        exposureMicros: usdc(2_000_000),
        refused: {},
      },
    ]

    const [notice, ...more] = noticesOf(tickRecord({ events }))

    expect(more).toEqual([])
    expect(notice).toMatchObject({
      kind: 'summary',
      title: 'The day 2026-01-01 (UTC)',
      next: 'npx bot pnl',
    })
    expect(notice?.text).toMatch(/nothing is held, exposure 2 USDC; .* realised 1\.5, fees 0, 3 round trips/)
  })

  test('the refusals that page nobody are named, the most frequent first', () => {
    const dayEnded: MachineEvent = {
      is: 'dayEnded',
      utc: '2026-01-01',
      position: emptyPosition,
      mark: NO_PRICE,
      exposureMicros: usdc(0),
      refused: { spreadWide: 12, inPlay: 300 },
    }

    expect(noticesOf(tickRecord({ events: [dayEnded] }))[0]?.text).toMatch(
      /; the market refused entries: the game has begun, .* \(300 ticks\), the spread is wider .* \(12 ticks\)$/,
    )
  })

  test('what is held then is valued, by a price that is named', () => {
    const position = { ...emptyPosition, sizeMicros: size(50_000_000), costMicros: usdc(28_000_000) }
    const mark = {
      belief: 'bids' as const,
      valueMicros: usdc(5_000_000),
      priceMicros: price(100_000),
      dearMicros: usdc(28_500_000),
    }
    const summed = (by: Valuation) =>
      noticesOf(
        tickRecord({
          events: [
            {
              is: 'dayEnded',
              utc: '2026-01-01',
              position,
              mark: by,
              exposureMicros: usdc(28_500_000),
              refused: {},
            },
          ],
        }),
      )[0]?.text

    expect(summed(mark)).toContain('50 shares are held, worth 5 USDC (bids pay 0.1), exposure 28.5 USDC')
    expect(summed(NO_PRICE)).toContain('50 shares are held, exposure')
  })
})

test('the end of what was paged leads to the same row as its page', () => {
  const ended = (event: MachineEvent) => noticesOf(tickRecord({ events: [event] }))

  expect(ended({ is: 'waitEnded', name: 'exitNotResting', sinceMs: NOW })).toMatchObject([
    { title: 'Resolved: no further action', runbook: 'docs/runbook.md#page-exitnotresting' },
  ])
  expect(ended({ is: 'refusalsEnded', side: 'BUY', inRow: 3 })).toMatchObject([
    { runbook: 'docs/runbook.md#page-refused' },
  ])
})

test('one page of each outcome of a market is two notices', () => {
  const of = (token: string) =>
    pageNotice('no price', { market: MARKET, tokenId: tokenId(token) }, 'exitOnly')
  expect(of('7').key).not.toBe(of('8').key)
  expect(of('7')).toMatchObject({ of: { market: MARKET, tokenId: '7' } })
})
