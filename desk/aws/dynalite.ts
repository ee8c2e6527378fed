import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb'
import type { DynaliteWorkerData } from './dynaliteWorker.ts'

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

/**
 * Starts the embedded DynamoDB on a free port of 127.0.0.1 and creates the table.
 * @param path a folder that keeps the table from run to run; a table that is there is gone on with. null: in memory.
 */
export async function startDynalite(
  table: CreateTableCommandInput,
  path: string | null = null,
): Promise<LocalDynamo> {
  const calls = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const workerData: DynaliteWorkerData = { calls, path }
  const worker = new Worker(new URL('./dynaliteWorker.ts', import.meta.url), { workerData })
  // Rejects where the thread dies before it listens.
  const [{ port }] = (await once(worker, 'message')) as [{ readonly port: number }]
  const endpoint = `http://127.0.0.1:${port}`
  const clients: DynamoDBClient[] = []
  const createClient = (): DynamoDBClient => {
    const client = new DynamoDBClient({ ...localOptions(endpoint), maxAttempts: 1 })
    clients.push(client)
    return client
  }
  const stop = async (): Promise<void> => {
    for (const client of clients) client.destroy()
    if (path !== null) {
      const closed = once(worker, 'message')
      worker.postMessage('close')
      await closed
    }
    // A table in the thread's memory ends with it.
    await worker.terminate()
  }
  try {
    await createTable(createClient(), table)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    endpoint,
    tableName: table.TableName ?? '',
    createClient,
    calls: () => Atomics.load(calls, 0),
    stop,
  }
}

async function createTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(table))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
  const wait = { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1, maxDelay: 1 }
  await waitUntilTableExists(wait, { TableName: table.TableName })
}

/** Everything a client would look up in the environment is given, so that no profile of the user is touched. */
export const localOptions = (endpoint: string) => ({
  endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
})
