import type { Command } from 'commander'
import { faultsHelp } from '../../desk/exchange/faults/catalogue.ts'
import { interrupted } from '../../desk/paper/interrupted.ts'
import { describeStandalone, standaloneJson } from '../../desk/standalone/describeStandalone.ts'
import { parseStandaloneOptions, type RawStandaloneOptions } from '../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../desk/standalone/startStandalone.ts'
import { SYNTHETIC_KINDS } from '../../desk/tape/feed/syntheticKinds.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { several } from '../terminal/options.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

interface ExchangeOptions extends RawStandaloneOptions {
  readonly json?: true
}

export const addExchange = (program: Command, act: Act): void => {
  program
    .command('exchange')
    .description('a simulated Polymarket on this machine, in real time, for any client to talk to')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option(
      '--port <number>',
      'port of the CLOB; Gamma and Data API use the next one; 0: any free port (default: 8137)',
    )
    .option('--market <kind>', `one of ${SYNTHETIC_KINDS.join(', ')} (default: calm)`)
    .option(
      '--lasts <time>',
      'length of a market that ends, gamestart or resolving, 5m to 24h (default: 24h)',
    )
    .option('--tape <file>', 'play a recording (*.events.jsonl) instead, starting now')
    .option('--seed <number>', 'seed of the market, the settlements and the faults (default: 1)')
    .option('--fault <rule>', 'a fault, see below; may be repeated', several)
    .option('--funded <address>', 'address to fund with money and shares; may be repeated', several)
    .option('--wallet <type:owner:funder>', 'a contract wallet and its owner; funded', several)
    .option('--v2', 'a market of Protocol V2, with position ids')
    .option('--neg-risk', 'a neg-risk market')
    .option('--catalogue <count>', 'number of generated markets with rewards to add, for `find` and `market`')
    .option('--json', 'print one line of JSON when it listens, and one when it ends')
    .addHelpText('after', HELP)
    .action(act(run))
}

const HELP = `
Faults: "ROUTE: FAULT [ARGUMENT] [, nth N[..M]] [, every N] [, p 0.05] [, after 60s] [, for 30s]"
  ROUTE is as in "POST /order", "GET /data/*" or "*"; "settlement" counts trades, "venue" is the whole run.
  --fault "POST /order: drop-after, nth 3"
  --fault "GET /data/orders: stale 5s, p 0.1"
  --fault "*: restart 60s wipe, after 5m"
  --fault "settlement: failed, every 10"

${faultsHelp()}
`

/** Runs until it is interrupted. */
async function run(options: ExchangeOptions): Promise<CommandResult> {
  const venue = await start(options)
  const started =
    options.json === true ? `${JSON.stringify(standaloneJson(venue))}\n` : describeStandalone(venue)
  process.stdout.write(started)
  await interrupted()
  await venue.close()
  const calls = [...venue.calls.values()].reduce((sum, count) => sum + count, 0)
  const faults = [...venue.struck.values()].reduce((sum, count) => sum + count, 0)
  return succeeded(`ended after ${calls} requests and ${faults} faults`, {
    calls: Object.fromEntries(venue.calls),
    struck: Object.fromEntries(venue.struck),
  })
}

/** @throws InputError where another program listens there. */
async function start(options: ExchangeOptions): Promise<Standalone> {
  const standalone = parseStandaloneOptions(options)
  try {
    return await startStandalone(standalone)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    const remedy =
      'another program listens there or on the next one: name another port, or 0 for any free one'
    throw wrongValue('--port', String(standalone.port), remedy)
  }
}
