import { formatMicros } from '../domain/decimal.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import { exposure } from '../machine/exposure.ts'
import { isEmpty } from '../machine/isEmpty.ts'
import { markOf } from '../machine/mark.ts'
import type { MarketState } from '../machine/state.ts'
import type { MarketItem } from '../ports/store.ts'
import { isItemOf } from './isItemOf.ts'
import { mayBeEntered } from './mayBeEntered.ts'
import { isUnreadable } from './unreadableItem.ts'

/** How `accountUsdc` is shared out among the markets; amounts in micro-USDC. */
export interface Allotment {
  /** null: an item outside the configuration cannot be read, and the others would fit. */
  readonly isOver: boolean | null
  readonly accountMicros: number
  /** The caps of the configured markets, added up. */
  readonly configuredMicros: number
  /** What markets outside the configuration hold on to, each until its item is empty and no run can enter it. */
  readonly left: readonly { readonly market: MarketId; readonly capMicros: number }[]
}

/** The configured caps alone fit: a configuration in which they do not is refused where it is parsed. */
export function allotment(stack: StackSettings, items: readonly MarketItem[], nowMs: EpochMs): Allotment {
  const { accountMicros } = stack
  const configured = stack.markets.filter((market) => market.configured)
  const outside = items.filter((item) => !configured.some((each) => isItemOf(item, each)))
  const configuredMicros = configured.reduce((sum, { risk }) => sum + risk.maxUsdcLockedMicros, 0)
  const left = outside.flatMap((item) => {
    const { market, state } = item
    if (state === null || (isEmpty(state) && !mayBeEntered(item, nowMs))) return []
    return [{ market, capMicros: capMicros(state, nowMs) }]
  })
  const leftMicros = left.reduce((sum, each) => sum + each.capMicros, 0)
  const exceeds = left.length > 0 && configuredMicros + leftMicros > accountMicros
  const isOver = !exceeds && outside.some(isUnreadable) ? null : exceeds
  return { isOver, accountMicros, configuredMicros, left }
}

/** An item of older code does not know its cap: what is locked in it counts. */
const capMicros = (state: MarketState, nowMs: EpochMs): number =>
  state.tradedUnder?.risk.maxUsdcLockedMicros ?? exposure(state, markOf(state, nowMs)).totalMicros

/** What is wrong and what to do; each market that has left with the amount it takes. */
export function overAllottedWords({ accountMicros, configuredMicros, left }: Allotment): string {
  const taken = left.map(({ market, capMicros: cap }) => `${market} takes ${formatMicros(cap)} USDC`)
  return (
    `${taken.join(', ')} of the account until its position is sold, although it was removed from the configuration: with the caps of ` +
    `${formatMicros(configuredMicros)} USDC that is more than accountUsdc, ${formatMicros(accountMicros)}. ` +
    'Wait until the position is sold ("npx bot adopt --resolved" if it is resolved), lower the caps, or raise accountUsdc'
  )
}
