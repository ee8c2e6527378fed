import { type OpenOrders, provesAbsenceAt } from '../../domain/openOrders.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { EpochMs, MonotonicMs, OrderId } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import type { FirstList, Listed, ListScope } from './listMemory.ts'
import { manualOrders, type OwnRecords } from './manualOrders.ts'

export interface ProofScope extends ListScope {
  /** A stranger's order of later does not hold the STOP. */
  readonly untilMs: EpochMs
  /** null: no order can be the person's own. */
  readonly records: OwnRecords | null
}

/** What the lists say of the STOP: what holds it; one without, and no time for the second; or two, far enough apart. */
export type Lists =
  | { readonly is: 'held'; readonly why: string }
  | { readonly is: 'one'; readonly listed: Listed; readonly atMs: MonotonicMs }
  | { readonly is: 'two'; readonly listed: Listed }

/** @param earlier The first of the two, where an earlier pass has read it. */
export async function twoEmptyLists(
  ports: Ports,
  stack: StackSettings,
  waitUntil: MonotonicMs,
  of: ProofScope,
  earlier: FirstList | null,
): Promise<Lists> {
  const { clock } = ports
  const first = earlier?.listed ?? (await readList(ports, of))
  if (typeof first === 'string') return { is: 'held', why: first }
  const atMs = earlier?.atMs ?? clock.monotonicMs()
  if (atMs + stack.stopListGapMs > waitUntil) return { is: 'one', listed: first, atMs }
  const waitMs = atMs + stack.stopListGapMs - clock.monotonicMs()
  if (waitMs > 0) await clock.sleep(waitMs)
  const second = await readList(ports, of)
  if (typeof second === 'string') return { is: 'held', why: second }
  const listed = { hidesNone: first.hidesNone && second.hidesNone, by: [...first.by, ...second.by] }
  return { is: 'two', listed }
}

async function readList(ports: Ports, of: ProofScope): Promise<string | Listed> {
  const list = await ports.venue.openOrders(new Set(of.ours))
  if (!list.ok) return `the open orders cannot be read: ${list.unknown}`
  const persons = of.records === null ? new Set<OrderId>() : await manualOrders(ports, list.value, of.records)
  return judgeList(list.value, of, persons)
}

/** What in the list holds the STOP, or what the list proves. A stranger's later order is the next pass's to cancel. */
function judgeList(
  list: OpenOrders,
  { ours, markets, untilMs }: ProofScope,
  persons: ReadonlySet<OrderId>,
): string | Listed {
  const { orders, unreadable, provesAbsence } = list
  if (!provesAbsence) return 'the list of open orders may be incomplete'
  const order = orders.find(
    ({ id, market, createdAtMs }) =>
      ours.includes(id) ||
      (markets.has(market) && !persons.has(id) && (createdAtMs === null || createdAtMs <= untilMs)),
  )
  if (order !== undefined) return `order ${order.id} is still in the list`
  const odd = unreadable.find(
    ({ orderId, market }) =>
      (orderId !== null && ours.includes(orderId)) || (market !== null && markets.has(market)),
  )
  if (odd !== undefined) return `an order that cannot be read is still in the list: ${odd.raw}`
  const places = [...markets].map(([market, tokens]) => ({ market, tokens }))
  return { hidesNone: places.every((place) => provesAbsenceAt(list, place)), by: [list.by] }
}
