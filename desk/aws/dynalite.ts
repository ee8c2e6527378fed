import type { Server } from 'node:http'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { assert } from '../../shared/domain/assert.ts'

/** DynamoDB's protocol on this machine, in memory, with one table in it. */
export interface LocalDynamo {
  readonly endpoint: string
  readonly tableName: string
  /** A client of it; AWS's own settings are neither read nor needed. */
  createClient(): DynamoDBClient
  /** Requests served so far. */
  calls(): number
  stop(): Promise<void>
}

const TABLE_WAIT_SECONDS = 10

/** Starts the embedded DynamoDB on a free port of 127.0.0.1 and creates the table. */
export async function startDynalite(table: CreateTableCommandInput): Promise<LocalDynamo> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  let calls = 0
  server.on('request', () => {
    calls += 1
  })
  const endpoint = await listen(server)
  const clients: DynamoDBClient[] = []
  const createClient = (): DynamoDBClient => {
    const client = localClient(endpoint)
    clients.push(client)
    return client
  }
  const stop = (): Promise<void> => {
    for (const client of clients) client.destroy()
    return close(server)
  }
  try {
    const client = createClient()
    await client.send(new CreateTableCommand(table))
    await waitUntilTableExists(
      { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1, maxDelay: 1 },
      { TableName: table.TableName },
    )
  } catch (error) {
    await stop()
    throw error
  }
  return { endpoint, tableName: table.TableName ?? '', createClient, calls: () => calls, stop }
}

/** Everything a client would look up in the environment is given, so that no profile of the user is touched. */
function localClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
    maxAttempts: 1,
  })
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      assert(address !== null && typeof address === 'object', 'dynalite: no port')
      resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    // It says null where Node says undefined.
    server.close((error) => (error instanceof Error ? reject(error) : resolve()))
    // Idle keep-alive connections would keep it open.
    server.closeAllConnections()
  })
}
