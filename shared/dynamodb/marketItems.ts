import { known, type Read, unknown } from '../domain/read.ts'
import { foreignStage, type Stage, stageOf } from '../domain/stage.ts'
import { type MarketId, marketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { MarketItem } from '../ports/store.ts'
import { marketStateSchema, problemsIn } from './marketStateSchema.ts'
import { type Attributes, query, type Table } from './requests.ts'
import { marksIn } from './stopMarks.ts'
import { hasBrokenSchema, newerSchema } from './storedSchema.ts'
import { BOT_PARTITION, MARKET_SORT_PREFIX } from './table.ts'

/** Markets one stack can have; reading stops there and says so. */
const MAX_MARKETS = 1_000

export async function marketItems(table: Table): Promise<Read<readonly MarketItem[]>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, {
    what: 'marketItems',
    pk: BOT_PARTITION,
    skPrefix: MARKET_SORT_PREFIX,
    limit: MAX_MARKETS,
  })
  if (read.is === 'unknown') return unknown(read.why)
  if (!read.value.complete) return unknown(`marketItems: more than ${MAX_MARKETS} items or too many pages`)
  const items: MarketItem[] = []
  for (const item of read.value.items) {
    const market = marketId(String(item['sk']).slice(MARKET_SORT_PREFIX.length))
    const stored = stateIn(item, market, table.stage)
    const marks = marksIn(item, market)
    items.push({
      market,
      ...(marks.length === 0 ? {} : { marks }),
      state: stored.is === 'state' ? stored.state : null,
      newerSchema: stored.is === 'newerSchema',
      ...(stored.is === 'broken' ? { broken: stored.why } : {}),
    })
  }
  return known(items, asOf)
}

export type Stored =
  | { readonly is: 'state'; readonly state: MarketState | null }
  | { readonly is: 'newerSchema'; readonly schema: number }
  | { readonly is: 'broken'; readonly why: string }

/** No state is a first start only where nothing was ever committed; else it was lost, and that is not the same. */
export function stateIn(item: Attributes, market: MarketId, stage?: Stage): Stored {
  const newer = newerSchema(item)
  if (newer !== null) return { is: 'newerSchema', schema: newer }
  const broken = (what: string): Stored => ({
    is: 'broken',
    why: `item of market ${market}: ${what}: restore it from a backup or settle it with adopt`,
  })
  if (hasBrokenSchema(item)) return broken('its schema is not a version number')
  if (item['state'] === undefined) {
    const wasCommitted = item['commitId'] !== undefined || (item['rev'] ?? 0) !== 0
    return wasCommitted ? broken('the state is gone') : { is: 'state', state: null }
  }
  const parsed = marketStateSchema.safeParse(item['state'])
  if (!parsed.success) return broken(`the state is unreadable: ${problemsIn(parsed)}`)
  if (parsed.data.market !== market) return broken(`the state is of market ${parsed.data.market}`)
  const written = stageOf(parsed.data.wallet)
  if (stage !== undefined && written !== stage)
    return { is: 'broken', why: `item of market ${market}: ${foreignStage(written, stage)}` }
  return { is: 'state', state: parsed.data }
}
