import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchClient, DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { isRunning } from '../../shared/domain/control.ts'
import { queryOf, runQuery } from '../support/logsInsights.ts'
import { clientOf } from './clientOf.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, ROOT, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

/** The emulator writes the log of an invocation at its end, and the next one comes with the next minute. */
const LOGGED_MS = 150_000

/** What a person who is called has in hand: texts that lead somewhere, and a drill. */
export async function showAlarms(stage: Stage): Promise<void> {
  await perform('every alarm leads to its row of the runbook', async () => {
    const { emulator, outputs } = stage
    const names = [...outputs.StopAlarmNames.split(','), ...outputs.PageAlarmNames.split(',')]
    const command = new DescribeAlarmsCommand({ AlarmNames: names })
    const { MetricAlarms: alarms = [] } = await new CloudWatchClient(clientOf(emulator)).send(command)
    const runbook = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8')
    const lost = alarms.filter(({ AlarmDescription: text = '' }) => {
      const [, anchor] = / docs\/runbook\.md#(\S+)$/.exec(text) ?? []
      return anchor === undefined || !runbook.includes(`<a id="${anchor}"></a>`)
    })
    must(alarms.length === names.length, `${alarms.length} alarms of ${names.length}`)
    must(lost.length === 0, `without a row: ${lost.map(({ AlarmName }) => AlarmName).join()}`)
    say(`${alarms.length} alarms; the first says: ${alarms[0]?.AlarmDescription}`)
  })
  await perform('a drill reaches the STOP function of a stack that is not armed', async () => {
    await drill(stage)
    const read = await stage.store.control()
    must(read.ok && read.value === 'absent', 'the drill wrote the control item')
  })
}

/** Late enough that a run has ended by now, which has most of the wait behind it. */
export async function showTicks(stage: Stage): Promise<void> {
  await perform('the query of the dashboard shows the ticks that were logged', async () => {
    const query = await dashboardQuery(stage)
    let rows = runQuery(query, await tickLog(stage))
    await until('a tick in the log', LOGGED_MS, async () => {
      rows = runQuery(query, await tickLog(stage))
      return rows.length > 0
    })
    const empty = rows.find((row) => Object.values(row).some((cell) => typeof cell !== 'string'))
    must(empty === undefined, `a row lacks a cell: ${JSON.stringify(empty)}`)
    say(`${rows.length} ticks at ${stage.outputs.DashboardUrl}; the last: ${rows.at(-1)?.['row']}`)
  })
}

export async function drillWhileArmed(stage: Stage): Promise<void> {
  await perform('a drill of an armed stack is answered, and stops nothing', async () => {
    const { haltSeq } = await control(stage)
    await drill(stage)
    const after = await control(stage)
    must(isRunning(after) && after.haltSeq === haltSeq, 'the drill stopped the bot')
  })
}

async function drill(stage: Stage): Promise<void> {
  const { out } = await paste(stage, 'npx bot drill --yes --config my-config.json')
  say(out.trim().split('\n').at(-1) ?? '')
}

async function dashboardQuery({ emulator, outputs }: Stage): Promise<readonly string[]> {
  const command = new GetDashboardCommand({ DashboardName: outputs.DashboardName })
  const { DashboardBody: body = '{}' } = await new CloudWatchClient(clientOf(emulator)).send(command)
  return queryOf(JSON.parse(body))
}

async function tickLog({ emulator, outputs }: Stage): Promise<readonly string[]> {
  const lambda = new LambdaClient(clientOf(emulator))
  const named = { FunctionName: outputs.TickFunctionName }
  const { LoggingConfig: logging } = await lambda.send(new GetFunctionConfigurationCommand(named))
  const logGroupName = logging?.LogGroup ?? `/aws/lambda/${outputs.TickFunctionName}`
  const command = new FilterLogEventsCommand({ logGroupName })
  const { events = [] } = await new CloudWatchLogsClient(clientOf(emulator)).send(command)
  return events.flatMap(({ message = '' }) => {
    const text = message.slice(message.indexOf('{')).trim()
    return text.startsWith('{') && text.endsWith('}') ? [text] : []
  })
}
