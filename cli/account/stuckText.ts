import { formatMicros } from '../../shared/domain/decimal.ts'
import type { EpochMs, MarketId } from '../../shared/domain/units.ts'
import { type StuckMoney, stuckMicros, stuckMoney } from '../../shared/machine/stuck.ts'
import type { MarketItem } from '../../shared/ports/store.ts'

export const stuckIn = (items: readonly MarketItem[], nowMs: EpochMs): readonly StuckMoney[] =>
  stuckMoney(
    items.flatMap(({ state }) => state ?? []),
    nowMs,
  )

/** For a program: amounts as decimal strings in shares and USDC. */
export const stuckJson = (stuck: readonly StuckMoney[]) =>
  stuck.map(({ market, tokenId, why, sizeMicros, worthMicros }) => ({
    market,
    token: tokenId,
    why,
    shares: formatMicros(sizeMicros),
    worth: worthMicros === null ? null : formatMicros(worthMicros),
  }))

interface StuckOf {
  readonly items: readonly MarketItem[]
  readonly accountMicros: number
  /** A market in words. */
  readonly labelOf: (market: MarketId) => string
}

/** The sum, and the steps for each. */
export function stuckText(stuck: readonly StuckMoney[], of: StuckOf): readonly string[] {
  if (stuck.length === 0) return []
  const sumMicros = stuckMicros(stuck)
  const percent = ((100 * sumMicros) / of.accountMicros).toFixed(1)
  return [
    `stuck: about ${formatMicros(sumMicros)} USDC, ${percent} % of accountUsdc`,
    ...stuck.map((each) => `  ${of.labelOf(each.market)}: ${stepsOf(each, of.items)}`),
  ]
}

function stepsOf(stuck: StuckMoney, items: readonly MarketItem[]): string {
  const { market, tokenId, why, sizeMicros, worthMicros } = stuck
  const shares = formatMicros(sizeMicros)
  const held = `${shares} shares, last worth ${worthMicros === null ? 'an unknown amount' : formatMicros(worthMicros)}`
  const tokens = items.flatMap((item) =>
    item.market === market && item.tokenId !== null ? [item.tokenId] : [],
  )
  const adopt = (token: string, how: string): string =>
    `"npx bot adopt --market ${market}${tokens.length > 1 ? ` --token ${token}` : ''}${how} --yes"`
  if (why === 'pair') {
    return (
      `${shares} pairs of both outcomes, worth ${shares} USDC whichever way it resolves. To get the money now: ` +
      `"npx bot halt REASON", merge them on the market's page on polymarket.com, ` +
      `then ${tokens.map((token) => adopt(token, ' --brought 0.5')).join(', ')}, "npx bot resume SEQ". ` +
      'Otherwise the bot sells them in the usual way'
    )
  }
  return why === 'ended'
    ? `${held}, of a market that has ended. Once it is resolved: claim them under Portfolio on polymarket.com if they won, ` +
        `then "npx bot halt REASON", ${adopt(tokenId, ' --resolved')}, "npx bot resume SEQ"`
    : `${held}: below the venue's smallest order, so no limit order can sell them. They are sold with the next position. ` +
        `If you sell them by hand: "npx bot halt REASON" before, ${adopt(tokenId, ' --brought PRICE')} and "npx bot resume SEQ" after`
}
