import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { LONGEST_LEASE_MS } from '../domain/lease.ts'
import { type MarketId, marketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { Wrote } from '../ports/store.ts'
import { failureReason } from './failureReason.ts'
import { type Stored, stateIn } from './marketItems.ts'
import { type Attributes, get, type Table, type TableAnswer, update } from './requests.ts'
import { newerSchema } from './storedSchema.ts'
import { BOT_PARTITION, MARKET_SORT_PREFIX, marketKey, SCHEMA } from './table.ts'

/** One page of a backup: market items to be judged, and rows that are kept for good, as they stand. */
export interface BackupPage {
  readonly markets: readonly { readonly market: MarketId; readonly stored: Stored }[]
  readonly rows: readonly Attributes[]
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
      const market = marketId(sk.slice(MARKET_SORT_PREFIX.length))
      return [{ market, stored: stateIn(item, market, table.stage) }]
    })
    const rows = items.filter(({ pk }) => pk !== BOT_PARTITION)
    return { is: 'done', value: { markets, rows, next: output.LastEvaluatedKey ?? null } }
  } catch (error) {
    return { is: 'unknown', why: failureReason('backup', table.name, error) }
  }
}

/** A row as the backup has it, where there is none: what the bot has written since is not replaced. */
export async function restoreRow(table: Table, row: Attributes): Promise<Exclude<Wrote, { is: 'lost' }>> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...row },
        ConditionExpression: 'attribute_not_exists(#pk)',
        ExpressionAttributeNames: { '#pk': 'pk' },
      }),
    )
    return { is: 'written' }
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return { is: 'written' }
    return { is: 'unknown', why: failureReason('restoreRow', table.name, error) }
  }
}

export type RestoredItem =
  /** By this call, or by an earlier one of the same restore. */
  | { readonly is: 'restored' | 'already' }
  /** A run holds its lease. */
  | { readonly is: 'busy' }
  | { readonly is: 'newerSchema'; readonly schema: number }
  | { readonly is: 'unknown'; readonly why: string }

/**
 * One market's state from a backup in place of whatever stands there, readable or not, in one write: only while no run
 * holds its lease, and once per restore. A run that was overtaken finds another fence, and writes nothing.
 * @param restore names the restore; kept beside the state.
 */
export async function restoreMarket(
  table: Table,
  state: MarketState,
  restore: string,
): Promise<RestoredItem> {
  const key = marketKey(state.market)
  const nowMs = table.clock.nowMs()
  const written = await update(table, {
    what: 'restoreMarket',
    key,
    update: `SET #state = :state, #schema = :schema, #commitId = :commitId, #restoredBy = :restore,
      #rev = if_not_exists(#rev, :zero) + :one ADD #fence :one
      REMOVE #leaseId, #leaseUntil, #claimId, #claimAt`,
    // `isLeaseOver`, in the table's words. A schema that is not a number is a broken item, which this repairs.
    condition: `(attribute_not_exists(#leaseId) OR #leaseUntil < :now OR #leaseUntil > :ahead)
      AND (attribute_not_exists(#schema) OR NOT attribute_type(#schema, :number) OR #schema <= :schema)
      AND NOT #restoredBy = :restore`,
    values: {
      ':state': state,
      ':schema': SCHEMA,
      ':commitId': table.newId(),
      ':restore': restore,
      ':now': nowMs,
      ':ahead': nowMs + LONGEST_LEASE_MS,
      ':number': 'N',
      ':zero': 0,
      ':one': 1,
    },
  })
  if (written.is === 'done') return { is: 'restored' }
  if (written.is === 'invalid') return { is: 'unknown', why: written.why }
  const read = await get(table, 'restoreMarket', key)
  if (read.is === 'unknown') return read
  if (read.value?.['restoredBy'] === restore) return { is: 'already' }
  if (written.is === 'unknown') return written
  const newer = newerSchema(read.value ?? {})
  return newer === null ? { is: 'busy' } : { is: 'newerSchema', schema: newer }
}
