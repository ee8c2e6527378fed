import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { BOT_PARTITION, CONTROL_SORT_KEY } from '../../shared/dynamodb/table.ts'
import { clientOf } from './clientOf.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

const A_TICK_MS = 110_000
const STOP_MS = 60_000
/** The emulator writes the log of an invocation at its end. */
const STREAM_MS = 30_000
const OFTEN_MS = 5

/** An alarm goes off; through SNS it reaches the STOP function, and no order is left. */
export async function stopByAlarm(stage: Stage): Promise<void> {
  const { emulator, outputs, venue } = stage
  const client = new CloudWatchClient(clientOf(emulator))
  const alarm = outputs.StopAlarmNames.split(',')[0]
  const set = (state: 'OK' | 'ALARM') =>
    client.send(
      new SetAlarmStateCommand({ AlarmName: alarm, StateValue: state, StateReason: 'set by the rehearsal' }),
    )
  await perform('an alarm goes through SNS to the STOP function, and no order is left', async () => {
    // Alarms act on transitions; with no metrics the emulator may have it in ALARM already.
    await set('OK')
    await quoted(stage)
    const seq = (await control(stage)).haltSeq + 1
    const begunMs = performance.now()
    await set('ALARM')
    await until('every order cancelled', STOP_MS, () => venue.openOrders().length === 0, OFTEN_MS)
    say(`from the alarm's publish to the last order cancelled: ${seconds(begunMs)}`)
    await done(stage, seq, 'ALARM')
    must(await stopFunctionRan(stage, seq), 'the STOP function has not logged this STOP')
    say(`to the proof that none lives or will live: ${seconds(begunMs)}`)
  })
  await perform('resume is refused while the alarm is active, and done when it does not', async () => {
    const seq = String((await control(stage)).haltSeq)
    const line = 'npx bot resume SEQ --config my-config.json'
    await paste(stage, line, { words: { SEQ: seq }, expect: 1 })
    await set('OK')
    await paste(stage, line, { words: { SEQ: seq } })
  })
}

/** The one edit a person makes by hand. */
const FLIP = `aws dynamodb update-item --table-name TABLE --key '{"pk":{"S":"BOT"},"sk":{"S":"CONTROL"}}' --update-expression 'SET halted = :yes' --expression-attribute-values '{":yes":{"BOOL":true}}'`

/** A person flips the flag in the table, by the line of the runbook. */
export async function stopByFlip(stage: Stage): Promise<void> {
  const { outputs, venue } = stage
  await perform('the flag flipped by hand does the same, through the table stream', async () => {
    await quoted(stage)
    const seq = (await control(stage)).haltSeq + 1
    const begunMs = performance.now()
    await paste(stage, FLIP, { words: { TABLE: outputs.TableName } })
    await until('every order cancelled', STOP_MS, () => venue.openOrders().length === 0, OFTEN_MS)
    say(`from the flip to the last order cancelled: ${seconds(begunMs)}`)
    await done(stage, seq, 'OPERATOR')
    if (await soon(() => stopFunctionRan(stage, seq), STREAM_MS)) return
    say('the emulator sent no record of its stream, a tick saw the flip: the function gets a recorded one')
    await invokeWithRecord(stage)
  })
  await perform('resume', async () => {
    await stage.bot(['resume', String((await control(stage)).haltSeq)])
  })
}

const seconds = (begunMs: number): string => `${((performance.now() - begunMs) / 1000).toFixed(2)} s`

export async function quoted({ venue }: Stage): Promise<void> {
  await until('a quote on the book', A_TICK_MS, () => venue.openOrders().length > 0, OFTEN_MS)
}

export async function done(stage: Stage, seq: number, code: string): Promise<void> {
  await until(`STOP ${seq} done`, A_TICK_MS, async () => (await control(stage)).doneSeq === seq)
  const { codes, halted } = await control(stage)
  must(halted && codes.some((each) => each === code), `STOP ${seq}: codes ${codes.join()}, not ${code}`)
}

async function soon(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  try {
    await until('soon', withinMs, holds, 200)
    return true
  } catch {
    return false
  }
}

/** By its own log: a tick may have cancelled as well. */
async function stopFunctionRan({ emulator, outputs }: Stage, seq: number): Promise<boolean> {
  const lambda = new LambdaClient(clientOf(emulator))
  const named = { FunctionName: outputs.StopFunctionName }
  const { LoggingConfig: logging } = await lambda.send(new GetFunctionConfigurationCommand(named))
  const logGroupName = logging?.LogGroup ?? `/aws/lambda/${outputs.StopFunctionName}`
  try {
    const logs = new CloudWatchLogsClient(clientOf(emulator))
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }))
    return events.some(({ message = '' }) => message.includes(`"haltSeq":${seq}`))
  } catch {
    return false
  }
}

const CONTROL_KEY = { pk: { S: BOT_PARTITION }, sk: { S: CONTROL_SORT_KEY } }

/** A record of the stream as the function gets it; what is in it is not read, only that it is one. */
async function invokeWithRecord({ emulator, outputs }: Stage): Promise<void> {
  const record = { eventSource: 'aws:dynamodb', eventName: 'MODIFY', dynamodb: { Keys: CONTROL_KEY } }
  const answer = await new LambdaClient(clientOf(emulator)).send(
    new InvokeCommand({
      FunctionName: outputs.StopFunctionName,
      Payload: Buffer.from(JSON.stringify({ Records: [record] })),
    }),
  )
  must(answer.FunctionError === undefined, 'the STOP function failed at a record of the stream')
}
