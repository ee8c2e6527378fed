import type { Command } from 'commander'
import { interrupted } from '../../desk/watch/interrupted.ts'
import { serveWatch } from '../../desk/watch/serveWatch.ts'
import { showInTerminal } from '../../desk/watch/showInTerminal.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import { type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type BotWatch, watchBot } from './watchBot.ts'

interface WatchOptions extends StackOptions {
  readonly port: string
  readonly last: string
  readonly terminal?: true
}

const MAX_HOURS = 24

export const addWatch = (program: Command, act: Act): void => {
  withBot(program.command('watch'))
    .description(
      'watch a bot live: a page on this machine, with its charts, or a view in the terminal; a session by "npx bot start --watch"',
    )
    .option('--port <number>', 'port of the page on 127.0.0.1; 0: any free port', '8140')
    .option('--last <hours>', 'hours of the journal to begin with', '3')
    .option('--terminal', 'show it in the terminal instead')
    .action(act(run))
}

/** Runs until it is interrupted. */
async function run(options: WatchOptions): Promise<CommandResult> {
  const bot = await watchBot(options, parseWhole('--last', options.last, { least: 0, most: MAX_HOURS }))
  try {
    return options.terminal === true
      ? await inTerminal(bot)
      : await onPage(bot, parseWhole('--port', options.port, { least: 0, most: 65_535 }))
  } finally {
    await bot.close()
  }
}

async function onPage(bot: BotWatch, port: number): Promise<CommandResult> {
  const server = await serveWatch(bot, port).catch((error: NodeJS.ErrnoException) => error)
  if ('code' in server || server instanceof Error)
    return failed(
      `the page cannot be served on port ${port} (${server.code ?? server.message}): use --port 0`,
    )
  process.stderr.write(
    `watch it in a browser: ${server.url}\nwhoever has this address can halt the bot; Ctrl-C ends the page, not the bot\n`,
  )
  await interrupted()
  await server.close()
  return succeeded('the page is closed; the bot goes on', { url: server.url })
}

async function inTerminal(bot: BotWatch): Promise<CommandResult> {
  const stop = showInTerminal(bot, process.stdout)
  await interrupted()
  stop()
  return succeeded('the bot goes on')
}
