import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { closing, failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'
import type { Deployment } from '../aws/deployment.ts'

export interface StopAlarm {
  readonly name: string
  readonly inAlarm: boolean
  /** It is there, and its action reaches the stop topic. */
  readonly enabled: boolean
  /** Somebody deleted it: the stack has it, CloudWatch does not. Which topic it was for is unknown. */
  readonly isGone?: true
  /** Somebody changed its actions: it reaches another topic, and stops nothing. */
  readonly isElsewhere?: true
}

/** DescribeAlarms takes no more names at once. */
const MAX_NAMES = 100

/** The stack's alarms that stop the bot, and the state of each. */
export async function readStopAlarms({
  aws,
  deployment,
  folder,
  clock,
}: Connection): Promise<Read<readonly StopAlarm[]>> {
  // A run on this machine is watched by its person.
  if (folder !== null) return known([], clock.nowMs())
  if (deployment === null) return unknown('only the table was named, and alarms belong to a stack')
  const asOf = clock.nowMs()
  const { alarms: names } = deployment
  if (names.length === 0) return known([], asOf)
  if (names.length > MAX_NAMES) return unknown(`the stack has more than ${MAX_NAMES} alarms`)
  using client = closing(new CloudWatchClient(aws.client))
  try {
    const command = new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: MAX_NAMES })
    const { MetricAlarms: found = [] } = await client.send(command, withDeadline())
    return known(stopAlarmsOf(deployment, found), asOf)
  } catch (error) {
    return unknown(failureName(error))
  }
}

/** Every alarm of ours acts on something: one without any action is off, whatever topic it had. */
function stopAlarmsOf(
  { alarms, stopAlarms, stopTopic }: Pick<Deployment, 'alarms' | 'stopAlarms' | 'stopTopic'>,
  found: readonly MetricAlarm[],
): readonly StopAlarm[] {
  return alarms.flatMap((name): readonly StopAlarm[] => {
    const alarm = found.find((each) => each.AlarmName === name)
    if (alarm === undefined) return [{ name, inAlarm: false, enabled: false, isGone: true }]
    const { AlarmActions: actions = [], ActionsEnabled: enabled, StateValue: state } = alarm
    const reaches = actions.some((arn) => arn === stopTopic)
    const isElsewhere = !reaches && actions.length > 0
    if (isElsewhere && !stopAlarms.includes(name)) return []
    const inAlarm = state === 'ALARM'
    if (isElsewhere) return [{ name, inAlarm, enabled: false, isElsewhere: true }]
    return [{ name, inAlarm, enabled: enabled === true && reaches }]
  })
}

/**
 * Why the bot must not begin to trade for the sake of its alarms; null: none is active, and each can act. One that is active
 * already can never fire: CloudWatch acts on changes of state. Nor can one that is off or gone.
 */
export function alarmsBar(alarms: Read<readonly StopAlarm[]>): string | null {
  if (!alarms.ok) return `the alarms cannot be read: ${alarms.unknown}`
  const active = alarms.value.find(({ inAlarm }) => inAlarm)
  if (active !== undefined) {
    return `the alarm ${active.name} is active and could not fire again: fix its cause and wait for OK`
  }
  const gone = alarms.value.find(({ isGone }) => isGone === true)
  if (gone !== undefined)
    return `the alarm ${gone.name} was deleted: "npx cdk deploy --revert-drift -c config=FILE" creates it again`
  if (alarms.value.length === 0) return 'the stack has no alarm that stops it: deploy again'
  const elsewhere = alarms.value.find(({ isElsewhere }) => isElsewhere === true)
  if (elsewhere !== undefined)
    return `the action of the alarm ${elsewhere.name} was changed and does not reach the stop topic: "npx cdk deploy --revert-drift -c config=FILE" restores it`
  const off = alarms.value.find(({ enabled }) => !enabled)
  return off === undefined
    ? null
    : `the action of the alarm ${off.name} is off: "npx cdk deploy --revert-drift -c config=FILE", or "aws cloudwatch enable-alarm-actions --alarm-names ${off.name}"`
}

/** The names of the active ones. */
export const activeAlarms = (alarms: Read<readonly StopAlarm[]>): Read<readonly string[]> =>
  alarms.ok
    ? known(
        alarms.value.filter(({ inAlarm }) => inAlarm).map(({ name }) => name),
        alarms.asOf,
      )
    : alarms
