import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parseReplayResult } from '../../../desk/report/parseResult.ts'
import { RESULT_SCHEMA } from '../../../desk/report/result.ts'
import { book, tapeOf, trade } from '../../support/tapeFile.ts'
import { bot } from './bot.ts'

const folder = mkdtempSync(join(tmpdir(), 'report-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))
const calm = (from: number, to: number) =>
  Array.from({ length: (to - from) / 30 + 1 }, (_, at) => book(from + at * 30, [[49, 1000]], [[52, 1000]]))
const tape = tapeOf([...calm(0, 600), trade(610, 'SELL', 48, 1000), ...calm(630, 750)])

test('replay writes its report where it is asked to, says so on stderr, and the document next to it', async () => {
  const page = join(folder, 'replayed.html')

  const { exit, out, err } = await bot('replay', tape, '--report', page)

  expect(exit).toBe(0)
  const [untold, written, ...others] = err.split('\n')
  expect(untold).toContain('states no game start, so nothing counts as in play: set it with --game-start')
  expect(written).toBe(`report: ${page}, its figures: ${join(folder, 'replayed.json')}`)
  expect(others).toEqual([expect.stringMatching(/^next: /), ''])
  expect(out).not.toContain(page)
  const text = readFileSync(page, 'utf8')
  expect(text).toMatch(/^<!doctype html>/)
  expect(text).toContain('default-src &#39;none&#39;')
  // The library's licence asks to be kept with every copy of it.
  expect(text).toContain('Copyright (c) 2022 Leon Sorokin')
  expect(text).not.toMatch(/(src|href)="(?!data:)/)
  const stored = parseReplayResult(JSON.parse(readFileSync(join(folder, 'replayed.json'), 'utf8')))
  expect(stored.ok && stored.result.runs.map(({ fillModel }) => fillModel)).toEqual([
    'touch',
    'proportional',
    'trades',
  ])
})

test('a replay that was given the game start says nothing of it', async () => {
  const { err } = await bot('replay', tape, '--game-start', '2030-01-01T00:00:00Z', '--no-report')

  expect(err).toMatch(/^next: .*\n$/)
})

test('the page states the fee by its formula, and the rebate, or that there is none', async () => {
  const [charged, free] = [join(folder, 'charged.html'), join(folder, 'free.html')]
  await bot('replay', tape, '--fill', 'trades', '--fee', '0.05,2', '--rebate', '0.25', '--report', charged)
  await bot('replay', tape, '--fill', 'trades', '--report', free)

  const [of, without] = [readFileSync(charged, 'utf8'), readFileSync(free, 'utf8')]
  expect(of).toContain('<dt>taker fee a share</dt><dd>0.05 x (p (1 − p))^2</dd>')
  expect(of).toContain('<dt>rebate to makers</dt><dd>25 % of it</dd>')
  expect(of).not.toContain('No taker fee is charged')
  expect(without).toContain('<dt>taker fee a share</dt><dd>none</dd>')
  expect(without).toContain('No taker fee is charged.')
})

test('report draws a stored result: the same page, to the byte', async () => {
  const [page, again] = [join(folder, 'first.html'), join(folder, 'again.html')]
  const replayed = await bot('replay', tape, '--report', page)

  const { exit, out } = await bot('report', join(folder, 'first.json'), '--report', again)

  expect(exit).toBe(0)
  expect(readFileSync(again).equals(readFileSync(page))).toBe(true)
  // The terminal's summary is the replay's own.
  expect(out.startsWith(replayed.out.trimEnd())).toBe(true)
})

test('report takes what replay --json printed, which writes no report of its own', async () => {
  const { out } = await bot('replay', tape, '--fill', 'trades', '--json')
  const file = join(folder, 'printed.json')
  writeFileSync(file, out)

  const { exit } = await bot('report', file, '--report', join(folder, 'printed.html'), '--json')

  expect(existsSync('report.html') && readFileSync('report.html', 'utf8').includes('made.tape')).toBe(false)
  expect(exit).toBe(0)
  expect(existsSync(join(folder, 'printed.html'))).toBe(true)
})

test('--no-report writes none', async () => {
  const { exit, err } = await bot('replay', tape, '--fill', 'touch', '--no-report')

  expect(exit).toBe(0)
  expect(err).not.toContain('report:')
})

test.each([
  [
    'no such file',
    null,
    /^RESULT\.json = .*none\.json: there is no such file: give the output of replay --json/,
  ],
  ['no JSON', '{"kind":', /it is not JSON \(.*\): give the output of replay --json/],
  [
    'another thing',
    `{"kind":"replay","schema":${RESULT_SCHEMA}}`,
    /it is not a result of this version:\n {2}runs: /,
  ],
  ['another version', '{"kind":"replay","schema":1,"runs":[]}', /schema: 1 is of another version of the bot/],
])('%s is reported by field, with exit status 2', async (_, text, message) => {
  const file = join(folder, text === null ? 'none.json' : 'wrong.json')
  if (text !== null) writeFileSync(file, text)

  const { exit, out, err } = await bot('report', file, '--report', join(folder, 'never.html'))

  expect([exit, out]).toEqual([2, ''])
  expect(err).toMatch(message)
  expect(existsSync(join(folder, 'never.html'))).toBe(false)
})

test('a file that could not be a page is refused before anything is played', async () => {
  const { exit, err } = await bot('replay', tape, '--report', join(folder, 'report.json'))

  expect(exit).toBe(2)
  expect(err).toMatch(/^--report = .*report\.json: use a name that ends in \.html/)
})

test('a folder that is not there is the user’s to make', async () => {
  const { exit, err } = await bot(
    'replay',
    tape,
    '--fill',
    'touch',
    '--report',
    join(folder, 'none', 'report.html'),
  )

  expect(exit).toBe(2)
  expect(err).toMatch(/^--report = .*none.report\.html: /)
})
