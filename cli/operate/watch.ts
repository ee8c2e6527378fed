import type { Command } from 'commander'
import { interrupted } from '../../desk/paper/interrupted.ts'
import { servePage, WATCH_PORT } from '../../desk/watch/servePage.ts'
import { serveWatch, type WatchServer } from '../../desk/watch/serveWatch.ts'
import { showInTerminal } from '../../desk/watch/showInTerminal.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import { withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { type Chosen, type ChosenOptions, chooseWatched } from './chooseWatched.ts'

interface WatchOptions extends ChosenOptions {
  readonly port?: string
  readonly last: string
  readonly terminal?: true
}

const MAX_HOURS = 24

export const addWatch = (program: Command, act: Act): void => {
  withBot(program.command('watch'))
    .description(
      'watch a session, a paper run or a deployed bot live: with charts in a browser, or in the terminal. ' +
        'Without an option: the run in this folder, else the deployed bot',
    )
    .option('--session [process]', 'a session that is running in this folder')
    .option(
      '--port <number>',
      `port of the page on 127.0.0.1; 0: any free port (default: ${WATCH_PORT}, another where that is taken)`,
    )
    .option('--last <hours>', 'hours of the journal to begin with', '3')
    .option('--terminal', 'show it in the terminal instead')
    .action(act(run))
}

/** Runs until it is interrupted. */
async function run(options: WatchOptions): Promise<CommandResult> {
  const hours = parseWhole('--last', options.last, { least: 0, most: MAX_HOURS })
  const port =
    options.port === undefined ? null : parseWhole('--port', options.port, { least: 0, most: 65_535 })
  const chosen = await chooseWatched(options, hours)
  if (chosen.is === 'none') {
    const { text, commands } = chosen
    return { exit: 2, text, json: { error: text, commands } }
  }
  if (chosen.note !== null) say(`watching ${chosen.note}`)
  try {
    return options.terminal === true ? await inTerminal(chosen) : await onPage(chosen, port)
  } finally {
    await chosen.watch.close()
  }
}

async function onPage({ is, watch }: Chosen, port: number | null): Promise<CommandResult> {
  const server = await served(watch, port).catch((error: NodeJS.ErrnoException) => error)
  if (server instanceof Error)
    return failed(`the page cannot be served on 127.0.0.1 (${server.code ?? server.message}): use --port 0`)
  const whoever = is === 'session' ? '' : 'whoever has this address can halt the bot; '
  say(`watch it in a browser: ${server.url}\n${whoever}Ctrl-C ends the page, not the ${is}`)
  await interrupted()
  await server.close()
  return succeeded(`the page is closed${goesOn(is)}`, { url: server.url })
}

const served = (watch: Chosen['watch'], port: number | null): Promise<WatchServer> =>
  port === null ? servePage(watch) : serveWatch(watch, port)

async function inTerminal({ is, watch }: Chosen): Promise<CommandResult> {
  const stop = showInTerminal(watch, process.stdout)
  await interrupted()
  stop()
  return succeeded(`no longer watched${goesOn(is)}`)
}

/** A session ends by itself. */
const goesOn = (is: Chosen['is']): string => (is === 'session' ? '' : '; the bot keeps running')
