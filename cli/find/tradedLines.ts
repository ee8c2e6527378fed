import type { Config } from '../../shared/config/config.ts'
import { labelIn } from '../../shared/config/marketLabel.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { entryPlace } from '../../shared/domain/settings.ts'
import { entryField, type Finding } from '../../shared/operator/finding.ts'

/**
 * What will be traded, in words, with the limits of each market: read before money is risked.
 * @param words what the venue calls them, as far as it could be read; a market that is out of trade by them is left out
 */
export function tradedLines(config: Config, words: readonly Finding[]): readonly string[] {
  const { stack, stage } = config
  const money = stage === 'live' ? 'real money' : 'simulated money'
  return stack.markets.flatMap(({ market, tokenId, risk, entries }, index) => {
    const { entry, token } = entryPlace(stack, index)
    if (words.some(({ problem }) => problem?.ofMarket === true && isOfEntry(problem.field, entry))) return []
    const at = token === 'token' ? entryField(entry) : `${entryField(entry)}.otherToken`
    const seen = words.find(({ field, problem }) => field === at && problem === null)
    const label = seen?.value ?? labelIn(config, { market, tokenId }) ?? market
    if (!entries) return `no entries: ${label}: what is held is sold ("entries": false)`
    return (
      `trades with ${money}: ${label}: at most ${formatMicros(risk.maxUsdcLockedMicros)} USDC locked, ` +
      `${formatMicros(risk.entryUsdcMicros)} an entry, ${formatMicros(risk.maxDailyLossMicros)} lost a day`
    )
  })
}

const isOfEntry = (field: string, entry: number): boolean => field.split('.')[0] === entryField(entry)
