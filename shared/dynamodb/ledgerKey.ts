import { legKey } from '../domain/leg.ts'
import type { MarketId, TokenId } from '../domain/units.ts'
import type { LedgerRecord } from '../ports/store.ts'
import { type ItemKey, ledgerPartition } from './table.ts'

export const ADOPTION_PREFIX = 'ADOPTION#'

/** Follows from what the record is: written twice it is one. */
export function ledgerKey(record: LedgerRecord): ItemKey {
  switch (record.kind) {
    case 'fill':
      return fillKey(record.market, legKey(record.leg))
    case 'order':
      return orderKey(record.market, record.order.id)
    case 'trip':
      // Padded, so that trips come back in the order of their numbers.
      return {
        pk: ledgerPartition(record.market),
        sk: `TRIP#${String(record.trip.number).padStart(10, '0')}${ofToken(record.trip)}`,
      }
    case 'payout':
      // An outcome resolves once; reported again it is the same record.
      return { pk: ledgerPartition(record.market), sk: `PAYOUT${ofToken(record.payout)}` }
    case 'adoption':
      // Padded, so that they come back in the order of time.
      return {
        pk: ledgerPartition(record.market),
        sk: `${ADOPTION_PREFIX}${String(record.adoption.atMs).padStart(15, '0')}${ofToken(record.adoption)}`,
      }
  }
}

/** Both outcomes of a market count from one. */
const ofToken = ({ tokenId }: { readonly tokenId?: TokenId }): string =>
  tokenId === undefined ? '' : `#${tokenId}`

export const fillKey = (market: MarketId, key: string): ItemKey => ({
  pk: ledgerPartition(market),
  sk: `FILL#${key}`,
})
export const orderKey = (market: MarketId, id: string): ItemKey => ({
  pk: ledgerPartition(market),
  sk: `ORDER#${id}`,
})
