import { describe, expect, test } from 'vitest'
import { type AlarmDefinition, type Datapoint, firstAlarm } from './cloudWatch.ts'
import { LIVE, synthStack } from './synthStack.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const FIVE_MINUTES = 5 * MINUTE

let found: AlarmDefinition | null = null
/** The alarm as it is deployed. */
const deployed = (): AlarmDefinition => {
  found ??= readDeployed()
  return found
}

function readDeployed(): AlarmDefinition {
  const alarms = Object.entries(synthStack(LIVE).findResources('AWS::CloudWatch::Alarm'))
  const [, resource] = alarms.find(([id]) => id.startsWith('AlarmsNoTick')) ?? expect.fail('no NoTick')
  const alarm = resource['Properties']
  expect(alarm.ComparisonOperator).toBe('LessThanThreshold')
  const [expression, metric, ...others] = alarm.Metrics
  expect(others).toEqual([])
  expect(metric).toMatchObject({
    ReturnData: false,
    MetricStat: { Stat: 'Sum', Metric: { MetricName: 'TickCompleted' } },
  })
  const [, id, filledWith] = /^FILL\((\w+), (\d+)\)$/.exec(expression.Expression) ?? []
  expect(id).toBe(metric.Id)
  return {
    periodMs: metric.MetricStat.Period * SECOND,
    evaluationPeriods: alarm.EvaluationPeriods,
    datapointsToAlarm: alarm.DatapointsToAlarm,
    threshold: alarm.Threshold,
    missingIsBreaching: alarm.TreatMissingData === 'breaching',
    filledWith: Number(filledWith),
  }
}

/** As it was: whole minutes, and what is missing is left to CloudWatch. */
const BEFORE: AlarmDefinition = {
  periodMs: MINUTE,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 1,
  missingIsBreaching: true,
  filledWith: null,
}
/** The obvious remedy. */
const FILLED: AlarmDefinition = { ...BEFORE, filledWith: 0 }

/** Ticks at these instants; each datapoint arrives so late. */
const ticks = (atMs: readonly number[], lateMs: number): readonly Datapoint[] =>
  atMs.map((at) => ({ atMs: at, value: 1, arrivesMs: at + lateMs }))
const every = (stepMs: number, fromMs: number, toMs: number): readonly number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, i) => fromMs + i * stepMs)

/** Wherever in its minute it is evaluated, and whether the running period counts or not. */
const EVALUATIONS = [0, 4, 9].flatMap((seconds) =>
  [true, false].map((partial) => ({ phaseMs: seconds * SECOND, partial })),
)
const firstOf = (
  alarm: AlarmDefinition,
  points: readonly Datapoint[],
  untilMs: number,
): readonly (number | null)[] =>
  EVALUATIONS.map((each) => firstAlarm(alarm, points, { ...each, fromMs: BEGUN_MS, untilMs }))

/** From here on all that an evaluation reads lies within the made-up time. */
const BEGUN_MS = 7 * MINUTE
const OVER_MS = 18 * MINUTE

/** The last tick is at every third second of its minute. */
const LAST = every(3 * SECOND, 9 * MINUTE, 10 * MINUTE - SECOND)
const latest = (alarm: AlarmDefinition, cadenceMs: number, lateMs: number): number =>
  Math.max(
    ...LAST.flatMap((lastMs) => {
      const points = ticks(every(cadenceMs, lastMs % cadenceMs, lastMs), lateMs)
      return firstOf(alarm, points, OVER_MS).map((at) => (at ?? Number.POSITIVE_INFINITY) - lastMs)
    }),
  )

/** Every kind of cadence that the schema takes: the shortest and longest, and those that no period is a multiple of. */
const CADENCES = [
  ['every two seconds', 2 * SECOND],
  ['every seven seconds', 7 * SECOND],
  ['every ten seconds', 10 * SECOND],
  ['every 23 seconds', 23 * SECOND],
  ['every 35 seconds', 35 * SECOND],
  ['once a minute', MINUTE],
] as const

describe('NoTick', () => {
  test.each(CADENCES)(
    'fires within five minutes of the last tick, whenever that was, with ticks %s',
    (_, cadenceMs) => {
      for (const lateMs of [0, 30 * SECOND, 90 * SECOND])
        expect(latest(deployed(), cadenceMs, lateMs)).toBeLessThanOrEqual(FIVE_MINUTES)
    },
  )

  test('fires within five minutes of a deployment that never ticks', () => {
    const at = firstAlarm(deployed(), [], { fromMs: 0, untilMs: FIVE_MINUTES, phaseMs: 0, partial: false })
    expect(at).not.toBeNull()
  })

  test.each(CADENCES)('never fires because the newest datapoints are late, with ticks %s', (_, cadenceMs) => {
    const going = every(cadenceMs, 0, OVER_MS)
    for (const lateMs of [0, 30 * SECOND, 60 * SECOND, 100 * SECOND])
      expect(firstOf(deployed(), ticks(going, lateMs), OVER_MS).filter((at) => at !== null)).toEqual([])
  })

  test.each(CADENCES.filter(([, cadenceMs]) => cadenceMs < MINUTE))(
    'nor where a crash has left a hole of two minutes before them, with ticks %s',
    (_, cadenceMs) => {
      for (const lastMs of LAST) {
        const going = [
          ...every(cadenceMs, lastMs % cadenceMs, lastMs),
          ...every(cadenceMs, lastMs + 124 * SECOND, OVER_MS),
        ]
        const fired = firstOf(deployed(), ticks(going, 90 * SECOND), OVER_MS).filter((at) => at !== null)
        expect(fired).toEqual([])
      }
    },
  )

  test('nor with one tick a minute whose event comes 59 s late, or does not come at all', () => {
    const late = every(MINUTE, 0, OVER_MS).map((at, minute) => at + (minute % 3 === 2 ? 59 * SECOND : 0))
    const missed = every(MINUTE, 0, OVER_MS).filter((_, minute) => minute % 4 !== 2)
    for (const going of [late, missed])
      for (const lateMs of [0, 60 * SECOND, 100 * SECOND])
        expect(firstOf(deployed(), ticks(going, lateMs), OVER_MS).filter((at) => at !== null)).toEqual([])
  })

  test('of whole minutes would not: it came late, or, filled, for a late datapoint alone', () => {
    expect(latest(BEFORE, 10 * SECOND, 0)).toBeGreaterThan(FIVE_MINUTES)
    const hole = LAST.flatMap((lastMs) => {
      const going = [
        ...every(10 * SECOND, lastMs % (10 * SECOND), lastMs),
        ...every(10 * SECOND, lastMs + 124 * SECOND, OVER_MS),
      ]
      return firstOf(FILLED, ticks(going, 90 * SECOND), OVER_MS).filter((at) => at !== null)
    })
    expect(hole.length).toBeGreaterThan(0)
  })
})

test('the metric is stored by the second: without it no period below a minute has a datapoint', () => {
  expect(deployed().periodMs).toBe(10 * SECOND)
})
