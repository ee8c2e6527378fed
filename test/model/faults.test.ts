import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { FAULTS } from './faults/allFaults.ts'

const RUN_FAULT = fileURLToPath(new URL('./faults/runFault.ts', import.meta.url))
const run = promisify(execFile)

test.each(FAULTS)('the explorer finds it when $what', async ({ name, breaks }) => {
  const { stdout } = await run(process.execPath, [RUN_FAULT, name], { maxBuffer: 10_000_000 })

  const result: unknown = JSON.parse(stdout)

  expect(result).toMatchObject({ found: true, invariant: expect.stringMatching(`^(${breaks.join('|')})$`) })
})

test('there are at least twenty of them, each with a name of its own', () => {
  const names = new Set(FAULTS.map(({ name }) => name))

  expect(names.size).toBe(FAULTS.length)
  expect(FAULTS.length).toBeGreaterThanOrEqual(20)
})
