import type { Config } from '../../shared/config/config.ts'
import { labelOf } from '../../shared/config/marketLabel.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { Finding } from '../../shared/operator/finding.ts'

/**
 * What will be traded, in words, with the limits of each market: read before money is risked.
 * @param words what the venue calls them, as far as it could be read
 */
export function tradedLines(
  { stack, words: written, stage }: Config,
  words: readonly Finding[],
): readonly string[] {
  const money = stage === 'live' ? 'real money' : 'simulated money'
  return stack.markets.map(({ market, risk, entries }, index) => {
    const seen = words.find(({ field, problem }) => field === `markets[${index}]` && problem === null)
    const label = seen?.value ?? labelOf(written[index]) ?? market
    if (!entries) return `no entries: ${label}: what is held is sold ("entries": false)`
    return (
      `trades with ${money}: ${label}: at most ${formatMicros(risk.maxUsdcLockedMicros)} USDC locked, ` +
      `${formatMicros(risk.entryUsdcMicros)} an entry, ${formatMicros(risk.maxDailyLossMicros)} lost a day`
    )
  })
}
