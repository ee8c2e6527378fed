import { readFileSync } from 'node:fs'
import type { Template } from 'aws-cdk-lib/assertions'
import { beforeAll, describe, expect, test } from 'vitest'
import { MAX_MARKETS } from '../../../shared/config/parseConfig.ts'
import {
  MARKET_DIMENSION,
  MARKET_METRICS,
  METRIC_NAMESPACE,
  STACK_METRICS,
  serviceName,
} from '../../../shared/telemetry/metricNames.ts'
import { configFile, marketFile } from '../../support/configFile.ts'
import { LIVE, synthStack } from './synthStack.ts'

let live: Template
beforeAll(() => {
  live = synthStack(LIVE)
})

interface MetricProperties {
  readonly MetricName: string
  readonly Namespace: string
  readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
}

/** Of one metric, or of an expression over several. */
interface AlarmProperties extends MetricProperties {
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: MetricProperties } }[]
  readonly ActionsEnabled?: boolean
  readonly AlarmActions: readonly { readonly Ref: string }[]
  readonly OKActions?: unknown
  readonly TreatMissingData: string
  readonly AlarmDescription: string
}

const alarmsOf = (template: Template): Record<string, AlarmProperties> =>
  Object.fromEntries(
    Object.entries(template.findResources('AWS::CloudWatch::Alarm')).map(([id, resource]) => [
      id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
      resource['Properties'] as AlarmProperties,
    ]),
  )
const topicOf = (alarm: AlarmProperties): string =>
  alarm.AlarmActions.map(({ Ref }) => Ref.replace(/[0-9A-F]{8}$/, '')).join()

describe('alarms', () => {
  test('have each a row in the runbook', () => {
    const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8')
    const [, section = ''] = runbook.split('\n## Alarms\n')
    const [table = ''] = section.split('\n## ')
    const rows = [...table.matchAll(/^\| ([A-Z]\w+) \|/gm)].map(([, name]) => name)

    expect(rows.toSorted()).toEqual(Object.keys(alarmsOf(live)).toSorted())
  })

  test('stop for three reasons, and call a person for the others', () => {
    const alarms = Object.entries(alarmsOf(live))
    const to = (topic: string) =>
      alarms
        .filter(([, alarm]) => topicOf(alarm) === topic)
        .map(([name]) => name)
        .sort()
    expect(to('TopicsStop')).toEqual(['Drill', 'Exposure', 'NoTick', 'TickErrors'])
    expect(to('TopicsPage')).toEqual([
      'FailedDrills',
      'FailedFlips',
      'FailedMessages',
      'FailedSchedules',
      'FailedStops',
      'FailedTicks',
      'FlipsLate',
      'Halted',
      'MarketSilent',
      'NoDrill',
      'OverdueWaits',
      'Pages',
      'RejectedPosts',
      'Settling',
      'StopErrors',
      'StopLate',
      'StopNotDone',
      'StopThrottled',
      'VenueLatency',
    ])
    expect(alarms).toHaveLength(23)
  })

  test('silence of ticks and drills is an alarm, of all others it is none', () => {
    for (const [name, alarm] of Object.entries(alarmsOf(live))) {
      const expected = ['NoTick', 'NoDrill'].includes(name) ? 'breaching' : 'notBreaching'
      expect([name, alarm.TreatMissingData]).toEqual([name, expected])
    }
  })

  test('all act from the deployment on, so that a deployment changes none of what an operator has set', () => {
    for (const [name, alarm] of Object.entries(alarmsOf(live))) {
      expect([name, alarm.ActionsEnabled ?? true]).toEqual([name, true])
    }
  })

  test('the STOP function knows those that stop by name, and no other', () => {
    const functions = live.findResources('AWS::Lambda::Function')
    const lists = Object.values(functions).flatMap(({ Properties }) => {
      const list: unknown = Properties.Environment?.Variables?.STOP_ALARMS
      return list === undefined ? [] : [JSON.stringify(list)]
    })

    expect(lists).toHaveLength(1)
    expect(lists[0]?.match(/"Ref":"Alarms/g)).toHaveLength(3)
    for (const name of ['NoTick', 'TickErrors', 'Exposure']) expect(lists[0]).toContain(`Alarms${name}`)
  })

  test('one that stops says nothing of the configuration: a change of it changes no alarm that stops', () => {
    // Prepare
    const stopping = (template: Template) =>
      Object.entries(alarmsOf(template)).filter(([, alarm]) => topicOf(alarm) === 'TopicsStop')
    const other = synthStack({
      ...LIVE,
      accountUsdc: 500,
      markets: [
        marketFile({ maxUsdcLocked: 100, safety: { exposureStopMultiple: 3 } }),
        marketFile({ market: `0x${'b2'.repeat(32)}` }),
      ],
    })

    // Assess
    expect(stopping(other)).toEqual(stopping(live))
  })

  test('none fires anything when it is well again, and each says what it means', () => {
    for (const alarm of Object.values(alarmsOf(live))) {
      expect(alarm.OKActions).toBeUndefined()
      expect(alarm.AlarmDescription).toMatch(/^[A-Z].{30,} docs\/runbook\.md#alarm-[a-z]+$/)
    }
  })

  test('exposure above its bound stops at the first minute; tick errors at the third within five', () => {
    const alarms = alarmsOf(live)
    expect(alarms['Exposure']).toMatchObject({
      Statistic: 'Maximum',
      Threshold: 1,
      Period: 60,
      EvaluationPeriods: 1,
    })
    expect(alarms['TickErrors']).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Threshold: 2,
      Period: 300,
      ComparisonOperator: 'GreaterThanThreshold',
    })
  })
})

/** Every metric that the template names: [namespace, name, dimension, value, …] in widgets, properties in alarms. */
function metricsOf(template: Template): readonly (readonly unknown[])[] {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const parts = dashboard?.['Properties'].DashboardBody['Fn::Join'][1] as readonly unknown[]
  const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join(''))
  const rows = (body.widgets as { properties: { metrics?: unknown[][] } }[])
    .flatMap(({ properties }) => properties.metrics ?? [])
    .map((row) => row.filter((cell) => typeof cell === 'string'))
    .filter((row) => row.length > 0)
  const inAlarms = Object.values(alarmsOf(template))
    .flatMap((alarm) => alarm.Metrics?.flatMap(({ MetricStat: stat }) => stat?.Metric ?? []) ?? [alarm])
    .map(({ Namespace, MetricName, Dimensions }) => [
      Namespace,
      MetricName,
      ...Dimensions.flatMap(({ Name, Value }) => [Name, Value]),
    ])
  return [...rows, ...inAlarms]
}

describe('metrics', () => {
  test('of ours, in alarms and on the dashboard, are those that telemetry emits, with its dimensions', () => {
    // Prepare
    const market = String(marketFile()['market'])
    const service = ['service', serviceName({ stage: 'live', name: null })]
    const emitted = [
      ...Object.values(STACK_METRICS).map((name) => [METRIC_NAMESPACE, name, ...service]),
      ...Object.values(MARKET_METRICS).map((name) => [
        METRIC_NAMESPACE,
        name,
        MARKET_DIMENSION,
        market,
        ...service,
      ]),
    ].map(String)

    // Act
    const used = new Set(
      metricsOf(synthStack({ ...LIVE, marketMetrics: true }))
        .filter(([namespace]) => namespace === METRIC_NAMESPACE)
        .map(String),
    )

    // Assess: all that is shown exists, and all that is paid for is shown.
    expect([...used].filter((each) => !emitted.includes(each))).toEqual([])
    expect(emitted.filter((each) => !used.has(each))).toEqual([])
  })

  test('of AWS are those of our own functions, queue and table', () => {
    const foreign = metricsOf(live).filter(([namespace]) => namespace !== METRIC_NAMESPACE)
    expect([...new Set(foreign.map((row) => `${row[0]} ${row[1]} ${row[2]}`))].sort()).toEqual([
      'AWS/DynamoDB ConsumedReadCapacityUnits TableName',
      'AWS/DynamoDB ConsumedWriteCapacityUnits TableName',
      'AWS/Lambda AsyncEventAge FunctionName',
      'AWS/Lambda Duration FunctionName',
      'AWS/Lambda Errors FunctionName',
      'AWS/Lambda Invocations FunctionName',
      'AWS/Lambda IteratorAge FunctionName',
      'AWS/Lambda Throttles FunctionName',
      'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
    ])
  })
})

test('the dashboard has a row for each market, with its cap', () => {
  const two = synthStack({
    marketMetrics: true,
    markets: [marketFile({ maxUsdcLocked: 37 }), marketFile({ market: `0x${'b2'.repeat(32)}` })],
  })
  const text = JSON.stringify(two.findResources('AWS::CloudWatch::Dashboard'))
  expect(text).toContain('cap 37 USDC')
  expect(text).toContain('0xb2b2b2b2')
})

interface Widget {
  readonly properties: { readonly metrics?: readonly unknown[]; readonly title?: string }
}

const widgetsOf = (template: Template): readonly Widget[] => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
  const parts = dashboard?.['Properties'].DashboardBody['Fn::Join'][1] as readonly unknown[]
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'token')).join('')).widgets
}

describe('with as many markets as a configuration takes', () => {
  const many = (over: object) =>
    synthStack({
      accountUsdc: 1e6,
      markets: Array.from({ length: MAX_MARKETS }, (_, nth) =>
        marketFile({ market: `0x${(nth + 1).toString(16).padStart(64, '0')}`, token: String(7_000 + nth) }),
      ),
      ...over,
    })

  test('the dashboard shows their sums against their caps', () => {
    const titles = widgetsOf(many({})).flatMap(({ properties: { title } }) => title ?? [])

    expect(titles).toContain('All markets: exposure against the caps')
    expect(titles).toContain('All markets: profit and loss, USDC')
    expect(titles.length).toBeLessThan(15)
  })

  test('and metrics of each, the dashboard shows each of them within what CloudWatch takes: 500 widgets, 2,500 metrics', () => {
    const template = many({ marketMetrics: true })
    const widgets = widgetsOf(template)

    expect(widgets.length).toBeLessThanOrEqual(500)
    expect(metricsOf(template).length).toBeLessThanOrEqual(2_500)
    for (let nth = 1; nth <= MAX_MARKETS; nth += 1)
      expect(JSON.stringify(widgets)).toContain(`0x${nth.toString(16).padStart(64, '0')}`)
  })

  test('the template stays below the megabyte that CloudFormation takes', () => {
    expect(Buffer.byteLength(JSON.stringify(many({ marketMetrics: true }).toJSON()))).toBeLessThan(1_000_000)
  })
})

test('outputs name what people and scripts need', () => {
  expect(Object.keys(live.findOutputs('*')).sort()).toEqual([
    'ArmPolicyArn',
    'DashboardName',
    'DashboardUrl',
    'LookPolicyArn',
    'OperatePolicyArn',
    'PageAlarmNames',
    'PageTopicArn',
    'SecretsKeyId',
    'StopAlarmNames',
    'StopFunctionName',
    'StopTopicArn',
    'TableName',
    'TickFunctionName',
  ])
})

test('the template holds no secret and no account number', () => {
  const text = JSON.stringify(
    synthStack({ ...configFile(), ...LIVE, operatorEmail: 'operator@example.com' }).toJSON(),
  )
  // Condition ids, addresses and the names of assets are public, and the only long digits there may be.
  const without = text
    .replaceAll(/0x[0-9a-f]{40,64}/gi, '')
    .replaceAll(/[0-9a-f]{64}\.zip/g, '')
    .replaceAll(String(marketFile()['token']), '')
  expect(without).not.toMatch(/(?<![0-9a-zA-Z])\d{12}(?![0-9a-zA-Z])/)
  expect(without).not.toMatch(/[0-9a-f]{64}/i)
  expect(without).not.toMatch(/"(secret|passphrase|privateKey)"/i)
})
