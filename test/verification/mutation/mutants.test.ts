import { expect, test } from 'vitest'
import * as collector from './collectTests.ts'
import { judgeMutants } from './judgeMutants.ts'
import { mutantReport, scoresOf } from './mutantReport.ts'
import { mutatedFiles, testsFor } from './mutatedFiles.ts'
import type { JudgedMutant } from './runMutants.ts'

const KNOWN = [
  'shared/machine/stuck.ts',
  'shared/machine/rows/idle.ts',
  'shared/reconcile/prune.ts',
  'shared/reconcile/observed.ts',
  'shared/engine/room.ts',
  'test/requirements/states.test.ts',
  'test/unit/machine/stuck.test.ts',
  'test/unit/machine/properties.test.ts',
  'test/unit/engine/room.test.ts',
  'test/support/build.ts',
]

test('without a name the rooms that money depends on are changed; a name is a file or a folder', () => {
  expect(mutatedFiles([], KNOWN)).toEqual([
    'shared/machine/stuck.ts',
    'shared/machine/rows/idle.ts',
    'shared/reconcile/prune.ts',
  ])
  expect(mutatedFiles(['shared/engine/room.ts', 'shared/machine/rows/'], KNOWN)).toEqual([
    'shared/machine/rows/idle.ts',
    'shared/engine/room.ts',
  ])
  expect(mutatedFiles(['stuck'], KNOWN)).toMatch(
    /^file: stuck is no file and no folder of shared: use a path such as/,
  )
})

test('the tests of the room of a file judge it, the slow ones aside', () => {
  const quick = ['test/requirements/states.test.ts', 'test/unit/machine/stuck.test.ts']

  expect(testsFor(['shared/machine/stuck.ts'], KNOWN)).toEqual(quick)
  expect(testsFor(['shared/engine/room.ts'], KNOWN)).toEqual([...quick, 'test/unit/engine/room.test.ts'])
})

/** What Stryker's instrumenter writes for `1 < 2`, by hand. */
const world = globalThis as {
  __stryker__?: { activeMutant?: string; currentTestId?: string; mutantCoverage: { perTest: object } }
}
function isLess(a: number, b: number): boolean {
  const board = world.__stryker__
  const seen = board?.mutantCoverage.perTest as Record<string, Record<string, number>>
  if (board?.currentTestId !== undefined) seen[board.currentTestId] = { flipped: 1, kept: 1 }
  if (board?.activeMutant === 'flipped') return a > b
  return board?.activeMutant === 'kept' ? a <= b : a < b
}

const JOB = { tests: ['a'], mutants: ['flipped', 'kept', 'far'], shard: 0, shards: 1, out: '' }
const judged = (job: typeof JOB, write: () => void) =>
  judgeMutants(
    job,
    (file) => collector.collectTests(file, async () => write()),
    () => undefined,
  )

test('a mutant is killed where a test that reaches it fails; what no test reaches is said', async () => {
  const findings = await judged(JOB, () =>
    collector.describe('numbers', () =>
      collector.test.each([[1, 2]] as const)('%i', (a, b) => expect(isLess(Number(a), Number(b))).toBe(true)),
    ),
  )

  expect(findings).toEqual({
    broken: [],
    tests: 1,
    outcomes: { flipped: 'killed', kept: 'survived', far: 'unreached' },
  })
})

test('a test that fails without a change, before or after the mutants, is named', async () => {
  let runs = 0
  const findings = await judged({ ...JOB, tests: ['a'], mutants: ['far'] }, () => {
    collector.it('never right', () => collector.expect(1).toBe(2))
    collector.test('right once', () => {
      runs += 1
      expect(runs).toBe(1)
    })
  })

  expect(findings.broken).toEqual([
    expect.stringMatching(/^a > never right: expected 1 to be 2/),
    expect.stringMatching(/^a > right once fails after the mutants: expected 2 to be 1/),
  ])
})

test('what follows a test runs for each, also after a failure', async () => {
  const order: string[] = []
  const [first] = await collector.collectTests('a', async () => {
    collector.afterEach(() => order.push('after'))
    collector.test('fails', () => {
      collector.onTestFinished(() => order.push('finished'))
      throw new Error('so it is')
    })
  })

  if (first === undefined) throw new Error('nothing was collected')
  await expect(collector.runCollected(first)).rejects.toThrow('so it is')
  expect(order).toEqual(['finished', 'after'])
})

const mutant = (outcome: JudgedMutant['outcome'], file = 'shared/a.ts'): JudgedMutant => {
  return { id: '1', file, line: 7, mutator: 'EqualityOperator', was: 'a < b', becomes: 'a <= b', outcome }
}

test('the report counts by file, leaves out what is computed once, and names each that is left', () => {
  const mutants = [
    mutant('killed'),
    mutant('timeout'),
    mutant('survived'),
    mutant('static'),
    mutant('unreached', 'shared/b.ts'),
  ]

  expect(scoresOf(mutants)).toEqual([
    { file: 'shared/a.ts', mutants: 3, survive: 1, score: 66.67 },
    { file: 'shared/b.ts', mutants: 1, survive: 1, score: 0 },
    { file: 'together', mutants: 4, survive: 2, score: 50 },
  ])
  const lines = mutantReport({ tests: 12, broken: [], mutants }).split('\n')
  expect(lines).toContain('shared/a.ts:7 survived EqualityOperator: a < b -> a <= b')
  expect(lines).toContain('12 tests; 1 mutants of values that are computed once are left out')
})
