import { formatMicros } from '../../shared/domain/decimal.ts'
import { toleranceOf } from '../../shared/domain/tolerance.ts'
import type { EpochMs, MarketId } from '../../shared/domain/units.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { MarketItem } from '../../shared/ports/store.ts'

/** Money that the bot cannot get back by trading: amounts as decimal strings in shares and USDC. */
export interface StuckMoney {
  readonly market: MarketId
  /** ended: the market trades no more. small: fewer shares than the venue's smallest order. */
  readonly why: 'ended' | 'small'
  readonly shares: string
  /** null: no price was ever believed. */
  readonly worth: string | null
  readonly worthMicros: number
}

export function describeStuck(items: readonly MarketItem[], nowMs: EpochMs): readonly StuckMoney[] {
  return items.flatMap(({ market, state }): readonly StuckMoney[] => {
    if (state === null) return []
    const { sizeMicros } = position(state)
    const isEnded = state.settling && sizeMicros > toleranceOf(state.legs)
    const isSmall = !state.settling && sizeMicros > 0 && sizeMicros < state.minSizeMicros
    if (!isEnded && !isSmall) return []
    const { valueMicros } = markOf(state, nowMs)
    return [
      {
        market,
        why: isEnded ? 'ended' : 'small',
        shares: formatMicros(sizeMicros),
        worth: valueMicros === null ? null : formatMicros(valueMicros),
        worthMicros: valueMicros ?? 0,
      },
    ]
  })
}

/** The sum, and the steps for each. @param labelOf a market in words. */
export function stuckText(
  stuck: readonly StuckMoney[],
  of: { readonly accountMicros: number; readonly labelOf: (market: MarketId) => string },
): readonly string[] {
  if (stuck.length === 0) return []
  const sumMicros = stuck.reduce((sum, { worthMicros }) => sum + worthMicros, 0)
  const percent = ((100 * sumMicros) / of.accountMicros).toFixed(1)
  return [
    `stuck: about ${formatMicros(sumMicros)} USDC, ${percent} % of accountUsdc`,
    ...stuck.map((each) => `  ${of.labelOf(each.market)}: ${stepsOf(each)}`),
  ]
}

function stepsOf({ market, why, shares, worth }: StuckMoney): string {
  const held = `${shares} shares, last worth ${worth ?? 'an unknown sum'}`
  return why === 'ended'
    ? `${held}, of a market that has ended. Once it is resolved: claim them under Portfolio on polymarket.com if they won, ` +
        `then "halt REASON", "adopt --market ${market} --resolved --yes", "resume SEQ"`
    : `${held}: below the venue's smallest order, so no limit order can sell them. They are sold with the next position. ` +
        `If you sell or merge them by hand: "halt REASON" before, "adopt --market ${market} --yes" and "resume SEQ" after`
}
