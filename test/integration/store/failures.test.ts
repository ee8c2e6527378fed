import { createServer, type Server } from 'node:net'
import { BatchGetCommand, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { order, outcomeOf, reason, state } from './samples.ts'
import { clock, localOptions, NOW, startTable } from './tableFixture.ts'

const lease = { ...outcomeOf(MARKET), id: 'ours', fence: 1, untilMs: NOW, lastsMs: 55_000 }

/** Every call of the port, with how it says that it does not know. */
const CALLS: ReadonlyArray<readonly [string, (store: Store) => Promise<unknown>]> = [
  ['acquire', (store) => store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1_000 })],
  ['commit', (store) => store.commit(lease, 0, state())],
  ['release', (store) => store.release(lease)],
  ['control', (store) => store.control()],
  ['marketItems', (store) => store.marketItems()],
  ['putLedger', (store) => store.putLedger([{ kind: 'order', market: MARKET, order: order() }])],
  ['ledgerFill', (store) => store.ledgerFill(MARKET, 'trade-1:order')],
  ['ledgerOrder', (store) => store.ledgerOrder(MARKET, order().id)],
  ['ledgerLateFills', (store) => store.ledgerLateFills(MARKET, order().id)],
  ['adoptions', (store) => store.adoptions(outcomeOf(MARKET))],
  ['ledger', (store) => store.ledger(MARKET, 10)],
  ['latchMessage', (store) => store.latchMessage(reason('ALARM'))],
  ['latchCondition', (store) => store.latchCondition(reason('LOSS'))],
  ['latchFlip', (store) => store.latchFlip(reason('OPERATOR'), 0)],
  ['stopDone', (store) => store.stopDone(1)],
  ['resume', (store) => store.resume(1)],
  ['arm', (store) => store.arm()],
  ['disarm', (store) => store.disarm()],
  ['drain', (store) => store.drain(true)],
  ['endDrain', (store) => store.endDrain()],
  [
    'requestFlatten',
    (store) => store.requestFlatten({ seq: 1, markets: [MARKET], floorMicros: order().priceMicros }),
  ],
  ['dropFlatten', (store) => store.dropFlatten(1)],
  ['look', async (store) => (await store.look([lease]))[0]],
]

const whyOf = (answer: unknown): string => {
  const { is, ok, why, unknown }: Record<string, unknown> = { ...(answer as object) }
  if (is !== 'unknown' && ok !== false) throw new Error(`not unknown: ${JSON.stringify(answer)}`)
  return String(why ?? unknown)
}

const failure = (name: string, message: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })

/** What a table on this machine cannot produce. */
const FAILURES: ReadonlyArray<readonly [string, Error, string]> = [
  ['throttling', failure('ThrottlingException', 'Rate exceeded'), 'throttled'],
  ['on-demand limits', failure('ProvisionedThroughputExceededException', 'exceeded'), 'throttled'],
  ['a server error', failure('InternalServerError', 'Internal server error', 500), 'DynamoDB failed'],
  ['an error page', failure('SyntaxError', 'Unexpected token <', 503), 'DynamoDB failed'],
  ['expired credentials', failure('ExpiredTokenException', 'The security token has expired'), 'log in again'],
  ['wrong credentials', failure('UnrecognizedClientException', 'invalid token'), 'check the profile'],
  ['no credentials', failure('CredentialsProviderError', 'Could not load credentials'), 'check the profile'],
  [
    'a denied action',
    failure('AccessDeniedException', 'is not authorized to perform'),
    'access denied: give this role',
  ],
  [
    'a reset connection',
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    'may or may not have happened',
  ],
  ['something new', failure('NovelException', 'never seen'), 'unexpected'],
]

describe.each(CALLS)('%s', (name, call) => {
  it.each(FAILURES)('calls %s unknown and says what to do', async (_, error, remedy) => {
    const client = createDocumentClient(localOptions)
    const mock = mockClient(client)
    for (const command of [BatchGetCommand, GetCommand, QueryCommand, UpdateCommand] as const)
      mock.on(command as never).rejects(error)

    const why = whyOf(await call(createStore({ client, tableName: 'bot', clock })))

    expect(why).toContain(name)
    expect(why).toContain('table bot')
    expect(why).toContain(remedy)
    mock.restore()
  })

  it('tells that there is no such table', async () => {
    const table = await startTable()
    const store = createStore({ client: table.client, tableName: 'another', clock })

    expect(whyOf(await call(store))).toContain('check the table name and the region')
    await table.close()
  })
})

it('reads consistently, always: an old answer could hide an order or a STOP', async () => {
  const client = createDocumentClient(localOptions)
  const mock = mockClient(client)
  mock.on(GetCommand as never).resolves({})
  mock.on(BatchGetCommand as never).resolves({})
  mock.on(QueryCommand as never).resolves({ Items: [] } as never)
  // Each write is refused, so that the reads behind them happen too.
  mock.on(UpdateCommand as never).rejects(failure('ConditionalCheckFailedException', 'refused'))
  const store = createStore({ client, tableName: 'bot', clock })

  for (const [, call] of CALLS) await call(store)

  const reads = [...mock.commandCalls(GetCommand as never), ...mock.commandCalls(QueryCommand as never)]
  const inputs = reads.map((read) => read.args[0].input as { ConsistentRead?: boolean })
  expect(inputs.length).toBeGreaterThan(CALLS.length)
  expect(inputs.filter((input) => input.ConsistentRead !== true)).toEqual([])
  const batches = mock
    .commandCalls(BatchGetCommand as never)
    .map((read) => JSON.stringify(read.args[0].input))
  expect(batches.length).toBeGreaterThan(0)
  expect(batches.filter((input) => !input.includes('"ConsistentRead":true'))).toEqual([])
  mock.restore()
})

describe('a server that never answers', () => {
  let silent: Server
  afterEach(() => new Promise((resolve) => silent.close(resolve)))

  it.each([CALLS[0], CALLS[3], CALLS[9]].filter((call) => call !== undefined))(
    'does not hold %s forever',
    async (name, call) => {
      const sockets = new Set<{ destroy(): void }>()
      silent = createServer((socket) => sockets.add(socket))
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
      const address = silent.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      const client = createDocumentClient({ endpoint: `http://127.0.0.1:${port}`, ...localOptions })
      const startedMs = performance.now()

      const why = whyOf(await call(createStore({ client, tableName: 'bot', clock })))

      expect(why).toContain('may or may not have happened')
      expect(performance.now() - startedMs).toBeLessThan(9_000)
      // An acquisition without an answer is looked up once.
      expect(sockets.size).toBe(name === 'acquire' ? 4 : 3)
      client.destroy()
      for (const socket of sockets) socket.destroy()
    },
  )
})

it('says that an item beyond what DynamoDB takes was refused', async () => {
  const table = await startTable()
  const why = 'x'.repeat(420_000)
  const record = {
    kind: 'order',
    market: MARKET,
    order: { ...order(), cancelAsked: { atMs: NOW, why } },
  } as const

  expect(await table.store.putLedger([record])).toEqual({
    is: 'unknown',
    why: expect.stringContaining('refused as invalid'),
  })
  await table.close()
})
