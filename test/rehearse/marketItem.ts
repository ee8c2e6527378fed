import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { marketKey } from '../../shared/dynamodb/table.ts'
import { clientOf } from './clientOf.ts'
import type { Stage } from './stage.ts'

/** The market's item: how many invocations have had its lease, and when its last tick began. */
export async function marketItem({
  owner,
  emulator,
  outputs,
}: Stage): Promise<{ readonly fence: number; readonly tickedAtMs: number }> {
  const { pk, sk } = marketKey(owner.market)
  const command = new GetItemCommand({
    TableName: outputs.TableName,
    Key: { pk: { S: pk }, sk: { S: sk } },
    ConsistentRead: true,
  })
  const { Item: item } = await new DynamoDBClient(clientOf(emulator)).send(command)
  return {
    fence: Number(item?.['fence']?.N ?? Number.NaN),
    tickedAtMs: Number(item?.['state']?.M?.['tickedAtMs']?.N ?? Number.NaN),
  }
}
