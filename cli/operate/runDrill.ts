import { randomUUID } from 'node:crypto'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { closing, failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'

export type Drilled =
  | { readonly is: 'answered'; readonly tookMs: number }
  | { readonly is: 'unanswered'; readonly why: string }

/** SNS takes a second, a cold start another, the log some more: two minutes are an answer that does not come. */
const ANSWER_MS = 120_000
const POLL_MS = 1_000
/** Clocks differ: the answer is known by the drill's own words, not by its time. */
const LOOK_BACK_MS = 600_000

/**
 * One drill: sets its alarm, and waits for the answer of the STOP function in its log, the very line of which the
 * metric is made.
 */
export async function runDrill({ aws, clock, deployment }: Connection): Promise<Drilled> {
  const { drillAlarm = null, stopLog = null } = deployment ?? {}
  if (drillAlarm === null || stopLog === null)
    return { is: 'unanswered', why: 'the stack has no drill: deploy this version of the bot' }
  using alarms = closing(new CloudWatchClient(aws.client))
  using logs = closing(new CloudWatchLogsClient(aws.client))
  const reason = `drill ${randomUUID()}`
  const beganMs = clock.nowMs()
  try {
    // Only a change of state sends a message.
    for (const state of ['OK', 'ALARM'] as const) {
      const set = new SetAlarmStateCommand({ AlarmName: drillAlarm, StateValue: state, StateReason: reason })
      await alarms.send(set, withDeadline())
    }
    while (clock.nowMs() - beganMs < ANSWER_MS) {
      const command = new FilterLogEventsCommand({
        logGroupName: stopLog,
        startTime: beganMs - LOOK_BACK_MS,
        filterPattern: `"${reason}"`,
      })
      const { events = [] } = await logs.send(command, withDeadline())
      if (events.some(({ message = '' }) => message.includes('drill answered') && message.includes(reason)))
        return { is: 'answered', tookMs: clock.nowMs() - beganMs }
      await clock.sleep(POLL_MS)
    }
    const why = `the STOP function did not answer within ${ANSWER_MS / 1000} s: no alarm may reach it`
    return { is: 'unanswered', why }
  } catch (error) {
    return { is: 'unanswered', why: failureName(error) }
  }
}
