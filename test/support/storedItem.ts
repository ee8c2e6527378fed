import type { LeaseItem } from '../../desk/replay/leaseEdits.ts'
import type { Adoption } from '../../shared/accounting/adoption.ts'
import type { UnlatchedStop } from '../../shared/domain/control.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import { type Outcome, outcomeKey } from '../../shared/domain/outcome.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import type { EpochMs, MarketId, TokenId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { LedgerRecord } from '../../shared/ports/store.ts'

/** A market's item as the store in memory keeps it. */
export interface StoredItem extends LeaseItem {
  readonly rev: number
  readonly state: MarketState | null
  readonly schema: number
  /** Known before there is a state. */
  readonly tokenId?: TokenId
  readonly unlatched?: readonly UnlatchedStop[]
}

export const NO_ITEM: StoredItem = {
  leaseId: null,
  leaseUntilMs: 0,
  fence: 0,
  rev: 0,
  state: null,
  schema: 1,
}

export const unlatchedOf = ({ unlatched }: { readonly unlatched?: readonly UnlatchedStop[] | undefined }) =>
  unlatched === undefined || unlatched.length === 0 ? {} : { unlatched }

/** A ledger record's name: records of one name are one record. */
export function ledgerKey(record: LedgerRecord): string {
  switch (record.kind) {
    case 'fill':
      return `${record.market} fill ${legKey(record.leg)}`
    case 'order':
      return `${record.market} order ${record.order.id}`
    case 'trip':
      return `${record.market} trip ${record.trip.number} ${record.trip.tokenId ?? ''}`
    case 'payout':
      return `${record.market} payout ${record.payout.atMs} ${record.payout.tokenId ?? ''}`
    case 'adoption':
      return `${record.market} adoption ${record.adoption.atMs} ${record.adoption.tokenId ?? ''}`
  }
}

/** A market's first outcome is under the market itself, its other one under a key of both. */
export function itemKeyOf(outcome: Outcome, items: ReadonlyMap<string, StoredItem>): string {
  const first = items.get(outcome.market)
  const firstToken = first?.state?.tokenId ?? first?.tokenId ?? outcome.tokenId
  return firstToken === outcome.tokenId ? outcome.market : outcomeKey(outcome)
}

/** As the halt check reads it. */
export function stateOf(item: StoredItem | undefined, asOf: EpochMs): Read<MarketState | null> {
  if (item === undefined) return known(null, asOf)
  return item.schema > 1
    ? unknown('the item was written by newer code')
    : known(structuredClone(item.state), asOf)
}

/** Of an order that had left the item when they came. */
export const lateFillsIn = (
  records: ReadonlyMap<string, LedgerRecord>,
  market: MarketId,
  orderId: string,
): readonly Leg[] =>
  [...records.values()].flatMap((record) =>
    record.kind === 'fill' &&
    record.orderLeft === true &&
    record.market === market &&
    record.leg.orderId === orderId
      ? [record.leg]
      : [],
  )

/** Those that name no token are of the outcome that asks. */
export const adoptionsIn = (
  records: ReadonlyMap<string, LedgerRecord>,
  { market, tokenId }: Outcome,
): readonly Adoption[] =>
  [...records.values()].flatMap((record) =>
    record.kind === 'adoption' && record.market === market && (record.adoption.tokenId ?? tokenId) === tokenId
      ? [record.adoption]
      : [],
  )
