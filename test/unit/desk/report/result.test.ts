import { expect, test } from 'vitest'
import { parseReplayResult, RESULT_SCHEMA } from '../../../../desk/report/result.ts'
import { formatResult } from '../../../../desk/report/terminalSummary.ts'
import { replayOf } from '../replay/replayOf.ts'
import { book, tapeOf, trade } from '../tape/tapeFile.ts'

const calm = (from: number, to: number) =>
  Array.from({ length: (to - from) / 30 + 1 }, (_, index) =>
    book(from + index * 30, [[49, 1000]], [[52, 1000]]),
  )
const tape = tapeOf([...calm(0, 600), trade(610, 'SELL', 48, 1000), ...calm(630, 750)])
const documentOf = async (over = {}) => ({
  kind: 'replay' as const,
  schema: RESULT_SCHEMA,
  runs: [{ ...(await replayOf(tape)), ...over }],
})
const problemsOf = (json: unknown): readonly string[] => {
  const parsed = parseReplayResult(json)
  return parsed.ok ? [] : parsed.problems
}

test('a document names the field that is wrong', async () => {
  const sound = await documentOf()

  expect(problemsOf(sound)).toEqual([])
  expect(problemsOf({ ...sound, schema: RESULT_SCHEMA + 1 })).toEqual([
    expect.stringMatching(/^schema: \d+ is of another version of the bot, .*again$/),
  ])
  expect(problemsOf({ ...sound, runs: [] })).toEqual([expect.stringMatching(/^runs: /)])
  expect(problemsOf(await documentOf({ fillModel: 'hope' }))).toEqual([
    expect.stringMatching(/^runs\.0\.fillModel: /),
  ])
  expect(problemsOf([])).not.toEqual([])
})

test('a document whose parts do not agree is refused', async () => {
  const { runs } = await documentOf()
  const [run] = runs
  const pnl = { ...run?.pnl, totalMicros: (run?.pnl.totalMicros ?? 0) + 1 }
  const series = { ...run?.series, midMicros: [] }

  expect(problemsOf(await documentOf({ pnl }))[0]).toMatch(/^runs\.0: the parts of the P&L add up to/)
  expect(problemsOf(await documentOf({ series }))).toEqual([
    'runs.0: the columns of the series differ in length',
  ])
})

test('instants without a calendar are refused before anybody prints them', async () => {
  const [run] = (await documentOf()).runs

  const problems = problemsOf(await documentOf({ tape: { ...run?.tape, endMs: 9e15 } }))

  expect(problems[0]).toMatch(/^runs\.0\.tape\.endMs: /)
})

test('the terminal has the edge of each model, and the sentence', async () => {
  const runs = await Promise.all(
    (['touch', 'proportional', 'trades'] as const).map((model) => replayOf(tape, { model })),
  )

  const text = formatResult({ kind: 'replay', schema: RESULT_SCHEMA, runs })

  expect(text).toMatch(/^Is it so\? \(made\.tape\): \d+ events in 12 min 30 s$/m)
  expect(text).toMatch(/^The sample is too small to say anything: 1 fill in 1 stretch of 10 minutes/m)
  for (const name of ['touch', 'queue (proportional)', 'queue (trades only)']) {
    const row = text.split('\n').find((line) => line.startsWith(`${name} `) && line.includes('too few'))
    expect(row).toMatch(/ 1 +0 +\+\d\.\d\d +too few /)
  }
})
