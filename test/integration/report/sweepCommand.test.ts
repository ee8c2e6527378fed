import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { SweepResult } from '../../../desk/sweep/sweepResult.ts'
import { EXAMPLE_TAPE } from '../../../desk/tape/exampleTape.ts'
import { book, tapeOf, trade } from '../../support/tapeFile.ts'
import { bot } from './bot.ts'
import { browserPath, launch, openPage } from './browser.ts'
import { differences, figuresOf } from './figures.ts'

const folder = mkdtempSync(join(tmpdir(), 'sweep-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Twenty minutes that begin that many days later: an entry is filled, and its exit where it asks for two ticks. */
const day = (days: number, question: string): string => {
  const from = days * 86_400
  const calm = (to: number, after = 0) =>
    Array.from({ length: (to - after) / 30 }, (_, at) =>
      book(from + after + at * 30, [[49, 1000]], [[52, 1000]]),
    )
  return tapeOf(
    [
      ...calm(600),
      trade(from + 610, 'SELL', 49, 3000),
      ...calm(900, 630),
      trade(from + 910, 'BUY', 52, 3000),
      ...calm(1200, 930),
    ],
    { question },
  )
}
const tapes = [day(2, 'third'), day(0, 'first'), day(1, 'second')]
const VARY = ['--vary', 'quote.volatilityDistance=0,1', '--vary', 'exit.targetTicks=2,30']

const sweep = (...args: readonly string[]) => bot('sweep', ...args)

async function swept(results: string, ...args: readonly string[]): Promise<SweepResult> {
  const { exit, out, err } = await sweep(...args, '--results', results, '--json')
  expect([exit, err]).toEqual([0, ''])
  return JSON.parse(out) as SweepResult
}
const linesIn = (results: string): readonly string[] =>
  readdirSync(results).flatMap((file) =>
    readFileSync(join(results, file), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  )

describe('sweep', () => {
  test('splits tapes by time, runs every variant on each, and ranks by the search tapes alone', async () => {
    const results = join(folder, 'whole')

    const result = await swept(results, ...tapes, ...VARY)

    expect(result.tapes.map(({ question, part }) => [question, part])).toEqual([
      ['third', 'heldOut'],
      ['first', 'search'],
      ['second', 'search'],
    ])
    expect(result.variants.map(({ values }) => values.join()).toSorted()).toEqual([
      '0,2',
      '0,30',
      '1,2',
      '1,30',
    ])
    expect(result.variants.filter(({ isPresent }) => isPresent).map(({ values }) => values)).toEqual([[1, 2]])
    const one = result.variants.find(({ values }) => values.join() === '0,2')
    // A round trip on each tape: 40.81 shares bought at 49 and sold at 51 or 52.
    expect([one?.search.trips, one?.heldOut.trips]).toEqual([2, 1])
    expect(one?.search.totalMicros).toBe(2 * (one?.heldOut.totalMicros ?? 0))
    expect(one?.heldOut.totalMicros).toBeGreaterThan(0)
    const none = result.variants.find(({ values }) => values.join() === '0,30')
    expect([none?.search.trips, none?.search.units]).toEqual([0, 2])
    expect(result.recommendation).toBe('tooFew')
    expect(linesIn(results)).toHaveLength(3 * 4)
  })

  test('goes on where it was broken off, with the same result to the byte, whatever became of its files', async () => {
    const results = join(folder, 'resumed')
    const first = await swept(results, ...tapes, ...VARY)
    for (const file of readdirSync(results)) {
      const path = join(results, file)
      // Half of it, the last line torn; and something that nobody wrote.
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, `nonsense\n${text.slice(0, Math.floor(text.length / 2))}`)
    }
    const kept = linesIn(results).length

    const again = await swept(results, ...tapes, ...VARY)

    expect(again).toEqual(first)
    expect(JSON.stringify(again)).toBe(JSON.stringify(first))
    expect(kept).toBeGreaterThan(3)
    // Only what was missing was computed.
    expect(linesIn(results).length).toBeLessThan(kept + 3 * 4)
    const lines = linesIn(results).length
    await swept(results, ...tapes, ...VARY)
    expect(linesIn(results)).toHaveLength(lines)
  })

  test('what was computed under other terms is not taken for this', async () => {
    const results = join(folder, 'terms')
    const [tape = ''] = tapes
    const slow = await swept(results, tape, ...VARY, '--latency-ms', '30000,30000')

    const quick = await swept(results, tape, ...VARY)

    expect(quick.settings.latencyMs).toEqual({ book: 300, cancel: 300 })
    expect(quick.variants).not.toEqual(slow.variants)
  })

  test('one tape is cut in time; a sample is drawn by its seed', async () => {
    const result = await swept(
      join(folder, 'cut'),
      EXAMPLE_TAPE,
      '--vary',
      'quote.volatilityDistance=0,0.5,2,4,8',
      '--sample',
      '2',
      '--seed',
      '5',
      '--held-out',
      '50',
    )

    const [tape] = result.tapes
    expect(tape?.part).toBe('cut')
    expect((tape?.cutMs ?? 0) * 2).toBeCloseTo((tape?.startMs ?? 0) + (tape?.endMs ?? 0), -1)
    expect(result.sample).toEqual({ of: 5, seed: 5 })
    // Two drawn, and the present settings.
    expect(result.variants).toHaveLength(3)
    expect(result.variants.some(({ search }) => search.trips > 0)).toBe(true)
  })

  test.skipIf(browserPath === null)('writes a page that shows its document, and says where', async () => {
    const page = join(folder, 'sweep.html')

    const { exit, out, err } = await sweep(
      EXAMPLE_TAPE,
      ...VARY,
      '--results',
      join(folder, 'page'),
      '--report',
      page,
    )

    expect(exit).toBe(0)
    expect(err).toMatch(/^page: .*\nnext: .*\n$/)
    expect(err).toContain(`page: ${page}, its figures: ${join(folder, 'sweep.json')}\n`)
    expect(out).toContain('quote.volatilityDistance = 1, exit.targetTicks = 2 (current settings)')
    const browser = await launch()
    onTestFinished(() => browser.close())
    const opened = await openPage(browser, page, { width: 390, colours: 'dark' })
    const figures = await figuresOf(opened.page)
    expect(figures.length).toBeGreaterThan(4 * 6)
    expect(differences(figures, JSON.parse(readFileSync(join(folder, 'sweep.json'), 'utf8')))).toEqual([])
    expect(out.startsWith(`${await opened.page.textContent('[data-verdict="sweep"]')}\n`)).toBe(true)
    expect(opened.problems).toEqual([])
  })
})

describe('what is wrong is reported before anything runs, with exit status 2', () => {
  const [tape = ''] = tapes
  test.each([
    [[tape], '--vary = missing: use NAME=VALUE,VALUE,...'],
    [[tape, '--vary', 'quote.volatilityDistance=0,99'], 'quote.volatilityDistance = 99: use 0 to 20'],
    [
      [tape, '--vary', 'regime.minSpreadCents=6'],
      'regime.minSpreadCents = 6 (in regime.minSpreadCents=6): use at most',
    ],
    [[tape, ...VARY, '--seed', '3'], '--seed = 3: leave it out: it belongs to --sample'],
    [[tape, ...VARY, '--sample', '0'], '--sample = 0: use a whole number from 1 to 1000'],
    [[tape, ...VARY, '--held-out', '95'], '--held-out = 95: use whole percent from 10 to 90'],
    [[tape, ...VARY, '--fill', 'all'], '--fill = all: use touch, proportional, trades'],
    [[tape, ...VARY, '--report', 'x.txt'], '--report = x.txt: use a name that ends in .html'],
    [['nowhere.tape', ...VARY], 'nowhere.tape: there is no such file'],
    [[tape, tape, ...VARY], `${tape}: it is given twice. List each tape once.`],
  ] as const)('%j', async (args, message) => {
    const results = join(folder, 'never')

    const { exit, out, err } = await sweep(...args, '--results', results)

    expect(exit).toBe(2)
    expect(`${err}${out}`).toContain(message)
    expect(existsSync(results)).toBe(false)
  })

  test('and by --json as one line', async () => {
    const { exit, out } = await sweep(tape, '--vary', 'quote.nothing=1', '--json')

    expect(exit).toBe(2)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      error: expect.stringContaining('--vary = quote.nothing: '),
    })
  })
})
