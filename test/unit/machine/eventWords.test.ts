import { describe, expect, test } from 'vitest'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import type { EpochMs } from '../../../shared/domain/units.ts'
import type { MachineEvent } from '../../../shared/machine/event.ts'
import { eventWords, isOfAccount, pageTexts } from '../../../shared/machine/eventWords.ts'
import { flattenLeftWords } from '../../../shared/machine/flattenLeft.ts'
import { REFUSALS } from '../../../shared/machine/refusalWords.ts'
import { REMEDIES } from '../../../shared/machine/remedy.ts'
import { waitText } from '../../../shared/machine/waitWords.ts'
import { id, leg, now, shares } from '../../support/build.ts'

const { tradeId } = leg()
const quiet = (text: string) => ({ text, pages: false })
const page = (row: string, text: string) => ({ text, pages: true, row })
const SINCE: { readonly sinceMs: EpochMs } = { sinceMs: now }

describe('an event that calls nobody says what happened', () => {
  test.each<readonly [MachineEvent, string]>([
    [{ is: 'fill', leg: leg({ status: 'PROVISIONAL' }) }, 'fill BUY 20 at 0.56 as maker: PROVISIONAL'],
    [
      { is: 'orderEnded', id: id(1), how: 'expired', atMs: now, matchedMicros: null },
      `order ${id(1)} ended: expired`,
    ],
    [{ is: 'marketClosed', heldMicros: shares(0.01) }, 'the market closed; only dust is held'],
    [{ is: 'exitOnlyBegan', cause: 'marketDrain' }, REFUSALS.marketDrain],
    [{ is: 'exitOnlyBegan', cause: 'entriesOff' }, REFUSALS.entriesOff],
    [{ is: 'exitOnlyEnded', cause: 'drain' }, `over: ${REFUSALS.drain}`],
    [{ is: 'phaseChanged', by: 'acted', from: 'IDLE', to: 'ENTRY_PENDING' }, 'IDLE -> ENTRY_PENDING'],
    [{ is: 'refusalsEnded', side: 'BUY', inRow: 3 }, 'a BUY was accepted again after 3 refusals'],
    [
      { is: 'waitEnded', name: 'exitNotResting', ...SINCE },
      'over: shares are held, but no exit has rested on the book for 5 minutes',
    ],
  ])('%j', (event, text) => {
    expect(eventWords(event)).toEqual(quiet(text))
  })
})

describe('an event that calls a person says what to do, and which row of the runbook helps', () => {
  test.each<readonly [MachineEvent, string, string]>([
    [
      { is: 'lateFill', tradeId, orderId: id(1) },
      'lateFill',
      `late fill t1 of order ${id(1)}, reported after the read window: booked now`,
    ],
    [
      { is: 'orderStuck', id: id(1) },
      'orderStuck',
      `order ${id(1)} is gone but its fills are missing: settle it with "npx bot adopt"`,
    ],
    [
      { is: 'handOrder', id: id(1) },
      'handOrder',
      `your own order ${id(1)} is open in this market: it is left alone; "npx bot resume" waits until it is gone`,
    ],
    [
      { is: 'handFill', tradeId },
      'handFill',
      'trade t1 is your own: book it with "npx bot adopt" before "npx bot resume"',
    ],
    [
      { is: 'unreadable', of: 'fill', raw: 'no size' },
      'unreadableFill',
      'a fill that may be ours cannot be read: nothing is posted here until it can. The record: no size. ' +
        'If this persists: "npx bot halt", compare the balance at the venue, "npx bot adopt --unreadable", "npx bot resume"',
    ],
    [
      { is: 'unreadable', of: 'order', raw: 'no side' },
      'unreadableOrder',
      "an open order that may be ours cannot be read: no side. If this persists, cancel it on the venue's site",
    ],
    [
      { is: 'marketClosed', heldMicros: shares(0.010001) },
      'marketClosed',
      'the market closed while we hold its shares: book the payout with "npx bot adopt --resolved"',
    ],
    [
      { is: 'unsellable', heldMicros: shares(5), minimumMicros: shares(15) },
      'unsellable',
      `${formatMicros(shares(5))} shares are held and the market's minimum is now 15: no new order can sell them. ` +
        'Sell them by hand, then "npx bot adopt", or wait for the end of the market',
    ],
    [
      { is: 'exitOnlyBegan', cause: 'exposure' },
      'exitOnly',
      `${REFUSALS.exposure}; no entries until this ends`,
    ],
    [
      { is: 'exitOnlyBegan', cause: 'accountAllotted' },
      'accountAllotted',
      `${REFUSALS.accountAllotted}; no entries until this ends`,
    ],
  ])('%j', (event, row, text) => {
    expect(eventWords(event)).toEqual(page(row, text))
  })

  test('a flatten that leaves shares says how many, and a wait what to do', () => {
    const left = { seq: 4, sizeMicros: shares(3), boundMicros: null, isGiven: false }

    expect(eventWords({ is: 'flattenLeft', left })).toEqual(page('flattenLeft', flattenLeftWords(left)))
    expect(eventWords({ is: 'waitOverdue', name: 'surplus', why: '15 shares', ...SINCE })).toEqual(
      page('surplus', waitText('surplus', '15 shares')),
    )
  })

  test('a refusal says of which side it is, how often, and what to do about what the venue said', () => {
    const refused = (over: Partial<Extract<MachineEvent, { is: 'postRefused' }>>) =>
      eventWords({
        is: 'postRefused',
        side: 'SELL',
        code: 'tick',
        text: 'no',
        inRow: 1,
        pauseMs: 30_000,
        pages: true,
        ...over,
      })
    const next = 'next attempt in 30 s at the earliest'

    expect(refused({})).toEqual(page('refused', `SELL refused: no: ${REMEDIES.tick}; ${next}`))
    expect(refused({ side: 'BUY', inRow: 2, pages: false })).toEqual(
      quiet(`entry refused 2 times in a row: no: ${REMEDIES.tick}; ${next}`),
    )
    expect(refused({ code: null }).text).toMatch(/^SELL refused: no: the bot does not know this answer, /)
  })
})

describe('a fill that names no market', () => {
  const event: MachineEvent = { is: 'unreadable', of: 'fill', raw: 'no size', ofAccount: true }

  test('stops the posts of every market', () => {
    expect(eventWords(event).text).toContain('nothing is posted in any market until it can')
  })

  test('concerns no market more than another; any other event concerns its own', () => {
    expect(isOfAccount(event)).toBe(true)
    expect(isOfAccount({ is: 'unreadable', of: 'fill', raw: 'no size' })).toBe(false)
    expect(isOfAccount({ is: 'handFill', tradeId })).toBe(false)
  })
})

test('of several events only those that call a person are pages', () => {
  const events: readonly MachineEvent[] = [
    { is: 'handFill', tradeId },
    { is: 'phaseChanged', by: 'acted', from: 'IDLE', to: 'ENTRY_PENDING' },
    { is: 'orderStuck', id: id(1) },
  ]
  expect(pageTexts(events)).toEqual([
    expect.stringMatching(/^trade t1 is your own/),
    expect.stringMatching(/^order .* is gone/),
  ])
})
