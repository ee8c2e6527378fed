import { chunksOf } from '../domain/chunksOf.ts'
import type { Order } from '../domain/order.ts'
import type { OrderId } from '../domain/units.ts'
import { MAX_CANCELS_A_CALL } from '../domain/venueRules.ts'
import type { ActResult, CancelOutcome } from '../machine/decision.ts'
import type { Ports } from '../ports/ports.ts'
import { withinPercent } from './within.ts'

/** Cancels in one call: half of what the venue takes, for the answer names each. */
export const MAX_CANCEL_IDS = MAX_CANCELS_A_CALL / 2

/** Of the time there is for the cancel, the rest for the reads after it. */
const CANCEL_PERCENT = 60

export interface CancelLook {
  readonly order: Order
  readonly result: Extract<ActResult, { of: 'cancel' }>
  /** The venue knows none of its ids. */
  readonly absent: boolean
  /** One of its ids could not be read. */
  readonly unread: boolean
}

/**
 * Cancels orders by hash and reads each by hash afterwards. One that the venue accepted under another id than ours
 * is cancelled and read under both: it is as alive as either of them.
 * @param mayGoOn asked before each call but the first; where it says no, what was not cancelled is not in the answer.
 */
export async function cancelOrders(
  ports: Pick<Ports, 'venue' | 'clock' | 'until'>,
  asked: readonly { readonly order: Order; readonly why: string }[],
  mayGoOn: () => Promise<boolean> = async () => true,
): Promise<readonly CancelLook[]> {
  const { venue, clock } = ports
  const cancels = withinPercent(ports, CANCEL_PERCENT).venue
  const outcomes = new Map<OrderId, CancelOutcome>()
  const ids = asked.flatMap(({ order }) => idsOf(order))
  const sent = new Set<OrderId>()
  for (const [nth, batch] of chunksOf(ids, MAX_CANCEL_IDS).entries()) {
    if (nth > 0 && !(await mayGoOn())) break
    for (const id of batch) sent.add(id)
    const { byId } = await cancels.cancel(batch)
    for (const [id, outcome] of byId) outcomes.set(id, outcome)
  }
  const cancelled = asked.filter(({ order }) => idsOf(order).some((id) => sent.has(id)))
  return await Promise.all(
    cancelled.map(async ({ order, why }): Promise<CancelLook> => {
      const reads = await Promise.all(idsOf(order).map((id) => venue.order(id)))
      const found = reads.flatMap((read) => (read.ok && read.value !== 'absent' ? [read.value] : []))
      const terminal = reads.every((read) => read.ok) && found.every((each) => each.status === 'TERMINAL')
      const [one] = found
      return {
        order,
        result: {
          of: 'cancel',
          id: order.id,
          why,
          outcome: worst(idsOf(order).map((id) => outcomes.get(id))),
          after:
            one === undefined
              ? 'unknown'
              : { terminal, matchedMicros: found.length === 1 ? one.matchedMicros : null },
          atMs: clock.nowMs(),
        },
        absent: reads.every((read) => read.ok && read.value === 'absent'),
        unread: reads.some((read) => !read.ok),
      }
    }),
  )
}

export const idsOf = (order: Order): readonly OrderId[] =>
  order.otherId === undefined ? [order.id] : [order.id, order.otherId]

/** Cancelled under one id and not under the other is not cancelled. */
function worst(outcomes: readonly (CancelOutcome | undefined)[]): CancelOutcome {
  const answers = outcomes.map(
    (outcome) => outcome ?? { is: 'unknown' as const, why: 'the answer does not include the order' },
  )
  return answers.find((outcome) => outcome.is !== 'canceled') ?? { is: 'canceled' }
}
