import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import type { VenueOrder } from '../domain/market.ts'
import type { ListedOrder, OpenOrders, UnreadableOrder } from '../domain/openOrders.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { OrderId } from '../domain/units.ts'
import type { Answer } from './answer.ts'
import { clobPager } from './clobPager.ts'
import { parseOrderRecord } from './orderRecord.ts'
import { isWallet, NOTHING_SIGNED, ownerOf, type Signed } from './ownership.ts'
import { type Interpreted, readPartial, type Unknown } from './pages.ts'
import { recordKey } from './recordKey.ts'
import { redactedRecord } from './redactedRecord.ts'
import { askPrivate, describe, type Identity, type Session } from './session.ts'
import { UnreadableRecords } from './unreadableRecords.ts'
import { readMarketId, readOrderId, readTokenId } from './wire.ts'

/**
 * Every open order of the account, as far as its list could be read. The client has no call for one page of orders;
 * its own paging sends exactly one request here, because what it is handed back is always an empty last page.
 */
export async function readOpenOrders(
  session: Session,
  signed: Signed = NOTHING_SIGNED,
): Promise<Read<OpenOrders>> {
  const pager = clobPager(session, async (cursor) =>
    (await session.privateClient()).getOpenOrders({}, false, cursor ?? undefined),
  )
  const read = await readPartial(pager, (records) => interpretOrders(records, session.me, signed))
  if (!read.ok) return read
  const provesAbsence = read.cut === null && !read.isStored
  return known({ ...read.value, provesAbsence, by: session.me.apiKey }, read.asOf)
}

type Records = Pick<OpenOrders, 'orders' | 'unreadable'>

/**
 * Orders of another wallet are left out; one of ours that cannot be read is named next to the others. An order
 * repeated by shifting pages is one order, as last read.
 */
export function interpretOrders(
  records: readonly unknown[],
  me: Identity,
  signed: Signed = NOTHING_SIGNED,
): Interpreted<Records> {
  const orders = new Map<string, ListedOrder>()
  const unreadable = new UnreadableRecords<UnreadableOrder>()
  for (const record of records) {
    if (isObject(record) && ownerOf(record, record['id'], me, signed) === 'stranger' && namesWallet(record))
      continue
    const order = readRecord(record)
    orders.delete(order.key)
    unreadable.delete(order.key)
    if (order.is === 'order') orders.set(order.key, order.order)
    else if (!unreadable.set(order.record))
      return unknown(`hundreds of orders cannot be read and name no market: ${order.record.raw}`)
  }
  const identity = [...orders.keys(), ...unreadable.all.map(({ key }) => key)].sort().join()
  return { ok: true, value: { orders: [...orders.values()], unreadable: unreadable.all }, identity }
}

/** The list is of our API key's orders, so a key that is not ours proves nothing; only a wallet does. */
const namesWallet = (record: JsonObject): boolean => isWallet(record['maker_address'])

type ReadRecord =
  | { readonly is: 'order'; readonly key: string; readonly order: ListedOrder }
  | { readonly is: 'unreadable'; readonly key: string; readonly record: UnreadableOrder }

function readRecord(record: unknown): ReadRecord {
  const order = parseOrderRecord(record)
  if (typeof order !== 'string' && order.market !== null)
    return { is: 'order', key: order.id, order: { ...order, market: order.market } }
  const fields = isObject(record) ? record : {}
  const orderId = readOrderId(fields['id'])
  const raw = `${typeof order === 'string' ? order : `order ${order.id} names no market`}: ${redactedRecord(record)}`
  const key = orderId ?? recordKey(record)
  const [market, tokenId] = [readMarketId(fields['market']), readTokenId(fields['asset_id'])]
  return { is: 'unreadable', key, record: { key, orderId, market, tokenId, raw } }
}

/** One order by its hash, of whatever status. */
export async function readOrder(session: Session, id: OrderId): Promise<Read<VenueOrder | 'absent'>> {
  const asOf = session.clock.nowMs()
  const answer = await askPrivate(session, (client) => client.getOrder(id))
  const order = interpretOrder(answer, id)
  return typeof order === 'object' && 'unknown' in order ? order : known(order, asOf)
}

/** The venue says "no such order" in four ways: null, "", nothing at all, and 404 with an error of its own. */
export function interpretOrder(answer: Answer, id: OrderId): VenueOrder | 'absent' | Unknown {
  if (answer.is !== 'answer') return unknown(describe(answer))
  const { status, body } = answer
  const value = body.is === 'json' ? body.value : undefined
  if (status === 404 && isObject(value) && typeof value['error'] === 'string') return 'absent'
  if (status !== 200 || body.is === 'text') return unknown(describe(answer))
  if (body.is === 'empty' || value === null || value === '') return 'absent'
  const order = parseOrderRecord(value)
  if (typeof order === 'string') return unknown(order)
  return order.id === id.toLowerCase() ? order : unknown(`asked for order ${id}, got ${order.id}`)
}
