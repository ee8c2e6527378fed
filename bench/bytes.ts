import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { startDynalite } from '../desk/aws/dynalite.ts'
import { parseOptions } from '../desk/session/parseOptions.ts'
import { recordMarkets } from '../desk/session/recordSession.ts'
import { systemClock } from '../functions/systemClock.ts'
import { fingerprint } from '../shared/config/fingerprint.ts'
import { assert } from '../shared/domain/assert.ts'
import { MOST_LOGGED_WHOLE } from '../shared/domain/journal.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import { createTableInput, marketKey } from '../shared/dynamodb/table.ts'
import { onlyClocksMoved } from '../shared/engine/onlyClocksMoved.ts'
import type { TickAudit } from '../shared/ports/telemetry.ts'
import { createTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { createQuietTicks } from '../shared/telemetry/quietTicks.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import { itemBytes } from './itemBytes.ts'

/** Some twenty round trips, and all that lies between them. */
const HOURS = '2'
/** Every tick is logged. Every twentieth state is also written to a table, to weigh its item. */
const WEIGHED_EVERY = 20
const LEASE_MS = 60_000
const WRITE_UNIT_BYTES = 1_024

/** Means over the ticks of a session, as `MEASURED` of shared/config/monthlyCost.ts has them. */
export interface Bytes {
  readonly ticks: number
  /** Of a market's item, as DynamoDB counts it. */
  readonly itemBytes: number
  /** That a write of it takes, at the mean. */
  readonly writeUnits: number
  /** Of one market in a minute: lines of its ticks, all of them, and with one a minute of the quiet; and of one such line. */
  readonly minuteLogBytes: number
  readonly shortLogBytes: number
  readonly lineBytes: number
  /** Of a market's item in a minute. */
  readonly minuteWrites: number
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
  const short = createQuietTicks(MOST_LOGGED_WHOLE + 1)
  const logged: LoggedBytes[] = []
  let shortBytes = 0
  const writes = createWriteCount()
  const weighed: TickAudit[] = []
  await recordMarkets(parseOptions({ seed: '1', hours: HOURS }), (record) => {
    if (logged.length % WEIGHED_EVERY === 0) weighed.push(record)
    writes.note(record)
    const line = written(() => telemetry.tick(record))
    logged.push(line)
    if (short(record) !== null) shortBytes += line.audit
  })
  const minutes = 60 * Number(HOURS)
  const items = await itemsOf(weighed)
  return {
    ticks: logged.length,
    itemBytes: Math.round(mean(items)),
    writeUnits: Math.round(100 * mean(items.map((each) => Math.ceil(each / WRITE_UNIT_BYTES)))) / 100,
    minuteLogBytes: Math.round(logged.reduce((sum, { audit }) => sum + audit, 0) / minutes),
    shortLogBytes: Math.round(shortBytes / minutes),
    lineBytes: Math.round(mean(logged.map(({ audit }) => audit))),
    minuteWrites: Math.round((10 * writes.count()) / minutes) / 10,
    metricBytes: Math.round(mean(logged.map(({ metrics }) => metrics))),
  }
}

/** A hand-over writes the claim, the lease that is taken, and the one that is given back. */
const HAND_OVER_WRITES = 3
/** Time after which an item that only lags is stored, with its lease. */
const KEPT_EVERY_MS = 25_000

/** What ticks write of their market's item: intents, what moves more than clocks, leases that are kept and handed over. */
function createWriteCount() {
  let count = 0
  let fence = 0
  let storedMs = 0
  return {
    note({ fence: own, before, after, decision, results, events, seen }: TickAudit): void {
      if (own !== fence) [count, fence, storedMs] = [count + HAND_OVER_WRITES, own, seen.nowMs]
      count += results.filter((result) => result.of === 'post').length
      const hasDone = decision.actions.length + results.length + events.length > 0
      if (!hasDone && seen.nowMs - storedMs < KEPT_EVERY_MS && onlyClocksMoved(before, after)) return
      count += 1
      storedMs = seen.nowMs
    },
    count: () => count,
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
