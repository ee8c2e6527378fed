import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { startDynalite } from '../desk/aws/dynalite.ts'
import { parseOptions } from '../desk/session/parseOptions.ts'
import { recordSession } from '../desk/session/recordSession.ts'
import { systemClock } from '../functions/systemClock.ts'
import { fingerprint } from '../shared/config/fingerprint.ts'
import { assert } from '../shared/domain/assert.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import { createTableInput, marketKey } from '../shared/dynamodb/table.ts'
import type { TickAudit } from '../shared/ports/telemetry.ts'
import { createTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import { itemBytes } from './itemBytes.ts'

/** Some twenty round trips, and all that lies between them. */
const HOURS = '2'
/** Every tick is logged. Every twentieth state is also written to a table, to weigh its item. */
const WEIGHED_EVERY = 20
const LEASE_MS = 60_000

/** Means over the ticks of a session, as `MEASURED` of shared/config/monthlyCost.ts has them. */
export interface Bytes {
  readonly ticks: number
  /** Of a market's item, as DynamoDB counts it. */
  readonly itemBytes: number
  /** Of one market's tick: its audit line. */
  readonly logBytes: number
  /** Of the line of the stack's metrics, one a round. */
  readonly metricBytes: number
}

/** What the ticks of two hours of the desk's calm market write, at the default cadence. */
export async function bytes(): Promise<Bytes> {
  const telemetry = createTelemetry({
    stage: 'live',
    redactor: createRedactor(),
    config: fingerprint('bench'),
  })
  const logged: LoggedBytes[] = []
  const weighed: TickAudit[] = []
  await recordSession(parseOptions({ seed: '1', hours: HOURS }), (record) => {
    if (logged.length % WEIGHED_EVERY === 0) weighed.push(record)
    logged.push(written(() => telemetry.tick(record)))
  })
  return {
    ticks: logged.length,
    itemBytes: Math.round(mean(await itemsOf(weighed))),
    logBytes: Math.round(mean(logged.map(({ audit }) => audit))),
    metricBytes: Math.round(mean(logged.map(({ metrics }) => metrics))),
  }
}

interface LoggedBytes {
  readonly audit: number
  readonly metrics: number
}

/** Bytes that it writes to standard output, which they do not reach. */
function written(report: () => void): LoggedBytes {
  const { write } = process.stdout
  const count = { audit: 0, metrics: 0 }
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    count[String(chunk).startsWith('{"_aws"') ? 'metrics' : 'audit'] += Buffer.byteLength(chunk)
    return true
  }
  try {
    report()
  } finally {
    process.stdout.write = write
  }
  return count
}

/** Each state as the deployed code stores it, under a lease, weighed as it lies in the table. */
async function itemsOf(records: readonly TickAudit[]): Promise<readonly number[]> {
  const table = await startDynalite(createTableInput('bytes'))
  try {
    const client = createDocumentClient({
      endpoint: table.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    })
    const store = createStore({ client, tableName: table.tableName, clock: systemClock })
    const raw = table.createClient()
    const sizes: number[] = []
    const [first] = records
    assert(first !== undefined, 'a session has ticks')
    const { market, tokenId } = first.after
    const outcome = { market, tokenId }
    const nowMs = systemClock.nowMs()
    const acquired = await store.acquire(outcome, { nowMs, startMs: nowMs, leaseMs: LEASE_MS })
    assert(acquired.is === 'held', 'nobody else holds the lease of this table')
    let { lease, rev } = acquired
    for (const { after } of records) {
      const wrote = await store.commit(lease, rev, after)
      assert(wrote.is === 'written', `the item is written: ${JSON.stringify(wrote)}`)
      ;({ lease, rev } = wrote)
      const { Item } = await raw.send(
        new GetItemCommand({ TableName: table.tableName, Key: keyOf(marketKey(outcome)) }),
      )
      sizes.push(itemBytes(Item ?? {}))
    }
    client.destroy()
    return sizes
  } finally {
    await table.stop()
  }
}

const keyOf = (key: Readonly<Record<string, string>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(key).map(([name, text]) => [name, { S: text }]))

const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length
