import { expect, test } from 'vitest'
import type { ReplayJob } from '../../../../desk/replay/replayJob.ts'
import { runJobs } from '../../../../desk/replay/runJobs.ts'
import { sessionConfig } from '../../../../desk/session/sessionConfig.ts'
import { tokenId } from '../../../../shared/domain/units.ts'
import { at, book, tapeOf, trade } from '../../../support/tapeFile.ts'

const calm = (second: number) => book(second, [[49, 1000]], [[52, 1000]])
const tape = (seconds: number): string =>
  tapeOf([calm(0), trade(30, 'SELL', 48, 10), ...[60, 120, seconds].map(calm)])

const job = (file: string, model: ReplayJob['model']): ReplayJob => ({
  config: sessionConfig(
    { config: null, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('7') },
  ),
  file,
  model,
  outcome: 0,
  facts: {},
  resolved: [],
  salvage: false,
  latency: { book: 100, cancel: 100 },
  maxSilenceMs: 600_000,
})

test('many tapes run in threads; outcomes come in the order of the jobs, a broken tape’s as its fault', async () => {
  const [one, other] = [tape(200), tape(300)]
  const jobs = [job(one, 'touch'), job('/no/such.tape', 'trades'), job(other, 'trades'), job(one, 'trades')]
  const seen: number[] = []

  const outcomes = await runJobs(jobs, ({ done }) => seen.push(done))

  expect(outcomes[1]).toEqual({
    is: 'fault',
    message: '/no/such.tape: there is no such file. Give the path of a tape or a recording.',
  })
  const ends = outcomes.map((outcome) => (outcome.is === 'done' ? outcome.runs[0]?.tape.endMs : null))
  expect(ends).toEqual([at(200), null, at(300), at(200)])
  const models = outcomes.map((outcome) => (outcome.is === 'done' ? outcome.runs[0]?.fillModel : null))
  expect(models).toEqual(['touch', null, 'trades', 'trades'])
  expect(seen.at(-1)).toBe(4)
})
