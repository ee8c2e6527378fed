import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { LONGEST_LEASE_MS } from '../domain/lease.ts'
import { type MarketId, marketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { WriteResult } from '../ports/store.ts'
import { failureReason } from './failureReason.ts'
import { type Stored, stateIn, unmovedStateIn } from './marketItems.ts'
import { packState } from './packedState.ts'
import { type Attributes, get, type Table, type TableAnswer, update } from './requests.ts'
import { newerThan } from './storedSchema.ts'
import {
  BOT_PARTITION,
  ITEM_SCHEMA,
  type ItemKey,
  MARKET_SORT_PREFIX,
  marketKey,
  oldMarketKey,
  outcomeIn,
  SCHEMA,
} from './table.ts'

/** One page of a backup: market items to be judged, and records that are kept for good, unchanged. */
export interface BackupPage {
  readonly markets: readonly { readonly market: MarketId; readonly stored: Stored }[]
  readonly records: readonly Attributes[]
  /** Where the next page begins; null: this was the last. */
  readonly next: Attributes | null
}

/**
 * Reads a table that comes from a backup, page by page. Of the bot's own partition only market items are of use: its
 * control item may say that the bot is armed, and its waits are those of another day.
 */
export async function backupPage(table: Table, from: Attributes | null): Promise<TableAnswer<BackupPage>> {
  try {
    const output = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ...(from === null ? {} : { ExclusiveStartKey: { ...from } }),
      }),
    )
    const items: readonly Attributes[] = output.Items ?? []
    const ours = items.filter(({ pk }) => pk === BOT_PARTITION)
    const markets = ours.flatMap((item) => {
      const { sk } = item
      if (typeof sk !== 'string' || !sk.startsWith(MARKET_SORT_PREFIX)) return []
      const outcome = outcomeIn(sk, MARKET_SORT_PREFIX)
      if (outcome !== null) return [{ market: outcome.market, stored: stateIn(item, outcome, table.stage) }]
      const market = marketId(sk.slice(MARKET_SORT_PREFIX.length))
      return [{ market, stored: unmovedStateIn(item, market, table.stage) }]
    })
    const records = items.filter(({ pk }) => pk !== BOT_PARTITION)
    return { is: 'done', value: { markets, records, next: output.LastEvaluatedKey ?? null } }
  } catch (error) {
    return { is: 'unknown', why: failureReason('backup', table.name, error) }
  }
}

/** A record as the backup has it, where there is none: what the bot has written since is not replaced. */
export async function restoreRecord(
  table: Table,
  record: Attributes,
): Promise<Exclude<WriteResult, { is: 'lost' }>> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...record },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      }),
    )
    return { is: 'written' }
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return { is: 'written' }
    return { is: 'unknown', why: failureReason('restoreRecord', table.name, error) }
  }
}

export type RestoredItem =
  /** By this call, or by an earlier one of the same restore. */
  | { readonly is: 'restored' | 'already' }
  /** A run holds its lease. */
  | { readonly is: 'busy' }
  | { readonly is: 'newerSchema'; readonly schema: number }
  | { readonly is: 'unknown'; readonly why: string }

/** `isLeaseOver`, in the table's words. A schema that is not a number is a broken item, which a restore repairs. */
const IS_FREE = `(attribute_not_exists(#leaseId) OR #leaseUntil < :now OR #leaseUntil > :ahead)
      AND (attribute_not_exists(#schema) OR NOT attribute_type(#schema, :number) OR #schema <= :before)`

/**
 * One outcome's state from a backup in place of whatever is there, readable or not, in one write: only while no run
 * holds its lease, and once per restore. A run that was overtaken finds another fence, and writes nothing.
 * @param restore names the restore; kept with the state.
 */
export async function restoreMarket(
  table: Table,
  state: MarketState,
  restore: string,
): Promise<RestoredItem> {
  const nowMs = table.clock.nowMs()
  const free = { ':now': nowMs, ':ahead': nowMs + LONGEST_LEASE_MS, ':number': 'N' }
  // No run of version 1 begins or goes on with another item than the one that is put back.
  const key = oldMarketKey(state.market)
  const closed = await update(table, {
    what: 'restoreMarket',
    key,
    update: 'SET #schema = :schema, #moved = :true',
    condition: `attribute_not_exists(#moved) AND ${IS_FREE}`,
    values: { ':schema': ITEM_SCHEMA, ':true': true, ':before': SCHEMA, ...free },
  })
  if (closed.is !== 'done') {
    const old = await asItStands(table, closed, key, SCHEMA, ({ moved }) => moved === true)
    if (old.is !== 'already') return old
  }
  return await putBack(table, state, restore, free)
}

async function putBack(
  table: Table,
  state: MarketState,
  restore: string,
  free: Readonly<Record<string, string | number>>,
): Promise<RestoredItem> {
  const key = marketKey(state)
  const written = await update(table, {
    what: 'restoreMarket',
    key,
    update: `SET #state = :state, #schema = :schema, #commitId = :commitId, #restoredBy = :restore,
      #rev = if_not_exists(#rev, :zero) + :one ADD #fence :one
      REMOVE #leaseId, #leaseUntil, #claimId, #claimAt`,
    condition: `${IS_FREE} AND NOT #restoredBy = :restore`,
    values: {
      ':state': packState(state),
      ':schema': ITEM_SCHEMA,
      ':before': ITEM_SCHEMA,
      ':commitId': table.newId(),
      ':restore': restore,
      ...free,
      ':zero': 0,
      ':one': 1,
    },
  })
  if (written.is === 'done') return { is: 'restored' }
  return await asItStands(table, written, key, ITEM_SCHEMA, ({ restoredBy }) => restoredBy === restore)
}

/** A write that was refused or not answered: whether it is there, and else what holds it. */
async function asItStands(
  table: Table,
  written: Exclude<Awaited<ReturnType<typeof update>>, { is: 'done' }>,
  key: ItemKey,
  version: number,
  isThere: (item: Attributes) => boolean,
): Promise<Exclude<RestoredItem, { is: 'restored' }>> {
  if (written.is === 'invalid') return { is: 'unknown', why: written.why }
  const read = await get(table, 'restoreMarket', key)
  if (read.is === 'unknown') return read
  const item = read.value ?? {}
  if (isThere(item)) return { is: 'already' }
  if (written.is === 'unknown') return written
  const newer = newerThan(version, item)
  return newer === null ? { is: 'busy' } : { is: 'newerSchema', schema: newer }
}
