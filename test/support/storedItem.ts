import type { LeaseItem } from '../../desk/replay/leaseEdits.ts'
import type { StopMark } from '../../shared/domain/control.ts'
import { legKey } from '../../shared/domain/leg.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { LedgerRow } from '../../shared/ports/store.ts'

/** A market's item as the store in memory keeps it. */
export interface StoredItem extends LeaseItem {
  readonly rev: number
  readonly state: MarketState | null
  readonly schema: number
  readonly marks?: readonly StopMark[]
}

export const NO_ITEM: StoredItem = {
  leaseId: null,
  leaseUntilMs: 0,
  fence: 0,
  rev: 0,
  state: null,
  schema: 1,
}

export const marksOf = ({ marks }: { readonly marks?: readonly StopMark[] | undefined }) =>
  marks === undefined || marks.length === 0 ? {} : { marks }

/** A ledger row's name: rows of one name are one row. */
export function ledgerKey(row: LedgerRow): string {
  switch (row.kind) {
    case 'fill':
      return `${row.market} fill ${legKey(row.leg)}`
    case 'order':
      return `${row.market} order ${row.order.id}`
    case 'trip':
      return `${row.market} trip ${row.trip.number}`
    case 'payout':
      return `${row.market} payout ${row.payout.atMs}`
    case 'adoption':
      return `${row.market} adoption ${row.adoption.atMs}`
  }
}
