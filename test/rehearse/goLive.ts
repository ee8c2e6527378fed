import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { clientOf } from './deployment.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

/** The schedule fires once a minute; a cold start and a tick come on top. */
const A_TICK_MS = 110_000

/** From a fresh deployment, which does nothing, to a position with its exit on the book. */
export async function goLive(stage: Stage): Promise<void> {
  const { venue, bot } = stage
  await perform('fresh: not armed, no alarm can stop it, no order', async () => {
    const status = await bot(['status'])
    must(String(status['text']).includes('NOT_ARMED'), `status does not say NOT_ARMED: ${status['text']}`)
    must(!(await stopAlarms(stage)).some((enabled) => enabled), 'an alarm of a fresh stack may stop it')
  })
  await perform('doctor, asked of the deployed function', () => bot(['doctor']))
  await perform('the schedule fires the deployed bundle', async () => {
    await until('a tick of the schedule', A_TICK_MS, async () => {
      const items = await stage.store.marketItems()
      return items.ok && items.value.some(({ state }) => state !== null)
    })
    const read = await stage.store.control()
    must(read.ok && read.value === 'absent', 'a tick of a fresh stack wrote the control item')
    must(venue.openOrders().length === 0, 'a bot that is not armed has an order')
  })
  await perform('arm: doctor, canary, alarms on', async () => {
    const armed = await bot(['arm', '--yes'])
    for (const line of String(armed['text'])
      .split('\n')
      .filter((each) => each.includes('canary:'))) {
      say(line.trim())
    }
    must((await control(stage)).armed, 'arm did not arm')
    must(
      (await stopAlarms(stage)).every((enabled) => enabled),
      'arm left a STOP alarm off',
    )
    must(venue.openOrders().length === 0, 'the canary is still there')
  })
  await perform('its entry is on the book', async () => {
    await until('an entry', A_TICK_MS, () => venue.openOrders().some(({ side }) => side === 'BUY'))
  })
  await perform('a fill opens a position, and its exit is on the book', async () => {
    must(venue.fillEntry(), 'there was no entry to fill')
    await until('an exit', A_TICK_MS, () => venue.openOrders().some(({ side }) => side === 'SELL'))
  })
}

/** Whether each STOP alarm may act. */
export async function stopAlarms({ emulator, outputs }: Stage): Promise<readonly boolean[]> {
  const names = outputs.StopAlarmNames.split(',')
  const client = new CloudWatchClient(clientOf(emulator))
  const { MetricAlarms: alarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: names }))
  must(
    alarms.length === names.length && names.length === 3,
    `STOP alarms: ${alarms.length} of ${names.length}`,
  )
  return alarms.map(({ ActionsEnabled: enabled }) => enabled === true)
}
