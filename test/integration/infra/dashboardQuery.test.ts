import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { bench, tick } from '../../support/engineBench.ts'
import { queryOf, runQuery } from '../../support/logsInsights.ts'
import { LIVE, synthStack } from './synthStack.ts'

function deployedQuery(): readonly string[] {
  const [dashboard] = Object.values(synthStack(LIVE).findResources('AWS::CloudWatch::Dashboard'))
  const parts = dashboard?.['Properties'].DashboardBody['Fn::Join'][1] as readonly unknown[]
  return queryOf(JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')))
}

let lines: readonly string[] = []
beforeAll(async () => {
  const written: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk))
    return true
  })
  const of = bench()
  const telemetry = createTelemetry({ stage: 'live', redactor: createRedactor(), config: 'c' })
  for (let i = 0; i < 3; i += 1) {
    await tick({ ...of, ports: { ...of.ports, telemetry } })
    of.clock.advance(10_000)
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
    expect(logged).toHaveLength(3)
    expect(rows).toEqual(logged)
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).toMatch(/./)
    expect(rows[0]).toMatchObject({ before: 'IDLE', row: expect.stringContaining('IDLE') })
  })

  test('are none of the other lines', () => {
    const others = lines.filter((line) => JSON.parse(line).message !== 'tick')

    expect(others.length).toBeGreaterThan(0)
    expect(runQuery(deployedQuery(), others)).toEqual([])
  })
})
