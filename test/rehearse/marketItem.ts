import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { type ItemKey, marketKey, oldMarketKey } from '../../shared/dynamodb/table.ts'
import { clientOf } from './clientOf.ts'
import { must } from './rehearsalError.ts'
import type { Stage } from './stage.ts'

type Item = Record<string, AttributeValue>

/** The market's item, by its own key or as version 1 keyed it: how many runs have had its lease, its last tick and lease. */
export async function marketItem(
  stage: Stage,
): Promise<{ readonly fence: number; readonly tickedAtMs: number; readonly leaseUntilMs: number }> {
  const item = (await ownItem(stage)) ?? (await read(stage, oldMarketKey(stage.owner.market)))
  return {
    fence: Number(item?.['fence']?.N ?? Number.NaN),
    tickedAtMs: Number(item?.['state']?.M?.['tickedAtMs']?.N ?? Number.NaN),
    leaseUntilMs: Number(item?.['leaseUntil']?.N ?? Number.NaN),
  }
}

export const hasOwnKey = async (stage: Stage): Promise<boolean> => (await ownItem(stage)) !== undefined

/** Puts the item where and as version 1 stores it; nobody may have its lease. */
export async function asVersionOne(stage: Stage): Promise<void> {
  const own = await ownItem(stage)
  must(own !== undefined, 'there is no market item')
  const { leaseId: _, leaseUntil: __, claimId: ___, claimAt: ____, ...kept } = own
  const client = new DynamoDBClient(clientOf(stage.emulator))
  const of = { TableName: stage.outputs.TableName }
  const item = { ...kept, ...keyOf(oldMarketKey(stage.owner.market)), schema: { N: '1' } }
  await client.send(new PutItemCommand({ ...of, Item: item }))
  await client.send(new DeleteItemCommand({ ...of, Key: keyOf(ownKeyOf(stage)) }))
}

const ownKeyOf = ({ owner: { market, token } }: Stage): ItemKey => marketKey({ market, tokenId: token })
const ownItem = (stage: Stage): Promise<Item | undefined> => read(stage, ownKeyOf(stage))

async function read({ emulator, outputs }: Stage, key: ItemKey): Promise<Item | undefined> {
  const command = new GetItemCommand({
    TableName: outputs.TableName,
    Key: keyOf(key),
    ConsistentRead: true,
  })
  return (await new DynamoDBClient(clientOf(emulator)).send(command)).Item
}

const keyOf = ({ pk, sk }: ItemKey): Item => ({ pk: { S: pk }, sk: { S: sk } })
