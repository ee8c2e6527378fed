import type { StackSettings } from '../domain/settings.ts'
import { isEmpty } from './operator.ts'
import type { Ports } from './ports.ts'
import type { MarketItem } from './store.ts'

export interface Whole {
  readonly stack: StackSettings
  readonly items: readonly MarketItem[]
  readonly failures: readonly string[]
}

/**
 * The stack with the markets that have left the configuration while their items still hold something: they are
 * reconciled and sold out under the settings of the first market, never entered. One tick function serves every market
 * of a stack (a test of the template holds it to one schedule), so an item outside its configuration has left it.
 */
export async function withLeftMarkets({ store }: Ports, stack: StackSettings): Promise<Whole> {
  const [model] = stack.markets
  const items = await store.marketItems()
  // Not knowing them is no reason to leave the configured ones alone.
  if (!items.ok) return { stack, items: [], failures: [`the market items cannot be read: ${items.unknown}`] }
  if (model === undefined) return { stack, items: items.value, failures: [] }
  // A mark must be struck by a holder, also where nothing is held any more.
  const left = items.value.flatMap(({ market, state, marks }) =>
    state === null ||
    (isEmpty(state) && marks === undefined) ||
    stack.markets.some((each) => each.market === market)
      ? []
      : [{ ...model, market, tokenId: state.tokenId, configured: false }],
  )
  return { stack: { ...stack, markets: [...stack.markets, ...left] }, items: items.value, failures: [] }
}
