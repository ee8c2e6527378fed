import { chunksOf } from '../domain/chunksOf.ts'
import { legKey, type SeenLeg } from '../domain/leg.ts'
import { hasId } from '../domain/order.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { LedgerAnswer } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import { withLateFills } from '../reconcile/withFolded.ts'

type Asking = Pick<Ports, 'store' | 'clock'>

/** Consistent reads under way at once: a batch of them is a few milliseconds. */
const LOOKUPS_AT_ONCE = 25

/** What the ledger knows of each leg, by its key: in the order of the legs, some at once. */
export async function askLedger(
  ports: Asking,
  state: MarketState,
  legs: readonly SeenLeg[],
): Promise<ReadonlyMap<string, Read<LedgerAnswer>>> {
  const answers = new Map<string, Read<LedgerAnswer>>()
  for (const part of chunksOf(legs, LOOKUPS_AT_ONCE)) {
    const found = await Promise.all(part.map((leg) => askOne(ports, state, leg)))
    for (const [index, leg] of part.entries()) answers.set(legKey(leg), found[index] ?? unknown('not asked'))
  }
  return answers
}

async function askOne(
  { store, clock }: Asking,
  state: MarketState,
  leg: SeenLeg,
): Promise<Read<LedgerAnswer>> {
  const asOf = clock.nowMs()
  const isHeld = state.orders.some((order) => hasId(order, leg.orderId))
  const [fill, order] = await Promise.all([
    store.ledgerFill(state.market, legKey(leg)),
    isHeld ? known('held' as const, asOf) : store.ledgerOrder(state.market, leg.orderId),
  ])
  if (!fill.ok) return fill
  if (!order.ok) return order
  const fold = fill.value === 'absent' ? 'absent' : fill.value.status
  if (order.value === 'absent') return known({ fold, order: 'absent' }, asOf)
  if (order.value === 'held' || fold !== 'absent') return known({ fold, order: 'ours' }, asOf)
  const late = await store.ledgerLateFills(state.market, order.value.id)
  if (!late.ok) return late
  return known({ fold, order: 'ours', left: withLateFills(state, order.value, late.value) }, asOf)
}
