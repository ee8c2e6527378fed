import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { isObject } from '../../shared/domain/jsonObject.ts'
import { unpackState } from '../../shared/dynamodb/packedState.ts'
import { type ItemKey, marketKey, oldMarketKey } from '../../shared/dynamodb/table.ts'
import { clientOf } from './clientOf.ts'
import { must } from './rehearsalError.ts'
import type { Stage } from './stage.ts'

/** As the table has it, its state unpacked. */
type Item = Record<string, unknown>

/** The market's item, by its own key or as version 1 keyed it: how many runs have had its lease, its last tick and lease. */
export async function marketItem(
  stage: Stage,
): Promise<{ readonly fence: number; readonly tickedAtMs: number; readonly leaseUntilMs: number }> {
  const item = (await ownItem(stage)) ?? (await read(stage, oldMarketKey(stage.owner.market)))
  const state = item?.['state']
  return {
    fence: Number(item?.['fence'] ?? Number.NaN),
    tickedAtMs: Number((isObject(state) ? state['tickedAtMs'] : undefined) ?? Number.NaN),
    leaseUntilMs: Number(item?.['leaseUntil'] ?? Number.NaN),
  }
}

export const hasOwnKey = async (stage: Stage): Promise<boolean> => (await ownItem(stage)) !== undefined

/** Puts the item where and as version 1 stores it; nobody may have its lease. */
export async function asVersionOne(stage: Stage): Promise<void> {
  const own = await ownItem(stage)
  must(own !== undefined, 'there is no market item')
  const { leaseId: _, leaseUntil: __, claimId: ___, claimAt: ____, ...kept } = own
  const client = clientOfTable(stage)
  const of = { TableName: stage.outputs.TableName }
  const item = { ...kept, ...oldMarketKey(stage.owner.market), schema: 1 }
  await client.send(new PutCommand({ ...of, Item: item }))
  await client.send(new DeleteCommand({ ...of, Key: ownKeyOf(stage) }))
}

const ownKeyOf = ({ owner: { market, token } }: Stage): ItemKey => marketKey({ market, tokenId: token })
const ownItem = (stage: Stage): Promise<Item | undefined> => read(stage, ownKeyOf(stage))

async function read(stage: Stage, key: ItemKey): Promise<Item | undefined> {
  const command = new GetCommand({ TableName: stage.outputs.TableName, Key: key, ConsistentRead: true })
  const { Item } = await clientOfTable(stage).send(command)
  return Item && { ...Item, state: unpackState(Item['state']) }
}

const clientOfTable = ({ emulator }: Stage): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(emulator)))
