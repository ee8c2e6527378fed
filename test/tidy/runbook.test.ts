import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../../shared/accounting/position.ts'
import { STOP_CODES } from '../../shared/domain/control.ts'
import { runbookRow } from '../../shared/domain/runbook.ts'
import { price, size, type TradeId, usdc } from '../../shared/domain/units.ts'
import type { MachineEvent } from '../../shared/machine/event.ts'
import { eventWords } from '../../shared/machine/eventWords.ts'
import type { PageRow } from '../../shared/machine/pageRow.ts'
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

/** A cell names one text or several; in each, "…" means whatever a page fills in. */
const patterns = (cell: string): readonly RegExp[] =>
  cell.split(/(?<=…), /).map((text) => new RegExp(`^${text.split('…').map(literal).join('.*')}`))
const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** One of each kind, and of each form that calls a person. */
const EVENTS: Readonly<Record<MachineEvent['is'], readonly MachineEvent[]>> = {
  fill: [{ is: 'fill', leg: leg() }],
  lateFill: [{ is: 'lateFill', tradeId: 't1' as TradeId, orderId: id(1) }],
  orderEnded: [{ is: 'orderEnded', id: id(1), how: 'expired', atMs: now, matchedMicros: null }],
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
      is: 'dayEnded',
      utc: '2026-01-01',
      position: emptyPosition,
      exposureMicros: usdc(0),
      refused: {},
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
    is: 'postRefused',
    side,
    code: 'tick',
    text: 'x',
    inRow: 3,
    pauseMs: 4_000,
    pages: true,
  })),
  refusalsEnded: [{ is: 'refusalsEnded', side: 'BUY', inRow: 3 }],
  waitOverdue: WATCHDOGS.map(({ name }) => ({ is: 'waitOverdue', name, sinceMs: now, why: 'x' })),
  waitEnded: [{ is: 'waitEnded', name: 'exitNotResting', sinceMs: now }],
  notSigned: (['BUY', 'SELL'] as const).map((side) => ({
    is: 'notSigned',
    side,
    why: 'x',
    pauseMs: 1_000,
    pages: true,
  })),
}

/** Passes on what others page. */
const FORWARDERS = ['shared/engine/pagingOnce.ts', 'shared/telemetry/outbox.ts']

interface Page {
  readonly text: string
  readonly row: PageRow
}

/** Pages that are no event of a market's machine, by the file that sends them. */
const OTHERS: Readonly<Record<string, readonly Page[]>> = {
  'shared/engine/tick.ts': [
    { text: 'STOP LOSS could not be latched (x): its market is halted', row: 'notLatched' },
  ],
  'functions/stuckAfterTicks.ts': [
    { text: 'stuck: about 12 USDC in one market, 10.0 % of accountUsdc: x', row: 'stuckMoney' },
  ],
  'shared/engine/round.ts': [{ text: 'broken invariant: x', row: 'invariant' }],
  'shared/engine/waits.ts': [{ text: 'the market has not been ticked for 10 minutes: x', row: 'notTicked' }],
  'shared/paper/lookAtFeed.ts': [
    { text: 'public trades may be shown 600 s late: x', row: 'paperTradesLate' },
    { text: 'public trades from a to b can no longer be read: x', row: 'paperTradesLost' },
  ],
}

const PAGES: readonly Page[] = [
  ...Object.values(EVENTS)
    .flat()
    .map(eventWords)
    .flatMap((words) => (words.pages ? [words] : [])),
  ...Object.values(OTHERS).flat(),
  // By `doctor`, `arm` and `chat`.
  { text: 'Test notice', row: 'testNotice' },
]
const TEXTS = PAGES.map(({ text }) => text)

describe('the runbook', () => {
  test('has a row for each page, by its first words', () => {
    const known = rowsOf('Pages').flatMap(patterns)

    expect(TEXTS.length).toBeGreaterThan(WATCHDOGS.length)
    expect(TEXTS.filter((text) => !known.some((pattern) => pattern.test(text)))).toEqual([])
  })

  test('is where each page leads: to the row of its own first words', () => {
    const lost = PAGES.filter(({ text, row }) => {
      const [, anchor = ''] = runbookRow('page', row).split('#')
      const line = runbook.split('\n').find((each) => each.includes(`<a id="${anchor}"></a>`)) ?? '| none |'
      const cell = /^\| (.+?) \|/.exec(line)?.[1] ?? ''
      return !patterns(cell).some((pattern) => pattern.test(text))
    })

    expect(lost).toEqual([])
  })

  test('is where each STOP leads: to the row of its code', () => {
    const lost = STOP_CODES.filter((code) => {
      const [, anchor = ''] = runbookRow('stop', code).split('#')
      return !runbook.includes(`\n| ${code} | <a id="${anchor}"></a>`)
    })

    expect(lost).toEqual([])
  })

  test('has each anchor once', () => {
    const anchors = [...runbook.matchAll(/<a id="([^"]+)">/g)].map(([, anchor]) => anchor)

    expect(anchors.length).toBeGreaterThan(PAGES.length)
    expect(new Set(anchors).size).toBe(anchors.length)
  })

  test('knows every place that pages', () => {
    const senders = allSources()
      .filter(
        ({ path, text }) =>
          /^(shared|functions)\//.test(path) && /(telemetry|options|of)\.page\(|^ {2}page\($/m.test(text),
      )
      .map(({ path }) => path)

    expect(senders.toSorted()).toEqual([...Object.keys(OTHERS), ...FORWARDERS].toSorted())
  })

  test('has no row for a page that nobody sends', () => {
    const unsent = rowsOf('Pages').filter((cell) =>
      patterns(cell).some((pattern) => !TEXTS.some((text) => pattern.test(text))),
    )

    expect(unsent).toEqual([])
  })

  test('has a row for each STOP code', () => {
    expect(rowsOf('STOP').toSorted()).toEqual([...STOP_CODES].toSorted())
  })
})
