import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const run = promisify(execFile)
const model = async (...options: readonly string[]): Promise<string> =>
  (await run(process.execPath, [MAIN, ...options], { maxBuffer: 10_000_000 })).stdout

test('the command explores a scenario and a life to the end, and adds them up', async () => {
  const text = await model('--scenario', 'disarm', '--scenario', 'thin-bids')

  expect(text).toMatch(/^disarm: /m)
  expect(text).toMatch(/^thin-bids: /m)
  expect(text).toMatch(/^\d+ schedules, \d+ states, 0 violations in /m)
})

test('as JSON too', async () => {
  const result: unknown = JSON.parse(await model('--scenario', 'thin-bids', '--json'))

  expect(result).toMatchObject({ schedules: 0, violations: 0, scenarios: [], lives: [{ name: 'thin-bids' }] })
})

test('it lists what there is', async () => {
  expect(await model('--list')).toMatch(/^entry .*[\s\S]*^I7 /m)
})
