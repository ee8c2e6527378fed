import { formatMicros } from '../domain/decimal.ts'
import { legKey } from '../domain/leg.ts'
import { confirmedMicros } from '../machine/inventory.ts'
import type { Observation } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import { readCursorMs } from './readCursor.ts'

/** What a person has to know once, when it begins. */
export function news(before: MarketState, after: MarketState, { info }: Observation): readonly string[] {
  const stuck = after.orders.filter(
    (order) => order.stuck && !before.orders.some((o) => o.id === order.id && o.stuck),
  )
  const pages = stuck.map(({ id }) => `order ${id} is gone but its fills are missing: settle it with "adopt"`)
  if (after.settling && !before.settling && confirmedMicros(after) > 0) {
    pages.push('the market closed while we hold shares of it: book the payout with "adopt --resolved"')
  }
  if (after.unsellable === true && before.unsellable !== true && info.ok) {
    const held = formatMicros(confirmedMicros(after))
    const minimum = formatMicros(info.value.minSizeMicros)
    pages.push(
      `${held} shares are held and the market's minimum is now ${minimum}: no new order can sell them. ` +
        'Sell them by hand and "adopt", or wait for the end of the market',
    )
  }
  for (const leg of after.legs) {
    const isNew = !before.legs.some((known) => legKey(known) === legKey(leg))
    if (isNew && leg.matchedAtMs < readCursorMs(before)) {
      pages.push(`fill ${leg.tradeId} of order ${leg.orderId} was told late and is counted only now`)
    }
  }
  return pages
}
