import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { entryState, exitState, halted, openState, running } from '../../support/build.ts'
import { bench, tick } from '../../support/engineBench.ts'
import { queryOf, runQuery } from '../../support/logsInsights.ts'
import { LIVE, synthStack } from './synthStack.ts'

function deployedQuery(): readonly string[] {
  const [dashboard] = Object.values(synthStack(LIVE).findResources('AWS::CloudWatch::Dashboard'))
  const parts = dashboard?.['Properties'].DashboardBody['Fn::Join'][1] as readonly unknown[]
  return queryOf(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')))
}

const TICKS = 3
/** Idle, with an entry, holding, with an exit; halted, not armed; and where nothing can be read. */
const KINDS = [
  () => bench(),
  () => bench({ state: entryState }),
  () => bench({ state: openState }),
  () => bench({ state: exitState }),
  () => bench({ state: exitState, control: halted() }),
  () => bench({ control: { ...running, armed: false } }),
]
const blind = () => {
  const made = bench({ state: entryState })
  for (const call of ['trades', 'openOrders', 'books'] as const) made.venue.silent.add(call)
  return made
}

let lines: readonly string[] = []
beforeAll(async () => {
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk))
    return true
  })
  for (const of of [...KINDS, blind]) {
    const made = of()
    for (let i = 0; i < TICKS; i += 1) {
      // The first tick of a process has a line, whatever it does.
      const telemetry = createTelemetry({ stage: 'live', redactor: createRedactor(), config: 'c' })
      await tick({ ...made, ports: { ...made.ports, telemetry } })
      made.clock.advance(10_000)
    }
  }
  spy.mockRestore()
  lines = written
    .join('')
    .split('\n')
    .filter((line) => line.startsWith('{'))
})

describe('the last ticks on the dashboard', () => {
  test('are shown with phase before and after, row and reason, as the real tick logs them', () => {
    // Act
    const rows = runQuery(deployedQuery(), lines)

    // Assess
    const logged = lines
      .map((line) => JSON.parse(line))
      .filter(({ message }) => message === 'tick')
      .map(({ tick: { market, audit } }) => ({
        market,
        before: audit.from,
        after: audit.to,
        row: audit.row,
        reason: audit.reason,
      }))
    expect(logged).toHaveLength(TICKS * (KINDS.length + 1))
    expect(new Set(logged.map(({ before }) => before))).toEqual(
      new Set(['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING']),
    )
    expect(rows).toEqual(logged)
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).toMatch(/./)
    expect(rows[0]).toMatchObject({ before: 'IDLE', row: expect.stringContaining('IDLE') })
  })

  test('name the outcome as the configuration does, where the stack has several', async () => {
    // Prepare
    const written: string[] = []
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written.push(String(chunk))
      return true
    })
    const name = 'Will it rain in Dublin? – Yes'
    const made = bench()

    // Act
    const telemetry = createTelemetry({ stage: 'live', redactor: createRedactor(), nameOf: () => name })
    await tick({ ...made, ports: { ...made.ports, telemetry } })
    spy.mockRestore()

    // Assess
    const named = written
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(runQuery(deployedQuery(), named)).toEqual([
      expect.objectContaining({ market: name, before: 'IDLE' }),
    ])
  })

  test('are none of the other lines', () => {
    const others = lines.filter((line) => JSON.parse(line).message !== 'tick')

    expect(others.length).toBeGreaterThan(0)
    expect(runQuery(deployedQuery(), others)).toEqual([])
  })
})
