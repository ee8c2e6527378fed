import { dirname, join, relative, resolve } from 'node:path'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { PublicHosts } from './hosts.ts'
import type { InitAnswers } from './initAnswers.ts'
import { wordsFor } from './writtenConfig.ts'

const SCHEMA = join(import.meta.dirname, '../../config.schema.json')

/** The text of a configuration of one market. @param hosts null: the venue's own. */
export function initConfig(file: string, answers: InitAnswers, hosts: PublicHosts | null): string {
  const { market, nth, isBoth, stage, maxUsdcLocked, entryUsdc, maxDailyLossUsdc } = answers
  const json = {
    $schema: schemaFrom(file),
    stage,
    accountUsdc: isBoth ? 2 * maxUsdcLocked : maxUsdcLocked,
    ...(hosts === null
      ? {}
      : { hosts: { clob: hosts.host, data: hosts.dataApiHost, gamma: hosts.gammaHost } }),
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
  throw new InputError({ field: 'answers', value: 'no valid configuration', remedy: problems })
}

/** An editor looks for it beside the file. */
function schemaFrom(file: string): string {
  const path = relative(dirname(resolve(file)), SCHEMA).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}
