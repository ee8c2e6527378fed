import { beforeAll, describe, expect, test } from 'vitest'
import { type AlarmDefinition, type Datapoint, firstAlarm } from './cloudWatch.ts'
import { LIVE, synthStack } from './synthStack.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const DAYS = 4

let deployed: AlarmDefinition
beforeAll(() => {
  const alarms = Object.entries(synthStack(LIVE).findResources('AWS::CloudWatch::Alarm'))
  const [, resource] = alarms.find(([id]) => id.startsWith('AlarmsNoDrill')) ?? expect.fail('no NoDrill')
  const alarm = resource['Properties']
  expect(alarm).toMatchObject({
    MetricName: 'DrillAnswered',
    Statistic: 'Sum',
    ComparisonOperator: 'LessThanThreshold',
  })
  deployed = {
    periodMs: alarm.Period * 1_000,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    threshold: alarm.Threshold,
    missingIsBreaching: alarm.TreatMissingData === 'breaching',
    filledWith: null,
  }
})

/** One answer a day, at that time of it and as late as the schedule's retries allow, each datapoint two minutes late. */
const answers = (atMs: number, days: number): readonly Datapoint[] =>
  Array.from({ length: days }, (_, day) => {
    const at = atMs + day * DAY + (day % 2 === 0 ? 0 : HOUR)
    return { atMs: at, value: 1, arrivesMs: at + 2 * MINUTE }
  })

describe('NoDrill', () => {
  test.each([0, 29, 59])('never fires while one a day is answered, %i minutes past the hour', (minutes) => {
    const points = answers(minutes * MINUTE, DAYS + 1)
    for (const partial of [true, false]) {
      const of = { fromMs: DAY, untilMs: DAYS * DAY, phaseMs: 0, partial }
      expect(firstAlarm(deployed, points, of)).toBeNull()
    }
  })

  test('calls a person within 30 hours of the last one that was answered', () => {
    for (const minutes of [0, 29, 59]) {
      const lastMs = 2 * DAY + minutes * MINUTE
      const of = { fromMs: DAY, untilMs: 5 * DAY, phaseMs: 0, partial: false }
      const firedMs = firstAlarm(deployed, answers(minutes * MINUTE, 3), of) ?? Number.POSITIVE_INFINITY
      expect(firedMs - lastMs).toBeGreaterThan(25 * HOUR)
      expect(firedMs - lastMs).toBeLessThanOrEqual(30 * HOUR)
    }
  })

  test('calls one at once where none was ever answered', () => {
    const of = { fromMs: 0, untilMs: MINUTE, phaseMs: 0, partial: false }
    expect(firstAlarm(deployed, [], of)).toBe(0)
  })
})
