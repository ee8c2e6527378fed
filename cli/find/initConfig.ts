import type { Config } from '../../shared/config/config.ts'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { InitAnswers } from './initAnswers.ts'
import { configText, writtenMarket } from './writtenConfig.ts'

/** The text of a configuration of one market. */
export function initConfig(file: string, answers: InitAnswers, hosts: Config['hosts']): string {
  const { isBoth, stage, maxUsdcLocked } = answers
  const accountUsdc = isBoth ? 2 * maxUsdcLocked : maxUsdcLocked
  const text = configText({ file, hosts }, { stage, accountUsdc, markets: [writtenMarket(answers)] })
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
