import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { bench, tick } from '../../support/engineBench.ts'
import { LIVE, synthStack } from './synthStack.ts'

/** A query as CloudWatch Logs Insights runs it: commands, each on the rows of the one before. */
function queryOf(): readonly string[] {
  const [dashboard] = Object.values(synthStack(LIVE).findResources('AWS::CloudWatch::Dashboard'))
  const parts = dashboard?.['Properties'].DashboardBody['Fn::Join'][1] as readonly unknown[]
  const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join(''))
  const queries = (body.widgets as { properties: { query?: string } }[]).flatMap(
    ({ properties: { query } }) => query ?? [],
  )
  expect(queries).toHaveLength(1)
  return (queries[0] ?? '').split('\n| ').map((line) => line.replace(/^SOURCE [^|]*\| /, ''))
}

/** Insights discovers no more fields of a JSON line, in the order in which they stand. */
const DISCOVERED = 200

/** The fields that Insights discovers: dots between the names, numbers for places in a list. */
function discovered(line: string): ReadonlyMap<string, unknown> {
  const found: [string, unknown][] = []
  const walk = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) found.push([name, value])
    else for (const [key, each] of Object.entries(value)) walk(name === '' ? key : `${name}.${key}`, each)
  }
  walk('', JSON.parse(line))
  return new Map(found.slice(0, DISCOVERED))
}

function run(query: readonly string[], lines: readonly string[]): readonly Record<string, unknown>[] {
  let rows = lines.map((line) => ({ all: discovered(line), shown: {} as Record<string, unknown> }))
  for (const command of query) {
    const [verb = '', ...rest] = command.split(' ')
    const text = rest.join(' ')
    if (verb === 'fields') {
      for (const row of rows)
        for (const column of text.split(', ')) {
          const [field = '', name = field] = column.split(' as ')
          if (!field.startsWith('@')) row.shown[name] = row.all.get(field)
        }
    } else if (verb === 'filter') {
      const [, field = '', value] = /^(\S+) = "(.*)"$/.exec(text) ?? []
      rows = rows.filter(({ all }) => all.get(field) === value)
    } else if (verb !== 'sort' && verb !== 'limit') throw new Error(`no such command here: ${command}`)
  }
  return rows.map(({ shown }) => shown)
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
    const rows = run(queryOf(), lines)

    // Assess
    const logged = lines
      .map((line) => JSON.parse(line))
      .filter(({ message }) => message === 'tick')
      .map(({ tick: { market, audit } }) => ({
        ...{ market, before: audit.from, after: audit.to },
        ...{ row: audit.row, reason: audit.reason },
      }))
    expect(logged).toHaveLength(3)
    expect(rows).toEqual(logged)
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).toMatch(/./)
    expect(rows[0]).toMatchObject({ before: 'IDLE', row: expect.stringContaining('IDLE') })
  })

  test('are none of the other lines', () => {
    const others = lines.filter((line) => JSON.parse(line).message !== 'tick')

    expect(others.length).toBeGreaterThan(0)
    expect(run(queryOf(), others)).toEqual([])
  })
})
