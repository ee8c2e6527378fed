import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseReplayResult } from '../../../desk/report/parseResult.ts'
import { verdictSentence } from '../../../desk/verdict/verdictSentence.ts'
import { book, folder as newFolder, START_MS, tapeOf, trade } from '../../support/tapeFile.ts'
import { bot } from './bot.ts'

const folder = mkdtempSync(join(tmpdir(), 'pooled-tapes-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Bought at the bid, and sold again where it says so. */
function market(fromSeconds: number, isSold = true) {
  const at = (second: number) => fromSeconds + second
  const calm = (from: number, to: number) =>
    Array.from({ length: (to - from) / 30 + 1 }, (_, index) =>
      book(at(from + index * 30), [[49, 1000]], [[52, 1000]]),
    )
  return [
    ...calm(0, 600),
    trade(at(610), 'SELL', 48, 1000),
    ...calm(630, 1_200),
    ...(isSold ? [trade(at(1_210), 'BUY', 53, 1000)] : []),
    ...calm(1_230, 1_500),
  ]
}
const HOUR = 3_600

test('one tape given twice, under whatever name, is refused: its trips would count twice', async () => {
  const tape = tapeOf(market(0))
  const copy = join(newFolder(), 'another-name.tape')
  copyFileSync(tape, copy)

  const replay = await bot('replay', tape, copy, '--no-report')
  const sweep = await bot('sweep', tape, copy, '--vary', 'exit.targetTicks=1,2', '--no-report')

  for (const { exit, out, err } of [replay, sweep]) {
    expect([exit, out]).toEqual([2, ''])
    expect(err).toBe(`${copy}: it is given twice. List each tape once.\n`)
  }
})

test('two tapes of one name in two folders are two: terminal, page and document say the same of them together', async () => {
  const files = [tapeOf(market(0)), tapeOf(market(5 * HOUR, false))]
  const page = join(folder, 'pooled.html')

  const { exit, out } = await bot('replay', ...files, '--report', page)
  const document = parseReplayResult(JSON.parse(readFileSync(join(folder, 'pooled.json'), 'utf8')))
  if (!document.ok) throw new Error(document.problems.join('\n'))

  expect(exit).toBe(0)
  const { runs, pooled } = document.result
  expect(runs.map(({ tape, fillModel }) => [tape.startMs, fillModel])).toEqual(
    [0, 5 * HOUR].flatMap((second) =>
      ['touch', 'proportional', 'trades'].map((model) => [START_MS + second * 1_000, model]),
    ),
  )
  for (const { fillModel, verdict } of pooled) {
    const own = runs.filter((run) => run.fillModel === fillModel)
    expect(verdict).toMatchObject({
      by: 'tapes',
      blocks: 2,
      repeats: 0,
      trips: 1,
      totalMicros: own.reduce((sum, { pnl }) => sum + pnl.totalMicros, 0),
      says: 'tooFew',
      interval: null,
    })
    const sentence = verdictSentence(verdict)
    // A trip in two tapes of 25 minutes: 299 more take 299 x 50 minutes.
    expect(sentence).toMatch(
      /^Cannot say yet; at this rate it takes about 250 hours more: 2 of the 5 tapes and 1 of the 300 round trips needed\./,
    )
    expect(sentence).toContain(' Still held: ')
    expect(out).toContain(sentence)
    expect(textOf(page)).toContain(sentence)
  }
  // All have a table of three models, and then each its own.
  expect(out.startsWith('2 tapes: all together, then each, the worst first\nAll tapes together: ')).toBe(true)
  expect(out.match(/^fills by /gm)).toHaveLength(3)
  expect(out.match(/^queue \(trades only\) {3}/gm)).toHaveLength(3)
  expect(readFileSync(page, 'utf8').match(/<article data-tape=/g)).toHaveLength(2)
})

test('tapes that overlap count their hours once, and a sweep refuses them', async () => {
  const [whole, part] = [tapeOf(market(0)), tapeOf(market(0).slice(10))]

  const { out } = await bot('replay', whole, part, '--fill', 'trades', '--json')
  const { runs, pooled } = JSON.parse(out)
  const swept = await bot('sweep', whole, part, '--vary', 'exit.targetTicks=1,2', '--no-report')

  expect(pooled).toHaveLength(1)
  expect(pooled[0].verdict).toMatchObject({
    blocks: 1,
    repeats: 1,
    trips: 1,
    totalMicros: runs[0].pnl.totalMicros,
  })
  expect(swept.exit).toBe(2)
  expect(swept.err).toBe(`${part}: it repeats hours of ${whole}, of the same outcome. Give one of the two.\n`)
})

test('both outcomes of one time are no proof of each other: a sweep holds neither out', async () => {
  const yes = tapeOf(market(0))
  const no = tapeOf(market(60), { tokens: ['22', '11'], outcomes: ['No', 'Yes'] })

  const { exit, err } = await bot('sweep', yes, no, '--vary', 'exit.targetTicks=1,2', '--no-report')

  expect(exit).toBe(2)
  expect(err).toMatch(/^All tapes show one market at overlapping times, so none of them can be held out\./)
})

const textOf = (page: string): string =>
  readFileSync(page, 'utf8')
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
