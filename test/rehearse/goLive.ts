import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { isRunning } from '../../shared/domain/control.ts'
import { clientOf } from './clientOf.ts'
import { drillWhileArmed, showAlarms, showTicks } from './drill.ts'
import { somebodyListens } from './listen.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

/** The schedule fires once a minute; a cold start and a tick come on top. */
const A_TICK_MS = 110_000

/** From a fresh deployment, which does nothing, to a position with its exit on the book. */
export async function goLive(stage: Stage): Promise<void> {
  const { venue, bot } = stage
  await perform('fresh: not armed, its alarms act, no order', async () => {
    const status = await bot(['status'])
    must(String(status['text']).includes('NOT_ARMED'), `status does not say NOT_ARMED: ${status['text']}`)
    must(
      (await stopAlarms(stage)).every((enabled) => enabled),
      'an alarm of a fresh stack cannot act',
    )
  })
  await somebodyListens(stage)
  await perform('doctor, asked of the deployed function', () =>
    paste(stage, 'npx bot doctor --config my-config.json'),
  )
  await perform('the schedule fires the deployed bundle', async () => {
    await until('a tick of the schedule', A_TICK_MS, async () => {
      const items = await stage.store.marketItems()
      return items.ok && items.value.some(({ state }) => state !== null)
    })
    const read = await stage.store.control()
    must(read.ok && read.value === 'absent', 'a tick of a fresh stack wrote the control item')
    must(venue.openOrders().length === 0, 'a bot that is not armed has an order')
  })
  await showAlarms(stage)
  await perform('arm is refused while a STOP alarm is active', async () => {
    await setStopAlarms(stage, 'ALARM')
    await bot(['arm', '--yes'], 1)
    const read = await stage.store.control()
    must(read.ok && (read.value === 'absent' || !read.value.armed), 'armed though an alarm is active')
    must(
      read.ok && (read.value === 'absent' || read.value.haltSeq === 0),
      'an alarm stopped what was not armed',
    )
    await setStopAlarms(stage, 'OK')
  })
  await perform('arm: test notice, drill, doctor, canary, a STOP of its own, resumed', async () => {
    const armed = await paste(stage, 'npx bot arm --config my-config.json --yes')
    for (const line of armed.out.split('\n').filter((each) => /(drill|listener|canary):/.test(each))) {
      say(line.trim())
    }
    await paste(stage, 'npx bot arm --yes --config my-config.json')
    must(isRunning(await control(stage)), 'arm did not arm')
    must(venue.openOrders().length === 0, 'the canary is still there')
  })
  await drillWhileArmed(stage)
  await perform('its entry is on the book', async () => {
    await until('an entry', A_TICK_MS, () => venue.openOrders().some(({ side }) => side === 'BUY'))
  })
  await perform('a fill opens a position, and its exit is on the book', async () => {
    must(venue.fillEntry(), 'there was no entry to fill')
    await until('an exit', A_TICK_MS, () => venue.openOrders().some(({ side }) => side === 'SELL'))
  })
  await showTicks(stage)
}

/** With no metrics the emulator may have them in any state. */
async function setStopAlarms({ emulator, outputs }: Stage, state: 'OK' | 'ALARM'): Promise<void> {
  const client = new CloudWatchClient(clientOf(emulator))
  for (const name of outputs.StopAlarmNames.split(',')) {
    const why = { StateValue: state, StateReason: 'set by the rehearsal' }
    await client.send(new SetAlarmStateCommand({ AlarmName: name, ...why }))
  }
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
