import { known, type Read, unknown } from '../../shared/domain/read.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Connection } from '../aws/connection.ts'
import { type Books, mergeLegs } from './statement.ts'

/** More fills than a bot at one a minute makes in half a year. */
const MAX_ROWS = 250_000

export interface MarketBooks extends Books {
  readonly state: MarketState | null
}

/** Everything booked, of every market that is configured or has an item: all of it, or unknown. */
export async function readLedgers(
  { store, config }: Connection,
  only: MarketId | null,
): Promise<Read<readonly MarketBooks[]>> {
  const items = await store.marketItems()
  if (!items.ok) return items
  const broken = items.value.find(
    (item) => item.broken !== undefined && (only === null || item.market === only),
  )
  if (broken?.broken !== undefined) return unknown(broken.broken)
  const states = new Map(items.value.map(({ market, state }) => [market, state]))
  const markets = new Set([...config.stack.markets.map(({ market }) => market), ...states.keys()])
  const books: MarketBooks[] = []
  for (const market of markets) {
    if (only !== null && market !== only) continue
    const read = await store.ledger(market, MAX_ROWS)
    if (!read.ok) return read
    if (!read.value.complete) return unknown(`the ledger of ${market} has more rows than can be read at once`)
    const state = states.get(market) ?? null
    const { rows } = read.value
    books.push({
      market,
      state,
      legs: mergeLegs(
        rows.flatMap((row) => (row.kind === 'fill' ? [row.leg] : [])),
        state?.legs ?? [],
      ),
      adoptions: rows.flatMap((row) => (row.kind === 'adoption' ? [row.adoption] : [])),
      payouts: rows.flatMap((row) => (row.kind === 'payout' ? [row.payout] : [])),
    })
  }
  return known(books, items.asOf)
}
