import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'

export interface StopAlarm {
  readonly name: string
  readonly inAlarm: boolean
  /** Its action reaches the stop topic. */
  readonly enabled: boolean
}

/** DescribeAlarms takes no more names at once. */
const MAX_NAMES = 100

/** The stack's alarms that stop the bot, and how each stands. */
export async function readStopAlarms({
  aws,
  deployment,
  clock,
}: Connection): Promise<Read<readonly StopAlarm[]>> {
  if (deployment === null) return unknown('only the table was named, and alarms belong to a stack')
  const asOf = clock.nowMs()
  if (deployment.alarms.length === 0) return known([], asOf)
  if (deployment.alarms.length > MAX_NAMES) return unknown(`the stack has more than ${MAX_NAMES} alarms`)
  const client = new CloudWatchClient(aws.client)
  try {
    const command = new DescribeAlarmsCommand({ AlarmNames: [...deployment.alarms], MaxRecords: MAX_NAMES })
    const { MetricAlarms: alarms = [] } = await client.send(command, withDeadline())
    return known(
      alarms
        .filter(({ AlarmActions: actions = [] }) => actions.some((arn) => arn === deployment.stopTopic))
        .map(({ AlarmName: name = '', StateValue: state, ActionsEnabled: enabled }) => ({
          name,
          inAlarm: state === 'ALARM',
          enabled: enabled === true,
        })),
      asOf,
    )
  } catch (error) {
    return unknown(failureName(error))
  } finally {
    client.destroy()
  }
}

/**
 * Why the bot must not begin to trade for the sake of its alarms; null: none stands, and each can act. One that stands
 * already can never fire: CloudWatch acts on changes of state.
 */
export async function alarmsBar(connection: Connection): Promise<string | null> {
  const alarms = await readStopAlarms(connection)
  if (!alarms.ok) return `the alarms cannot be read: ${alarms.unknown}`
  const standing = alarms.value.find(({ inAlarm }) => inAlarm)
  if (standing !== undefined) {
    return `the alarm ${standing.name} stands and could not fire again: mend its cause and wait for OK`
  }
  const off = alarms.value.find(({ enabled }) => !enabled)
  return off === undefined
    ? null
    : `the action of the alarm ${off.name} is off: deploy again, or "aws cloudwatch enable-alarm-actions --alarm-names ${off.name}"`
}

/** The names of those that stand. */
export async function standingAlarms(connection: Connection): Promise<Read<readonly string[]>> {
  const alarms = await readStopAlarms(connection)
  if (!alarms.ok) return alarms
  return known(
    alarms.value.filter(({ inAlarm }) => inAlarm).map(({ name }) => name),
    alarms.asOf,
  )
}
