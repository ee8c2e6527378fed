import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../../shared/accounting/position.ts'
import { STOP_CODES } from '../../shared/domain/control.ts'
import { price, size, type TradeId, usdc } from '../../shared/domain/units.ts'
import type { MachineEvent } from '../../shared/machine/event.ts'
import { pageTexts } from '../../shared/machine/eventWords.ts'
import { WATCHDOGS } from '../../shared/machine/watchdogs.ts'
import { id, leg, now, shares } from '../support/build.ts'
import { allSources, ROOT } from './sources.ts'

const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8')

/** First cells of the table below a heading. */
function rowsOf(heading: string): readonly string[] {
  const [, section = ''] = runbook.split(`\n## ${heading}\n`)
  const [table = ''] = section.split('\n## ')
  return [...table.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell).slice(2)
}

/** A cell names one text or several; in each, "…" stands for whatever a page fills in. */
const patterns = (cell: string): readonly RegExp[] =>
  cell.split(/(?<=…), /).map((text) => new RegExp(`^${text.split('…').map(literal).join('.*')}`))
const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** One of each kind, and of each form that calls a person. */
const EVENTS: Readonly<Record<MachineEvent['is'], readonly MachineEvent[]>> = {
  fill: [{ is: 'fill', leg: leg() }],
  lateFill: [{ is: 'lateFill', tradeId: 't1' as TradeId, orderId: id(1) }],
  orderStuck: [{ is: 'orderStuck', id: id(1) }],
  handOrder: [{ is: 'handOrder', id: id(1) }],
  handFill: [{ is: 'handFill', tradeId: 't1' as TradeId }],
  unreadable: [
    { is: 'unreadable', of: 'fill', raw: 'x' },
    { is: 'unreadable', of: 'order', raw: 'x' },
  ],
  marketClosed: [{ is: 'marketClosed', heldMicros: shares(20) }],
  unsellable: [{ is: 'unsellable', heldMicros: shares(7), minimumMicros: shares(10) }],
  dayEnded: [
    {
      ...{ is: 'dayEnded', utc: '2026-01-01', position: emptyPosition, exposureMicros: usdc(0), refused: {} },
      mark: { belief: 'none', valueMicros: null, priceMicros: null, dearMicros: null },
    },
  ],
  exitOnlyBegan: (['exposure', 'stuckOrder', 'drain', 'unconfigured', 'accountAllotted'] as const).map(
    (cause) => ({ is: 'exitOnlyBegan', cause }),
  ),
  exitOnlyEnded: [{ is: 'exitOnlyEnded', cause: 'exposure' }],
  phaseChanged: [{ is: 'phaseChanged', by: 'acted', from: 'IDLE', to: 'ENTRY_PENDING' }],
  flattenLeft: [
    { is: 'flattenLeft', left: { seq: 4, sizeMicros: size(1), boundMicros: price(400_000), isGiven: false } },
  ],
  postRefused: (['BUY', 'SELL'] as const).map((side) => ({
    ...{ is: 'postRefused', side, code: 'tick', text: 'x' },
    ...{ inRow: 3, pauseMs: 4_000, pages: true },
  })),
  refusalsEnded: [{ is: 'refusalsEnded', side: 'BUY', inRow: 3 }],
  waitOverdue: WATCHDOGS.map(({ name }) => ({ is: 'waitOverdue', name, sinceMs: now, why: 'x' })),
  waitEnded: [{ is: 'waitEnded', name: 'exitNotResting', sinceMs: now }],
  notSigned: (['BUY', 'SELL'] as const).map((side) => ({
    ...{ is: 'notSigned', side, why: 'x', pauseMs: 1_000, pages: true },
  })),
}

/** Passes on what others page. */
const FORWARDERS = ['shared/engine/pagingOnce.ts']

/** Pages that are no event of a market's machine, by the file that sends them. */
const OTHERS: Readonly<Record<string, string>> = {
  'shared/engine/tick.ts': 'STOP LOSS could not be latched (x): its market is halted',
  'shared/engine/round.ts': 'broken invariant: x',
  'shared/engine/waits.ts': 'the market has not been ticked for 10 minutes: x',
}

describe('the runbook', () => {
  test('has a row for each page, by its first words', () => {
    const known = rowsOf('Pages').flatMap(patterns)
    const texts = [...Object.values(EVENTS).flatMap(pageTexts), ...Object.values(OTHERS)]

    expect(texts.length).toBeGreaterThan(WATCHDOGS.length)
    expect(texts.filter((text) => !known.some((pattern) => pattern.test(text)))).toEqual([])
  })

  test('knows every place that pages', () => {
    const senders = allSources()
      .filter(
        ({ path, text }) => /^(shared\/engine|functions)\//.test(path) && text.includes('telemetry.page('),
      )
      .map(({ path }) => path)

    expect(senders.toSorted()).toEqual([...Object.keys(OTHERS), ...FORWARDERS].toSorted())
  })

  test('has no row for a page that nobody sends', () => {
    const texts = [...Object.values(EVENTS).flatMap(pageTexts), ...Object.values(OTHERS)]
    const unsent = rowsOf('Pages').filter((cell) =>
      patterns(cell).some((pattern) => !texts.some((text) => pattern.test(text))),
    )

    expect(unsent).toEqual([])
  })

  test('has a row for each STOP code', () => {
    expect(rowsOf('STOP').toSorted()).toEqual([...STOP_CODES].toSorted())
  })
})
