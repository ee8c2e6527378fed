import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { afterAll } from 'vitest'
import { startDynalite } from '../../../desk/aws/dynalite.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { unpackState } from '../../../shared/dynamodb/packedState.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { controlKey, createTableInput, type ItemKey } from '../../../shared/dynamodb/table.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Store } from '../../../shared/ports/store.ts'

export const NOW = epochMs(1_790_000_000_000)
export const clock = { nowMs: () => NOW }
export const localOptions = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
}

/** Real expressions on a real table in this process; `close` ends it. */
export interface TableFixture {
  readonly endpoint: string
  readonly tableName: string
  readonly client: DynamoDBDocumentClient
  readonly store: Store
  /** A store of its own client that loses the replies of the next calls, as `lose` says. */
  readonly lossy: (at?: Pick<Clock, 'nowMs'>) => {
    readonly store: Store
    readonly lose: (losses: Losses) => void
  }
  /** A store of its own client whose next requests do not arrive; what it answers delivers the first of them. */
  readonly dropping: () => {
    readonly store: Store
    readonly drop: (count: number) => () => Promise<void>
  }
  /** As it is, but for the state, which is unpacked. */
  readonly read: (key: ItemKey) => Promise<Record<string, unknown> | undefined>
  /** An edit by hand: the whole item as a person would leave it. */
  readonly put: (item: Record<string, unknown>) => Promise<void>
  readonly putControl: (attributes: Record<string, unknown>) => Promise<void>
  readonly close: () => Promise<void>
}

/** After `skip` requests the next `count` are applied, but their replies never arrive. */
export interface Losses {
  readonly count: number
  readonly skip?: number
}

/** One table for all tests of a file. */
export async function tableOfFile(): Promise<TableFixture> {
  const table = await startTable()
  afterAll(() => table.close())
  return table
}

export async function startTable(tableName = 'bot'): Promise<TableFixture> {
  const dynamo = await startDynalite(createTableInput(tableName))
  const { endpoint } = dynamo
  const client = createDocumentClient({ endpoint, ...localOptions })
  const clients = [client]
  const put = async (item: Record<string, unknown>): Promise<void> => {
    await client.send(new PutCommand({ TableName: tableName, Item: item }))
  }
  return {
    endpoint,
    tableName,
    client,
    store: createStore({ client, tableName, clock }),
    lossy: (at = clock) => {
      const own = createDocumentClient({ endpoint, ...localOptions })
      clients.push(own)
      return { store: createStore({ client: own, tableName, clock: at }), lose: loseReplies(own) }
    },
    dropping: () => {
      const own = createDocumentClient({ endpoint, ...localOptions })
      clients.push(own)
      return { store: createStore({ client: own, tableName, clock }), drop: dropRequests(own, client) }
    },
    read: async (key) => {
      const get = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })
      const { Item } = await client.send(get)
      return Item?.['state'] === undefined ? Item : { ...Item, state: unpackState(Item['state']) }
    },
    put,
    putControl: (attributes) => put({ ...controlKey, ...attributes }),
    close: async () => {
      for (const one of clients) one.destroy()
      await dynamo.stop()
    },
  }
}

/** Throws below the retry, before anything is sent. */
function dropRequests(
  client: DynamoDBDocumentClient,
  other: DynamoDBDocumentClient,
): (count: number) => () => Promise<void> {
  let left = 0
  let first: UpdateCommandInput | null = null
  client.middlewareStack.add(
    (next) => async (args) => {
      first ??= left > 0 ? (args.input as UpdateCommandInput) : null
      return await next(args)
    },
    { step: 'initialize', priority: 'high', name: 'keepDropped' },
  )
  client.middlewareStack.add(
    (next) => async (args) => {
      if (left === 0) return await next(args)
      left -= 1
      throw Object.assign(new Error('the request was lost'), { name: 'TimeoutError' })
    },
    { step: 'deserialize', priority: 'low', name: 'dropRequests' },
  )
  return (count) => {
    left = count
    return async () => {
      if (first === null) throw new Error('nothing was dropped')
      await other.send(new UpdateCommand(first)).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      })
    }
  }
}

/** Throws below the retry, after the server has applied the request: what a time-out looks like from here. */
function loseReplies(client: DynamoDBDocumentClient): (losses: Losses) => void {
  let skip = 0
  let count = 0
  client.middlewareStack.add(
    (next) => async (args) => {
      const isLost = skip === 0 && count > 0
      if (skip > 0) skip -= 1
      else if (count > 0) count -= 1
      // A refusal is a reply too, and is lost like any other.
      const reply = next(args)
      if (!isLost) return await reply
      await reply.catch(() => null)
      throw Object.assign(new Error('the reply was lost'), { name: 'TimeoutError' })
    },
    { step: 'deserialize', priority: 'low', name: 'loseReplies' },
  )
  return (losses) => {
    skip = losses.skip ?? 0
    count = losses.count
  }
}
