import { type Outcome, outcomeKey } from '../../shared/domain/outcome.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import { isItemOf } from '../../shared/engine/isItemOf.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { LedgerRecord, MarketItem } from '../../shared/ports/store.ts'
import type { Connection } from '../aws/connection.ts'
import { type MarketLedger, mergeLegs } from './statement.ts'

/** More fills than a bot at one a minute makes in half a year. */
const MAX_RECORDS = 250_000

export interface OutcomeLedger extends MarketLedger {
  readonly tokenId: TokenId
  readonly state: MarketState | null
}

/** Everything booked, of every market that is configured or has an item: all of it, or unknown. */
export async function readLedgers(
  { store, config }: Connection,
  only: MarketId | null,
): Promise<Read<readonly OutcomeLedger[]>> {
  const items = await store.marketItems()
  if (!items.ok) return items
  const broken = items.value.find(
    (item) => item.broken !== undefined && (only === null || item.market === only),
  )
  if (broken?.broken !== undefined) return unknown(broken.broken)
  const ledgers: OutcomeLedger[] = []
  for (const outcome of outcomesOf(config.stack.markets, items.value)) {
    const { market } = outcome
    if (only !== null && market !== only) continue
    const read = await store.ledger(market, MAX_RECORDS)
    if (!read.ok) return read
    if (!read.value.complete)
      return unknown(`the ledger of ${market} has more records than can be read at once`)
    const adoptions = await store.adoptions(outcome)
    if (!adoptions.ok) return adoptions
    const state = items.value.find((item) => isItemOf(item, outcome))?.state ?? null
    ledgers.push({
      ...outcome,
      state,
      adoptions: adoptions.value,
      ...recordsOf(read.value.records, outcome, state),
    })
  }
  return known(ledgers, items.asOf)
}

/** Those of the configuration first. */
function outcomesOf(configured: readonly Outcome[], items: readonly MarketItem[]): readonly Outcome[] {
  const stored = items.flatMap(({ market, tokenId }) => (tokenId === null ? [] : [{ market, tokenId }]))
  const all = [...configured, ...stored].map(({ market, tokenId }) => ({ market, tokenId }))
  return [...new Map(all.map((each) => [outcomeKey(each), each])).values()]
}

/** Each market once, of however many outcomes. */
export const bookedMarkets = (ledgers: readonly OutcomeLedger[]): readonly MarketId[] => [
  ...new Set(ledgers.map(({ market }) => market)),
]

function recordsOf(
  records: readonly LedgerRecord[],
  { tokenId }: Outcome,
  state: MarketState | null,
): Pick<OutcomeLedger, 'legs' | 'payouts'> {
  const legs = records.flatMap((record) =>
    record.kind === 'fill' && record.leg.tokenId === tokenId ? [record.leg] : [],
  )
  return {
    legs: mergeLegs(legs, state?.legs ?? []),
    // One that names no token was written while its market had one outcome, whose fills are in the ledger too.
    payouts: records.flatMap((record) =>
      record.kind === 'payout' && (record.payout.tokenId ?? (legs.length > 0 ? tokenId : null)) === tokenId
        ? [record.payout]
        : [],
    ),
  }
}
