/** An alarm of one metric or of one `FILL` of it, as a template has it. */
export interface AlarmDefinition {
  readonly periodMs: number
  /** N of "M of N". */
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  /** Less than this is breaching. */
  readonly threshold: number
  readonly missingIsBreaching: boolean
  /** What the expression fills periods with that have no datapoint; null: nothing. */
  readonly filledWith: number | null
}

/** One value of the metric. */
export interface Datapoint {
  readonly atMs: number
  readonly value: number
  /** Until when nobody that reads the metric sees it. */
  readonly arrivesMs: number
}

/** CloudWatch reads some periods more than it evaluates, and prefers real datapoints among them to missing ones. */
const READ_BEYOND = 2
/** It evaluates an alarm of high resolution each ten seconds, any other once a minute. */
const MINUTE_MS = 60_000

/**
 * When the alarm is first in ALARM after `fromMs`, by what it can know at each evaluation; null: not before `untilMs`.
 * @param of.partial whether the period that is just running counts as the newest one, which CloudWatch leaves open.
 * @param of.phaseMs when in its interval the evaluation happens, and how late.
 */
export function firstAlarm(
  alarm: AlarmDefinition,
  datapoints: readonly Datapoint[],
  of: {
    readonly fromMs: number
    readonly untilMs: number
    readonly phaseMs: number
    readonly partial: boolean
  },
): number | null {
  const everyMs = Math.min(alarm.periodMs, MINUTE_MS)
  for (let nowMs = of.fromMs + of.phaseMs; nowMs <= of.untilMs; nowMs += everyMs) {
    const readFromMs = nowMs - (alarm.evaluationPeriods + READ_BEYOND + 1) * alarm.periodMs
    const known = datapoints.filter(({ atMs, arrivesMs }) => atMs >= readFromMs && arrivesMs <= nowMs)
    if (isInAlarm(alarm, periodsOf(alarm, known, nowMs, of.partial))) return nowMs
  }
  return null
}

/** Sums by period, newest first; null: none arrived. */
function periodsOf(
  { periodMs, evaluationPeriods, filledWith }: AlarmDefinition,
  known: readonly Datapoint[],
  nowMs: number,
  partial: boolean,
): readonly (number | null)[] {
  const newest = Math.floor(nowMs / periodMs) - (partial ? 0 : 1)
  const byPeriod = new Map<number, number>()
  for (const { atMs, value } of known) {
    const period = Math.floor(atMs / periodMs)
    byPeriod.set(period, (byPeriod.get(period) ?? 0) + value)
  }
  const sums = Array.from(
    { length: evaluationPeriods + READ_BEYOND },
    (_, back) => byPeriod.get(newest - back) ?? null,
  )
  // What has no datapoint at all stays without.
  const isEmpty = sums.every((sum) => sum === null)
  return isEmpty ? sums : sums.map((sum) => sum ?? filledWith)
}

function isInAlarm(alarm: AlarmDefinition, periods: readonly (number | null)[]): boolean {
  const real = periods.filter((sum) => sum !== null).slice(0, alarm.evaluationPeriods)
  const missing = alarm.missingIsBreaching ? alarm.evaluationPeriods - real.length : 0
  const breaching = real.filter((sum) => sum < alarm.threshold).length + missing
  return breaching >= alarm.datapointsToAlarm
}
