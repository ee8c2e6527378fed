import { chunksOf } from '../../domain/chunksOf.ts'
import type { Read } from '../../domain/read.ts'
import type { StackSettings } from '../../domain/settings.ts'
import type { MarketId, TokenId } from '../../domain/units.ts'
import type { Ports } from '../../ports/ports.ts'
import type { MarketItem } from '../../ports/store.ts'
import { MAX_CANCEL_IDS } from '../cancelOrders.ts'
import { manualOrders, type OwnRecords } from './manualOrders.ts'

/**
 * Markets of one batch: the venue takes some eighty cancels a second from a signer, and a market needs about four. None
 * of a batch leaves much more than a second after the look before it.
 */
const MARKETS_A_BATCH = 20

/**
 * By market too, on both tokens: what is in no item of ours goes as well. Whether every call of it was answered.
 * @param mayGoOn asked before each batch but the first.
 */
export async function cancelMarkets(
  { venue }: Ports,
  stack: StackSettings,
  markets: ReadonlyMap<MarketId, readonly TokenId[]>,
  mayGoOn: () => Promise<boolean>,
): Promise<boolean> {
  if (stack.cancelAllOnStop) return (await venue.cancelAll()).complete
  let isComplete = true
  for (const [nth, batch] of chunksOf([...markets], MARKETS_A_BATCH).entries()) {
    if (nth > 0 && !(await mayGoOn())) return false
    const reports = await Promise.all(batch.map(([market, tokens]) => venue.cancelMarket(market, tokens)))
    isComplete &&= reports.every(({ complete }) => complete)
  }
  return isComplete
}

/**
 * By hash alone, for by market the person's own orders would go too. Best effort; the lists decide.
 * @param mayCancel asked directly before the cancel.
 */
export async function cancelUnknownOrders(
  ports: Ports,
  records: OwnRecords,
  mayCancel: () => Promise<boolean>,
): Promise<void> {
  const list = await ports.venue.openOrders(new Set(records.ours))
  if (!list.ok) return
  const persons = await manualOrders(ports, list.value, records)
  const ids = list.value.orders
    .filter(({ id, market }) => records.markets.has(market) && !persons.has(id))
    .map(({ id }) => id)
  if (ids.length > 0 && (await mayCancel())) await ports.venue.cancel(ids.slice(0, MAX_CANCEL_IDS))
}

/** Both tokens of a market where both are traded. */
export function configuredTokens({ markets }: StackSettings): ReadonlyMap<MarketId, readonly TokenId[]> {
  const tokens = new Map<MarketId, readonly TokenId[]>()
  for (const { market, tokenId } of markets) tokens.set(market, [...(tokens.get(market) ?? []), tokenId])
  return tokens
}

/** Every market of the stack, configured or still in the table, with the tokens we know of it. */
export function marketsOf(
  stack: StackSettings,
  items: Read<readonly MarketItem[]>,
): ReadonlyMap<MarketId, readonly TokenId[]> {
  const markets = new Map(configuredTokens(stack))
  for (const each of items.ok ? items.value : []) {
    const known = markets.get(each.market) ?? []
    const own = each.state === null ? [] : [each.state.tokenId, ...(each.state.rules?.tokens ?? [])]
    markets.set(each.market, [...new Set([...known, ...own])])
  }
  return markets
}
