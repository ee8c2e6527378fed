import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MEASURED } from '../../../shared/config/monthlyCost.ts'
import { STOP_CODES } from '../../../shared/domain/control.ts'
import { BOT_PARTITION, CONTROL_SORT_KEY } from '../../../shared/dynamodb/table.ts'
import { MARKET_METRICS, STACK_METRICS } from '../../../shared/telemetry/metricNames.ts'
import { synthStack } from './synthStack.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../..', name), 'utf8')
const RUNBOOK = read('docs/runbook.md')

test('the line of the runbook that flips the flag names the control item', () => {
  // Act
  const [line = ''] = RUNBOOK.match(/^aws dynamodb update-item .*$/m) ?? []
  const option = (name: string) => new RegExp(`--${name} '([^']+)'`).exec(line)?.[1] ?? ''

  // Assess
  expect(JSON.parse(option('key'))).toEqual({ pk: { S: BOT_PARTITION }, sk: { S: CONTROL_SORT_KEY } })
  expect(option('update-expression')).toBe('SET halted = :yes')
  expect(JSON.parse(option('expression-attribute-values'))).toEqual({ ':yes': { BOOL: true } })
})

test('the cost of a month counts the metrics and alarms that there are', () => {
  const alarms = Object.values(synthStack().findResources('AWS::CloudWatch::Alarm'))
  const isQuick = ({ Properties }: (typeof alarms)[number]): boolean =>
    Number(Properties.Period ?? 60) < 60 || JSON.stringify(Properties.Metrics ?? []).includes('"Period":10')
  const quick = alarms.filter(isQuick).length
  expect([alarms.length - quick, quick]).toEqual([MEASURED.alarms, MEASURED.quickAlarms])
  expect(Object.keys(STACK_METRICS).length).toBe(MEASURED.stackMetrics)
  expect(Object.keys(MARKET_METRICS).length).toBe(MEASURED.marketMetrics)
})

test('the memory that is configured is that of both functions', () => {
  const functions = Object.values(synthStack({ memoryMb: 256 }).findResources('AWS::Lambda::Function'))
  const sizes = functions.flatMap(({ Properties }) => Properties.MemorySize ?? [])
  expect(sizes.filter((size) => size === 256)).toHaveLength(2)
})

test('the runbook has every alarm of the stack', () => {
  const names = Object.keys(synthStack().findResources('AWS::CloudWatch::Alarm')).map((id) =>
    id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
  )
  expect(names.filter((name) => !RUNBOOK.includes(`| ${name} |`))).toEqual([])
})

test('the text of every alarm leads to its own row of the runbook', () => {
  const alarms = Object.entries(synthStack().findResources('AWS::CloudWatch::Alarm'))
  const rows = alarms.map(([id, { Properties }]) => {
    const name = id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, '')
    const [, anchor = 'none'] = / docs\/runbook\.md#(\S+)$/.exec(Properties.AlarmDescription) ?? []
    return { name, row: RUNBOOK.split('\n').find((line) => line.includes(`<a id="${anchor}"></a>`)) ?? '' }
  })

  expect(rows.filter(({ name, row }) => !row.startsWith(`| ${name} |`))).toEqual([])
})

test('the runbook has every reason to STOP', () => {
  expect(STOP_CODES.filter((code) => !RUNBOOK.includes(`| ${code} |`))).toEqual([])
})
