import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { VenueHosts } from '../../shared/polymarket/createSession.ts'
import { writtenHosts } from './hosts.ts'
import type { InitAnswers } from './initAnswers.ts'
import { schemaFrom, wordsFor } from './writtenConfig.ts'

/** The text of a configuration of one market. */
export function initConfig(file: string, answers: InitAnswers, hosts: VenueHosts): string {
  const { market, nth, isBoth, stage, maxUsdcLocked, entryUsdc, maxDailyLossUsdc } = answers
  const json = {
    $schema: schemaFrom(file),
    stage,
    accountUsdc: isBoth ? 2 * maxUsdcLocked : maxUsdcLocked,
    ...writtenHosts(hosts),
    markets: [
      {
        ...wordsFor(market, nth, isBoth),
        market: market.market,
        token: market.tokens[nth],
        ...(isBoth ? { outcomes: 'both', otherToken: market.tokens[1] } : {}),
        maxUsdcLocked,
        entryUsdc,
        maxDailyLossUsdc,
      },
    ],
  }
  const text = `${JSON.stringify(json, null, 2)}\n`
  initSettings(text)
  return text
}

/**
 * The settings of its market. A live configuration has no wallet yet, which "setup" writes: it is read as it would be on paper.
 * @throws InputError where it would be no configuration.
 */
export function initSettings(text: string): MarketSettings {
  const parsed = parseConfigFile(text.replace('"stage": "live"', '"stage": "paper"'))
  const [settings] = parsed.ok ? parsed.config.stack.markets : []
  if (settings !== undefined) return settings
  const problems = parsed.ok ? 'it has no market' : formatConfigProblems(parsed.problems)
  throw wrongValue('answers', 'no valid configuration', problems)
}
