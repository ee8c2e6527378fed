import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type AwsCall, callOf } from './awsCalls.ts'
import { type FakeKeys, kmsOperations } from './fakeKms.ts'
import { type FakeTopics, snsXml } from './fakeSns.ts'
import { errorXml, STACK, STATUS_XML, STOP_TOPIC, stackXml, templateXml } from './fakeStack.ts'

/** Substitutes for a stack's other services: enough of each for the operator's command, on one port. */
export interface FakeAws extends FakeKeys, FakeTopics {
  readonly url: string
  readonly parameters: Map<string, FakeParameter>
  /** Those there are; the stack has one, `no-tick`. `actions` default: the stop topic. */
  readonly alarms: { name: string; state: string; enabled: boolean; actions?: readonly string[] }[]
  readonly logLines: { readonly atMs: number; readonly message: string }[]
  /** Every request, as IAM would judge it. */
  readonly calls: AwsCall[]
  /** Actions that are refused to the caller, such as `dynamodb:UpdateItem`. */
  readonly denied: Set<string>
  /** Operations asked for, in order. */
  readonly asked: string[]
  /** KMS keys that the stack has made for its secrets: one, or none yet. */
  readonly secretsKeys: string[]
  /** Log groups that there are. */
  readonly logGroups: string[]
  /** Regions that requests were signed for. */
  readonly regions: Set<string>
  close(): Promise<void>
}

export interface FakeParameter {
  readonly value: string
  readonly type: string
  /** As it was named when it was stored; absent: the account's own. */
  readonly keyId?: string
}

/** The stack's own; nobody but its functions decrypts with it. */
export const SECRETS_KEY = '0a1b2c3d-0000-4000-8000-00000000abcd'

interface Behind {
  readonly dynamo: string
  readonly table: string
  /** As the stack's template says its configuration; null: it is of a version that does not. */
  readonly settings: () => unknown
  /** The environment of the tick function. */
  readonly variables: Readonly<Record<string, string>>
  readonly invoke: (event: unknown, alias?: string) => Promise<unknown>
  /** Its next run begins in a new process. */
  readonly renew: () => void
  /** The stop topic's subscriber. */
  readonly alarmed: (alarm: { name: string; reason: string }) => Promise<unknown>
}

export async function startFakeAws(behind: Behind): Promise<FakeAws> {
  const state: Omit<FakeAws, 'url' | 'close'> = {
    parameters: new Map(),
    alarms: [],
    logLines: [],
    asked: [],
    calls: [],
    denied: new Set(),
    regions: new Set(),
    logGroups: [],
    listeners: [],
    tokens: new Map(),
    confirmations: [],
    published: [],
    secretsKeys: [SECRETS_KEY],
    signingKeys: new Map(),
    keptKeys: [],
  }
  const server = createServer((incoming, response) => {
    answer(behind, state, incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    ...state,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  behind: Behind,
  state: Omit<FakeAws, 'url' | 'close'>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = String(incoming.headers['x-amz-target'] ?? '')
  const [, region] = /Credential=[^/]+\/\d{8}\/([\w-]+)\//.exec(incoming.headers.authorization ?? '') ?? []
  if (region !== undefined) state.regions.add(region)
  const body = await buffer(incoming)
  const call = callOf({
    method: incoming.method,
    target,
    path: incoming.url ?? '',
    body: body.toString(),
  })
  state.calls.push(call)
  if (state.denied.has(call.action)) return deny(response, call.action, target === '')
  if (target.startsWith('DynamoDB')) return proxy(behind.dynamo, incoming, body, response)
  const path = incoming.url ?? ''
  const operation = target.split('.')[1] ?? path
  if (target !== '') {
    state.asked.push(operation)
    const input = JSON.parse(body.toString())
    if (operation === 'SetAlarmState') {
      const { AlarmName: name, StateReason: reason, StateValue: value } = input
      if (value === 'ALARM') await behind.alarmed({ name, reason })
      return json(response, {})
    }
    const told = operations(state)[operation]?.(input)
    return json(response, told ?? { __type: 'UnknownOperationException' }, told === undefined ? 400 : 200)
  }
  if (path.startsWith('/2015-03-31/functions/')) {
    return await answerLambda(behind, state, { incoming, path, body: body.toString(), response })
  }
  const action = new URLSearchParams(body.toString()).get('Action')
  state.asked.push(String(action))
  if (action === 'ListStackResources' && new URLSearchParams(body.toString()).get('StackName') === STACK) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(stackXml(behind.table, state.secretsKeys))
    return
  }
  if (action === 'GetTemplate') {
    const settings = behind.settings()
    const template = settings === null ? {} : { Metadata: { Settings: settings } }
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(templateXml(JSON.stringify(template).replaceAll('&', '&amp;').replaceAll('<', '&lt;')))
    return
  }
  if (action === 'DescribeStacks' && new URLSearchParams(body.toString()).get('StackName') === STACK) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(STATUS_XML)
    return
  }
  const sns = snsXml(state, action, new URLSearchParams(body.toString()))
  if (sns !== null) {
    response.writeHead(200, { 'content-type': 'text/xml' }).end(sns)
    return
  }
  const missing = errorXml('ValidationError', 'Stack with that id does not exist')
  response.writeHead(400, { 'content-type': 'text/xml' }).end(missing)
}

async function answerLambda(
  behind: Behind,
  state: Pick<FakeAws, 'asked'>,
  of: {
    readonly incoming: IncomingMessage
    readonly path: string
    readonly body: string
    readonly response: ServerResponse
  },
): Promise<void> {
  const { incoming, path, body, response } = of
  const { pathname, searchParams } = new URL(path, 'http://function')
  const isInvoke = pathname.endsWith('/invocations')
  const isChange = incoming.method === 'PUT'
  const other = isChange ? 'UpdateFunctionConfiguration' : 'GetFunctionConfiguration'
  state.asked.push(isInvoke ? `Invoke ${body}` : other)
  if (isChange) behind.renew()
  if (!isInvoke) return json(response, { Environment: { Variables: behind.variables } })
  try {
    return json(response, await behind.invoke(JSON.parse(body), searchParams.get('Qualifier') ?? undefined))
  } catch (error) {
    response.setHeader('x-amz-function-error', 'Unhandled')
    return json(response, { errorMessage: String(error) })
  }
}

/** Of the operations below; each reads what is its own. */
interface Input {
  readonly Name: string
  readonly Names: readonly string[]
  readonly logGroupNamePrefix: string
  readonly Value: string
  readonly Message: string
  readonly Type: string
  readonly Overwrite?: boolean
  readonly KeyId?: string
  readonly ParameterFilters: readonly { readonly Values: readonly string[] }[]
  readonly startTime: number
  readonly endTime?: number
}

function operations(
  state: Omit<FakeAws, 'url' | 'close'>,
): Readonly<Record<string, (input: Input) => object>> {
  return {
    GetParameter: ({ Name }) => {
      const found = state.parameters.get(Name)
      if (found === undefined) return { __type: 'ParameterNotFound' }
      if (found.keyId === SECRETS_KEY) return { __type: 'AccessDeniedException' }
      return { Parameter: { Name, Type: found.type, Value: found.value } }
    },
    DescribeParameters: ({ ParameterFilters: [filter] }) => ({
      Parameters: (filter?.Values ?? []).flatMap((name) => {
        const found = state.parameters.get(name)
        const key = found?.keyId ?? 'alias/aws/ssm'
        return found === undefined ? [] : [{ Name: name, Type: found.type, KeyId: key }]
      }),
    }),
    GetParameters: ({ Names }) => ({
      Parameters: Names.filter((name) => state.parameters.has(name)).map((name) => ({ Name: name })),
    }),
    DescribeLogGroups: ({ logGroupNamePrefix: prefix }) => ({
      logGroups: state.logGroups
        .filter((name) => name.startsWith(prefix))
        .map((logGroupName) => ({ logGroupName })),
    }),
    PutParameter: ({ Name, Value, Type, Overwrite, KeyId }) => {
      if (state.parameters.has(Name) && Overwrite !== true) return { __type: 'ParameterAlreadyExists' }
      state.parameters.set(Name, {
        value: Value,
        type: Type,
        ...(KeyId === undefined ? {} : { keyId: KeyId }),
      })
      return { Version: 1 }
    },
    ...kmsOperations(state),
    DescribeAlarms: () => ({
      MetricAlarms: state.alarms.map(({ name, state: value, enabled, actions = [STOP_TOPIC] }) => ({
        AlarmName: name,
        StateValue: value,
        ActionsEnabled: enabled,
        AlarmActions: actions,
      })),
    }),
    FilterLogEvents: ({ startTime, endTime = Number.POSITIVE_INFINITY }) => ({
      events: state.logLines
        .filter(({ atMs }) => atMs >= startTime && atMs <= endTime)
        .map(({ atMs, message }) => ({ timestamp: atMs, message })),
    }),
  }
}

function deny(response: ServerResponse, action: string, asXml: boolean): void {
  const message = `not authorized to perform: ${action}`
  if (asXml) response.writeHead(403, { 'content-type': 'text/xml' }).end(errorXml('AccessDenied', message))
  else json(response, { __type: 'AccessDeniedException', Message: message })
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  const failed = typeof value === 'object' && value !== null && '__type' in value
  response
    .writeHead(failed ? 400 : status, { 'content-type': 'application/x-amz-json-1.1' })
    .end(JSON.stringify(value))
}

function proxy(to: string, incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { host: _, ...headers } = incoming.headers
  request(to, { method: 'POST', headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 500, answered.headers)
    answered.pipe(response)
  })
    .on('error', () => response.destroy())
    .end(body)
}
