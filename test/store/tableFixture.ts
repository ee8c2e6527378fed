import type { Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { epochMs } from '../../shared/domain/units.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import { controlKey, createTableInput, type ItemKey } from '../../shared/dynamodb/table.ts'
import type { Store } from '../../shared/engine/store.ts'

// dynalite carries no types.
const dynalite: (options: { createTableMs: number }) => Server = createRequire(import.meta.url)('dynalite')

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
  readonly lossy: () => { readonly store: Store; readonly lose: (losses: Losses) => void }
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

export async function startTable(tableName = 'bot'): Promise<TableFixture> {
  const server = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}`
  const client = createDocumentClient({ endpoint, ...localOptions })
  await createTable(client, tableName)
  const clients = [client]
  const put = async (item: Record<string, unknown>): Promise<void> => {
    await client.send(new PutCommand({ TableName: tableName, Item: item }))
  }
  return {
    endpoint,
    tableName,
    client,
    store: createStore({ client, tableName, clock }),
    lossy: () => {
      const own = createDocumentClient({ endpoint, ...localOptions })
      clients.push(own)
      return { store: createStore({ client: own, tableName, clock }), lose: loseReplies(own) }
    },
    read: async (key) =>
      (await client.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }))).Item,
    put,
    putControl: (attributes) => put({ ...controlKey, ...attributes }),
    close: async () => {
      for (const one of clients) one.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function createTable(client: DynamoDBDocumentClient, tableName: string): Promise<void> {
  await client.send(new CreateTableCommand(createTableInput(tableName)))
  for (let look = 0; look < 100; look += 1) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    if (Table?.TableStatus === 'ACTIVE') return
  }
  throw new Error(`table ${tableName} did not become active`)
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
