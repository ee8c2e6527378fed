import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { FAULTS } from './faults/allFaults.ts'
import { faultTable } from './faults/faultTable.ts'

const RUN_FAULT = fileURLToPath(new URL('./faults/runFault.ts', import.meta.url))
const run = promisify(execFile)

test.each(FAULTS)('the explorer finds it when $what', async ({ name, breaks }) => {
  const { stdout } = await run(process.execPath, [RUN_FAULT, name], { maxBuffer: 10_000_000 })

  const result: unknown = JSON.parse(stdout)

  expect(result).toMatchObject({ found: true, invariant: expect.stringMatching(`^(${breaks.join('|')})$`) })
})

/** As the plan of this project named them, before any was written. */
const NAMED = [
  ['no intent', 'no-intent'],
  ['intent without the second read of the flag', 'no-second-look'],
  ['send after the deadline', 'no-send-deadline'],
  ['known orders read before the latch', 'orders-before-latch'],
  ['"not found" taken as dead', 'not-found-is-dead'],
  ['an order without expiry', 'no-expiry'],
  ['state item overwritten whole', 'overwritten-whole'],
  ['lease without fence', 'lease-without-fence'],
  ['re-post on unknown', 'post-again'],
  ['"Duplicated" taken as placed', 'duplicated-is-placed'],
  ['failed read as empty', 'failed-read-is-empty'],
  ['the open-orders list trusted alone', 'list-alone'],
  ['provisional sold', 'provisional-sold'],
  ['trade keyed by id alone', 'trade-id-alone'],
  ['FAILED ignored', 'failed-ignored'],
  ['cancel taken as closed', 'cancel-closes'],
  ['cursor without overlap', 'no-overlap'],
  ['late fill dropped', 'late-fill-dropped'],
  ['ledger row taken for counted', 'ledger-is-counted'],
  ['resume that forgets a second STOP', 'resume-any'],
] as const

test.each(NAMED)('"%s" is one of them', (_, name) => {
  expect(FAULTS.map((fault) => fault.name)).toContain(name)
})

test('the documentation lists them all, each with the scenario that finds it', () => {
  const page = readFileSync(new URL('../../../docs/safety.md', import.meta.url), 'utf8')

  expect(page).toContain(faultTable(FAULTS))
})

test('there are at least twenty of them, each with a name of its own', () => {
  const names = new Set(FAULTS.map(({ name }) => name))

  expect(names.size).toBe(FAULTS.length)
  expect(FAULTS.length).toBeGreaterThanOrEqual(20)
})
