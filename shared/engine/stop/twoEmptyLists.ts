import { type OpenOrders, provesAbsenceAt } from '../../domain/openOrders.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { EpochMs, MarketId, MonotonicMs, OrderId, TokenId } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import { manualOrders, type OwnBooks } from './manualOrders.ts'

/** Two complete lists without an order of before the STOP. A record without any id hides one that is proven dead by nothing else. */
export interface Listed {
  readonly hidesNone: boolean
  /** The credentials that each was read with. */
  readonly by: readonly (string | undefined)[]
}

export interface Sought {
  readonly ours: readonly OrderId[]
  readonly markets: ReadonlyMap<MarketId, readonly TokenId[]>
  /** A stranger's order of later does not hold the STOP. */
  readonly untilMs: EpochMs
  /** null: no order can be the person's own. */
  readonly books: OwnBooks | null
}

/** Why the lists do not end the STOP; or what two complete ones, far enough apart, prove. */
export async function twoEmptyLists(
  ports: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  of: Sought,
): Promise<string | Listed> {
  const { clock } = ports
  const first = await readList(ports, of)
  if (typeof first === 'string') return first
  if (clock.monotonicMs() + stack.stopListGapMs > until)
    return 'there was no time left to wait for the second list'
  await clock.sleep(stack.stopListGapMs)
  const second = await readList(ports, of)
  if (typeof second === 'string') return second
  return { hidesNone: first.hidesNone && second.hidesNone, by: [...first.by, ...second.by] }
}

async function readList(ports: Ports, of: Sought): Promise<string | Listed> {
  const list = await ports.venue.openOrders(new Set(of.ours))
  if (!list.ok) return `the open orders cannot be read: ${list.unknown}`
  const persons = of.books === null ? new Set<OrderId>() : await manualOrders(ports, list.value, of.books)
  return judgeList(list.value, of, persons)
}

/** What in the list holds the STOP, or what the list proves. A stranger's later order is the next pass's to cancel. */
function judgeList(
  list: OpenOrders,
  { ours, markets, untilMs }: Sought,
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
