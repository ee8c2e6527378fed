import type { Position } from '../../shared/accounting/position.ts'
import { emptyPosition } from '../../shared/accounting/position.ts'
import { assert } from '../../shared/domain/assert.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import { isItemOf } from '../../shared/engine/isItemOf.ts'
import { position } from '../../shared/machine/inventory.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Store } from '../../shared/ports/store.ts'

/** The bot's own ledger as the table holds it. */
export interface BotLedger {
  /** null: it never held a lease on this market. */
  readonly state: MarketState | null
  readonly position: Position
  /** Every fill it knows, from the item and from the ledger. */
  readonly legs: readonly Leg[]
}

/** Far more records than a session of three days can write. */
const MAX_RECORDS = 100_000

export async function readBotLedger(store: Store, outcome: Outcome): Promise<BotLedger> {
  const [items, ledger] = await Promise.all([store.marketItems(), store.ledger(outcome.market, MAX_RECORDS)])
  assert(items.ok, `the table's items: ${items.ok ? '' : items.unknown}`)
  assert(ledger.ok, `the ledger: ${ledger.ok ? '' : ledger.unknown}`)
  assert(ledger.value.complete, `the ledger has more than ${MAX_RECORDS} records`)
  const state = items.value.find((item) => isItemOf(item, outcome))?.state ?? null
  const legs = new Map<string, Leg>()
  for (const record of ledger.value.records) {
    if (record.kind === 'fill' && record.leg.tokenId === outcome.tokenId)
      legs.set(legKey(record.leg), record.leg)
  }
  // A leg may be in both until the item forgets it: the item's is the newer.
  for (const leg of state?.legs ?? []) legs.set(legKey(leg), leg)
  return { state, position: state === null ? emptyPosition : position(state), legs: [...legs.values()] }
}
