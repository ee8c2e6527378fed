import type { Outcome } from '../domain/outcome.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { foreignStage, type Stage, stageOf } from '../domain/stage.ts'
import { epochMs, type MarketId, marketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { MarketItem } from '../ports/store.ts'
import { marketStateSchema, problemsIn } from './marketStateSchema.ts'
import { unpackState } from './packedState.ts'
import { type Attributes, query, type Table } from './requests.ts'
import { hasBrokenSchema, newerThan, safeInteger } from './storedSchema.ts'
import { BOT_PARTITION, ITEM_SCHEMA, MARKET_SORT_PREFIX, outcomeIn, SCHEMA } from './table.ts'
import { unlatchedIn } from './unlatchedStops.ts'

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
  const own = read.value.items.flatMap((item): readonly MarketItem[] => {
    const outcome = outcomeIn(String(item['sk']), MARKET_SORT_PREFIX)
    return outcome === null
      ? []
      : [{ ...outcome, ...itemOf(item, outcome.market, stateIn(item, outcome, table.stage)) }]
  })
  const old = read.value.items.flatMap((item) =>
    outcomeIn(String(item['sk']), MARKET_SORT_PREFIX) === null ? unmovedItem(table, item) : [],
  )
  return known([...old.filter((each) => !own.some((one) => isSupersededBy(each, one))), ...own], asOf)
}

/** An item of version 1: until it is moved, and after that for as long as its copy is missing. */
function unmovedItem(table: Table, item: Attributes): readonly MarketItem[] {
  const market = marketId(String(item['sk']).slice(MARKET_SORT_PREFIX.length))
  if (item['moved'] === true && item['state'] === undefined && item['unlatched'] === undefined) return []
  const stored = unmovedStateIn(item, market, table.stage)
  const tokenId = stored.is === 'state' ? (stored.state?.tokenId ?? null) : null
  return [{ tokenId, ...itemOf(item, market, stored) }]
}

/** A copy is made after the old item has moved, and that has had no order open: it alone counts. */
const isSupersededBy = (old: MarketItem, own: MarketItem): boolean =>
  old.market === own.market && (old.tokenId === own.tokenId || isBare(old))

/** It held nothing but unlatched STOPs, which whoever began an outcome of its market has taken over. */
const isBare = ({ tokenId, state, newerSchema, broken }: MarketItem): boolean =>
  tokenId === null && state === null && !newerSchema && broken === undefined

function itemOf(item: Attributes, market: MarketId, stored: Stored): Omit<MarketItem, 'tokenId'> {
  const unlatched = unlatchedIn(item, market)
  return {
    market,
    ...(unlatched.length === 0 ? {} : { unlatched }),
    state: stored.is === 'state' ? stored.state : null,
    newerSchema: stored.is === 'newerSchema',
    ...(stored.is === 'broken' ? { broken: stored.why } : {}),
    ...leaseIn(item),
  }
}

function leaseIn(item: Attributes): Pick<MarketItem, 'leasedUntilMs'> {
  const untilMs = safeInteger(item['leaseUntil'])
  return item['leaseId'] === undefined || untilMs === null ? {} : { leasedUntilMs: epochMs(untilMs) }
}

export type Stored =
  | { readonly is: 'state'; readonly state: MarketState | null }
  | { readonly is: 'newerSchema'; readonly schema: number }
  | { readonly is: 'broken'; readonly why: string }

/** No state is a first start only where nothing was ever committed; else it was lost, and that is not the same. */
export function stateIn(item: Attributes, { market, tokenId }: Outcome, stage?: Stage): Stored {
  const stored = anyStateIn(item, market, ITEM_SCHEMA, stage)
  const isAnothers = stored.is === 'state' && stored.state !== null && stored.state.tokenId !== tokenId
  if (!isAnothers) return stored
  return brokenAs(market, `the state is of token ${stored.state?.tokenId}, the key of ${tokenId}`)
}

/** Of an item of version 1, moved or not. */
export const unmovedStateIn = (item: Attributes, market: MarketId, stage?: Stage): Stored =>
  anyStateIn(item, market, item['moved'] === true ? ITEM_SCHEMA : SCHEMA, stage)

/** What a moved item of version 1 held; null: nothing, or nothing that can be read. */
export function movedStateIn(item: Attributes): MarketState | null {
  const parsed = marketStateSchema.safeParse(unpackState(item['state']))
  return parsed.success ? parsed.data : null
}

const brokenAs = (market: MarketId, what: string): Extract<Stored, { is: 'broken' }> => ({
  is: 'broken',
  why: `item of market ${market}: ${what}: restore it from a backup or settle it with adopt`,
})

function anyStateIn(item: Attributes, market: MarketId, version: number, stage?: Stage): Stored {
  const newer = newerThan(version, item)
  if (newer !== null) return { is: 'newerSchema', schema: newer }
  const broken = (what: string): Stored => brokenAs(market, what)
  if (hasBrokenSchema(item)) return broken('its schema is not a version number')
  if (item['state'] === undefined) {
    const wasCommitted = item['commitId'] !== undefined || (item['rev'] ?? 0) !== 0
    return wasCommitted ? broken('the state is gone') : { is: 'state', state: null }
  }
  const parsed = marketStateSchema.safeParse(unpackState(item['state']))
  if (!parsed.success) return broken(`the state is unreadable: ${problemsIn(parsed)}`)
  if (parsed.data.market !== market) return broken(`the state is of market ${parsed.data.market}`)
  const written = stageOf(parsed.data.wallet)
  if (stage !== undefined && written !== stage)
    return { is: 'broken', why: `item of market ${market}: ${foreignStage(written, stage)}` }
  return { is: 'state', state: parsed.data }
}
