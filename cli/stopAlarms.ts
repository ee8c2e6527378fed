import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
} from '@aws-sdk/client-cloudwatch'
import { known, type Read, unknown } from '../shared/domain/read.ts'
import { failureName, withDeadline } from './awsAccess.ts'
import type { Connection } from './connection.ts'

export interface StopAlarm {
  readonly name: string
  readonly inAlarm: boolean
  /** Its action reaches the stop topic; a fresh stack's may be off until it is armed. */
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

/** Turns their actions on or off, and looks afterwards. The text says what is so now. */
export async function setStopAlarms(
  connection: Connection,
  enabled: boolean,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const before = await readStopAlarms(connection)
  if (!before.ok) return { ok: false, text: `alarms: not known (${before.unknown})` }
  const names = before.value.filter((alarm) => alarm.enabled !== enabled).map(({ name }) => name)
  if (names.length > 0) {
    const client = new CloudWatchClient(connection.aws.client)
    try {
      const Command = enabled ? EnableAlarmActionsCommand : DisableAlarmActionsCommand
      await client.send(new Command({ AlarmNames: names }), withDeadline())
    } catch (error) {
      return { ok: false, text: `alarms: ${failureName(error)}` }
    } finally {
      client.destroy()
    }
  }
  const after = await readStopAlarms(connection)
  const agree = after.ok && after.value.every((alarm) => alarm.enabled === enabled)
  const count = after.ok ? after.value.length : 0
  return { ok: agree, text: `STOP alarms: ${count} ${enabled ? 'on' : 'off'}${agree ? '' : ', but not all'}` }
}
