import { createVenue } from '../../../../functions/coldStart.ts'
import { createStopHandler } from '../../../../functions/stop.ts'
import { systemClock } from '../../../../functions/systemClock.ts'
import { fingerprint } from '../../../../shared/config/fingerprint.ts'
import { parseConfig } from '../../../../shared/config/parseConfig.ts'
import { createDocumentClient } from '../../../../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../../../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../../../shared/dynamodb/store.ts'
import { soundFinding } from '../../../../shared/operator/finding.ts'
import { auditLine } from '../../../../shared/telemetry/auditLine.ts'
import type { FunctionTelemetry } from '../../../../shared/telemetry/createTelemetry.ts'
import { createTelemetry } from '../../../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../../../shared/telemetry/redactor.ts'
import { createProcess } from './createProcess.ts'
import type { FakeAws } from './fakeAws.ts'

const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:000000000000:function:tick-function'
const DRILL_ARN = 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:drill'

/** The tick function as deployed, in this process; its secrets come from the fake AWS. */
export function deployFunction(first: Record<string, unknown>, endpoint: string, tableName: string) {
  let json = first
  let config = configOf(first)
  const client = createDocumentClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  })
  let aws: FakeAws | null = null
  const load = async (name: string): Promise<string> => {
    const found = aws?.parameters.get(name)
    if (found === undefined) throw new Error(`parameter ${name}: ParameterNotFound`)
    return found.value
  }
  const paper = createPaperStore({ client, tableName, clock: systemClock })
  const access = { redactor: createRedactor(), load, paper }
  const telemetry = createTelemetry({ stage: config.stage, redactor: access.redactor })
  const store = createStore({ client, tableName, clock: systemClock, stage: config.stage })
  const ports = {
    clock: systemClock,
    store,
    telemetry: logged(telemetry, {
      lines: () => aws?.logLines,
      config: () => fingerprint(JSON.stringify(json)),
    }),
  }
  // SNS is the fake's: what is told is told by its own test.
  const testNotice = async () => [soundFinding('test notice', 'sent to the page topic: see that it arrives')]
  const begin = () => {
    const venue = createVenue(config, { ...access, signing: null })
    return {
      route: createProcess(config, { ...ports, testNotice }, access),
      stop: createStopHandler({ ...ports, venue }, config.stack, { stop: ['no-tick'], drillArn: DRILL_ARN }),
    }
  }
  let running = begin()
  return {
    store,
    alarmed: ({ name, reason }: { name: string; reason: string }): Promise<unknown> => {
      const alarm = {
        AlarmName: name,
        AlarmArn: DRILL_ARN.replace(/drill$/, name),
        NewStateValue: 'ALARM',
        NewStateReason: reason,
      }
      const Sns = { MessageId: reason, Message: JSON.stringify(alarm) }
      return running.stop({ Records: [{ EventSource: 'aws:sns', Sns }] }, invokedBy(undefined))
    },
    handle: (event: unknown, alias?: string): Promise<unknown> => running.route(event, invokedBy(alias)),
    wire: (to: FakeAws) => {
      aws = to
    },
    renew: () => {
      running = begin()
    },
    settings: (): unknown => json,
    redeploy: (to: Record<string, unknown>) => {
      json = to
      config = configOf(to)
      running = begin()
    },
    close: () => client.destroy(),
  }
}

/** What it logs is found by commands that read the log. */
function logged(
  telemetry: FunctionTelemetry,
  of: { readonly lines: () => FakeAws['logLines'] | undefined; readonly config: () => string },
): FunctionTelemetry {
  return {
    ...telemetry,
    drilled: (reason) => {
      const message = JSON.stringify({ message: 'drill answered', reason })
      of.lines()?.push({ atMs: systemClock.nowMs(), message })
    },
    tick: (record) => {
      const message = JSON.stringify({ message: 'tick', config: of.config(), tick: auditLine(record) })
      of.lines()?.push({ atMs: record.seen.nowMs, message })
    },
  }
}

function configOf(json: Record<string, unknown>) {
  const parsed = parseConfig(json)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.config
}

const invokedBy = (alias: string | undefined) => ({
  getRemainingTimeInMillis: () => 50_000,
  invokedFunctionArn: alias === undefined ? FUNCTION_ARN : `${FUNCTION_ARN}:${alias}`,
})
