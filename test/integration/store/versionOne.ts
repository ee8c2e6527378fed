import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { MarketId } from '../../../shared/domain/units.ts'
import { oldMarketKey } from '../../../shared/dynamodb/table.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { TableFixture } from './tableFixture.ts'

export interface OldLease {
  readonly id: string
  readonly fence: number
}

/** The store of version 1 as its invocations still run while the next version is deployed: one item a market. */
export function versionOne({ client, tableName }: TableFixture, market: MarketId) {
  let ids = 0
  const write = async (update: string, condition: string, values: Record<string, unknown>) => {
    try {
      const names = [...`${update} ${condition}`.matchAll(/#(\w+)/g)].map(([, name]) => name ?? '')
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: oldMarketKey(market),
          UpdateExpression: update,
          ConditionExpression: condition,
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes ?? {}
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return null
      throw error
    }
  }
  return {
    async acquire(nowMs: number, leaseMs: number) {
      ids += 1
      const id = `old-${ids}`
      const item = await write(
        'SET #leaseId = :id, #leaseUntil = :until, #rev = if_not_exists(#rev, :zero), #schema = if_not_exists(#schema, :schema) ADD #fence :one',
        '(attribute_not_exists(#leaseId) OR #leaseUntil < :now) AND (attribute_not_exists(#schema) OR #schema <= :schema)',
        { ':id': id, ':until': nowMs + leaseMs, ':now': nowMs, ':zero': 0, ':one': 1, ':schema': 1 },
      )
      if (item === null) return null
      const lease: OldLease = { id, fence: Number(item['fence']) }
      return { lease, rev: Number(item['rev']), state: (item['state'] ?? null) as MarketState | null }
    },
    async commit({ id, fence }: OldLease, rev: number, state: MarketState): Promise<boolean> {
      const item = await write(
        'SET #state = :state, #rev = :next, #schema = :schema, #commitId = :commitId',
        '#leaseId = :id AND #fence = :fence AND #rev = :rev',
        {
          ':state': state,
          ':next': rev + 1,
          ':schema': state.schema,
          ':commitId': `${id}#${rev}`,
          ':id': id,
          ':fence': fence,
          ':rev': rev,
        },
      )
      return item !== null
    },
    async release({ id, fence }: OldLease): Promise<void> {
      await write('REMOVE #leaseId, #leaseUntil', '#leaseId = :id AND #fence = :fence', {
        ':id': id,
        ':fence': fence,
      })
    },
  }
}
