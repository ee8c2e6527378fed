import { isEmpty } from '../machine/isEmpty.ts'
import type { Ports } from '../ports/ports.ts'
import { unreadableItem } from './unreadableItem.ts'

/** What prevents disarming, in words; null: nothing is quoted or held, dust aside. */
export async function somethingHeld(store: Ports['store']): Promise<string | null> {
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return unreadable
  const busy = items.value.find(({ state }) => state !== null && !isEmpty(state))
  return busy === undefined ? null : `${busy.market} still holds shares or orders: "npx bot drain" first`
}
