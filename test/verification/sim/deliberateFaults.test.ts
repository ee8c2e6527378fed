import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { DELIBERATE_FAULTS } from './deliberateFaults.ts'
import type { Violation } from './violation.ts'

const RUN = fileURLToPath(new URL('./runDeliberateFault.ts', import.meta.url))
const run = promisify(execFile)
const brokenBy = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { stdout } = await run(process.execPath, [RUN, ...args], { maxBuffer: 10_000_000 })
  const { violations } = JSON.parse(stdout) as { readonly violations: readonly Violation[] }
  return [...new Set(violations.map(({ invariant }) => invariant))]
}

const LIVES = DELIBERATE_FAULTS.filter(({ size }) => size !== 'twenty')
const OF_TWENTY = DELIBERATE_FAULTS.filter(({ size }) => size === 'twenty')

test.each(LIVES)('the simulation breaks $breaks when $what, and without that nothing', async (fault) => {
  const { name, breaks } = fault

  expect(await brokenBy(name)).toContain(breaks)
  expect(await brokenBy(name, '--without')).toEqual([])
})

/** What these runs do without it: twenty.test.ts. */
test.each(OF_TWENTY)(
  'twenty outcomes that come and go break $breaks when $what',
  async ({ name, breaks }) => {
    expect(await brokenBy(name)).toContain(breaks)
  },
)

test('each property of a position has a fault that breaks it', () => {
  expect([...new Set(LIVES.map(({ breaks }) => breaks))].sort()).toEqual(['L1', 'L2', 'L4'])
})
