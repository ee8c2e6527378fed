import { expect, test } from 'vitest'
import { documentOf } from '../../../../desk/report/documentOf.ts'
import { parseReplayResult } from '../../../../desk/report/parseResult.ts'
import { RESULT_SCHEMA, type ReplayResult } from '../../../../desk/report/result.ts'
import { formatResult } from '../../../../desk/report/terminalSummary.ts'
import { book, tapeOf, trade } from '../../../support/tapeFile.ts'
import { replayOf } from '../replay/replayOf.ts'

const calm = (from: number, to: number) =>
  Array.from({ length: (to - from) / 30 + 1 }, (_, index) =>
    book(from + index * 30, [[49, 1000]], [[52, 1000]]),
  )
const tape = tapeOf([...calm(0, 600), trade(610, 'SELL', 48, 1000), ...calm(630, 750)])
const documentWith = async (over = {}): Promise<ReplayResult> => {
  const whole = documentOf('replay', [await replayOf(tape)])
  return { ...whole, runs: whole.runs.map((run) => ({ ...run, ...over })) }
}
const problemsOf = (json: unknown): readonly string[] => {
  const parsed = parseReplayResult(json)
  return parsed.ok ? [] : parsed.problems
}

test('a document names the field that is wrong', async () => {
  const sound = await documentWith()

  expect(problemsOf(sound)).toEqual([])
  expect(problemsOf({ ...sound, schema: RESULT_SCHEMA + 1 })).toEqual([
    expect.stringMatching(/^schema: \d+ is of another version of the bot, .*again$/),
  ])
  expect(problemsOf({ ...sound, runs: [] })).toEqual([expect.stringMatching(/^runs: /)])
  expect(problemsOf(await documentWith({ fillModel: 'hope' }))).toEqual([
    expect.stringMatching(/^runs\.0\.fillModel: /),
  ])
  expect(problemsOf([])).not.toEqual([])
})

test('a document whose parts do not agree is refused', async () => {
  const { runs } = await documentWith()
  const [run] = runs
  const pnl = { ...run?.pnl, totalMicros: (run?.pnl.totalMicros ?? 0) + 1 }
  const series = { ...run?.series, midMicros: [] }

  expect(problemsOf(await documentWith({ pnl }))[0]).toMatch(/^runs\.0: the parts of the P&L add up to/)
  expect(problemsOf(await documentWith({ series }))).toEqual([
    'runs.0: the columns of the series differ in length',
  ])
})

test('instants without a calendar are refused before anybody prints them', async () => {
  const [run] = (await documentWith()).runs

  const problems = problemsOf(await documentWith({ tape: { ...run?.tape, endMs: 9e15 } }))

  expect(problems[0]).toMatch(/^runs\.0\.tape\.endMs: /)
})

test('a verdict that is not on the total, or not of the runs together, is refused', async () => {
  const { runs, ...rest } = await documentWith()
  const [run] = runs
  if (run === undefined) throw new Error('a run is wanted')
  const verdict = { ...run.verdict, totalMicros: run.verdict.totalMicros + 1 }

  expect(problemsOf(await documentWith({ verdict }))[0]).toMatch(/^runs\.0: the verdict is on /)
  expect(problemsOf({ ...rest, runs: [run, run], pooled: [] })).toEqual([
    'pooled: it does not match the runs together',
  ])
})

test('the terminal has the total of each model, and the verdict', async () => {
  const runs = await Promise.all(
    (['touch', 'proportional', 'trades'] as const).map((model) => replayOf(tape, { model })),
  )

  const text = formatResult(documentOf('replay', runs))

  expect(text).toMatch(/^Is it so\? – Yes \(made\.tape\): \d+ events in 12 min 30 s$/m)
  expect(text).toMatch(
    /^Cannot say yet, no round trip was completed in 12 min 30 s: 0 of the 300 round trips/m,
  )
  for (const name of ['touch', 'queue (proportional)', 'queue (trades only)']) {
    const row = text.split('\n').find((line) => line.startsWith(`${name} `) && line.includes('cannot say'))
    expect(row).toMatch(/ 1 +0 +\+\d\.\d\d +.* cannot say$/)
  }
})

test('what was not entered is informed of the model that the sentence speaks of', async () => {
  const [touch, trades] = await Promise.all([
    replayOf(tape, { model: 'touch' }),
    replayOf(tape, { model: 'trades' }),
  ])
  const runs = [
    { ...touch, refusals: [{ name: 'jump', count: 7 }] },
    { ...trades, refusals: [{ name: 'depth', count: 3 }] },
  ]

  const text = formatResult(documentOf('replay', runs))

  expect(text).toMatch(/^not entered \(queue \(trades only\)\): depth 3$/m)
  expect(text).not.toContain('jump 7')
})

test('a replay that charges no fee says so, and what sets it', async () => {
  const [free, charged] = await Promise.all([
    replayOf(tape),
    replayOf(tape, { facts: { feeRatePpm: 50_000 } }),
  ])

  expect(formatResult(documentOf('replay', [free]))).toMatch(
    /^No taker fee is charged\. .* set it with --fee/m,
  )
  expect(formatResult(documentOf('replay', [charged]))).not.toContain('No taker fee')
})
