import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { prompt } from '../terminal/prompt.ts'
import { quoted } from '../terminal/quoted.ts'
import type { Act } from '../terminal/runCommand.ts'
import { entryNow } from './entryNow.ts'
import { type HostOptions, publicVenue } from './hosts.ts'
import { type Ask, askForConfig, type InitOptions } from './initAnswers.ts'
import { initConfig, initSettings } from './initConfig.ts'
import { catalogueAt } from './marketNamed.ts'
import { writeConfig } from './writtenConfig.ts'

export const addInit = (program: Command, act: Act): void => {
  program
    .command('init')
    .argument('[market...]', 'condition id, address of its page, slug, or words of its question')
    .description(
      'write your configuration: asks for what must be stated, explains it, checks it at the venue',
    )
    .option('--config <file>', 'the file to write', 'my-config.json')
    .option('--stage <paper|live>', '"paper": simulated orders on the live market; "live": real money')
    .option('--outcome <name>', 'the outcome to quote, such as Yes; or both')
    .option('--max-usdc-locked <usdc>', 'the most that may be in the market at once')
    .option('--entry-usdc <usdc>', 'cost of one entry; at most half of it')
    .option('--max-daily-loss-usdc <usdc>', 'a larger loss within a UTC day stops the bot')
    .option('--overwrite', 'replace a file that exists')
    .option('--host <url>', 'the order book’s API; written into the file')
    .option('--gamma <url>', 'the catalogue’s API; written into the file')
    .option('--data <url>', 'the Data API; written into the file')
    .action(act((words: readonly string[], options: InitOptions) => init(words, options, prompt)))
}

/** Without a terminal each question is answered by its option; the file is the same. */
export async function init(words: readonly string[], options: InitOptions, ask: Ask): Promise<CommandResult> {
  const { config: file } = options
  if (existsSync(file) && !(await mayReplace(file, options, ask)))
    return failed(`${file} is unchanged`, { file })
  const { hosts } = publicVenue(without(options))
  const catalogue = catalogueAt(hosts)
  const answers = await askForConfig(words.join(' '), options, { ask, catalogue, hosts })
  const text = initConfig(file, answers, hosts)
  writeConfig({ field: '--config', file, replace: true }, text)
  const { market, nth, isBoth, stage } = answers
  const now = await entryNow(market, catalogue, initSettings(text))
  const next =
    stage === 'paper'
      ? `npx bot paper --config ${quoted(file)}`
      : `npx bot setup --yes --config ${quoted(file)}`
  const lines = [
    `wrote ${file}: ${market.question} – ${isBoth ? 'both outcomes' : market.outcomes[nth]}, ${stage === 'paper' ? 'on paper' : 'with real money'}`,
    `  at most ${answers.maxUsdcLocked} USDC in ${isBoth ? 'each outcome' : 'the market'}, ${answers.entryUsdc} an entry, ${answers.maxDailyLossUsdc} lost a day`,
    '  every other setting has its default: docs/configuration.md',
    now,
    `next: ${next}`,
  ]
  const json = { file, stage, market: market.market, token: market.tokens[nth], now, next }
  return succeeded(lines.join('\n'), json)
}

async function mayReplace(file: string, { overwrite }: InitOptions, ask: Ask): Promise<boolean> {
  if (overwrite === true) return true
  if (!process.stdin.isTTY) {
    throw wrongValue('--config', file, 'it already exists: name another file, or add --overwrite')
  }
  const answer = await ask(`${file} exists. Replace it? (yes/no) `, { option: '--overwrite' })
  return /^y(es)?$/i.test(answer)
}

/** The file is what is written, not what is read. */
const without = ({ config: _, ...rest }: InitOptions): HostOptions => rest
