import type { Command } from 'commander'
import type { Connection } from '../aws/connection.ts'
import { withConnection } from '../aws/withConnection.ts'
import { lookAtMarketWords } from '../find/lookAtMarketWords.ts'
import { type StackOptions, withKeys, withStack } from '../terminal/options.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { askBot, type HereOptions } from './ask.ts'
import { doctorOutcome, lookAtConfig } from './doctorReport.ts'
import { lookAtListeners } from './listeners.ts'
import { lookAtSecrets } from './lookAtSecrets.ts'

type DoctorOptions = StackOptions & HereOptions & { readonly withoutListener?: true }

export const addDoctor = (program: Command, act: Act): void => {
  withKeys(withStack(program.command('doctor')))
    .description(
      'check table, clock, region, account, keys, markets and who receives pages, from where the bot runs',
    )
    .option(
      '--here',
      'run the checks from this machine instead; without AWS credentials, only the checks that need the venue alone (live: with --key-file)',
    )
    .option('--without-listener', 'do not check whether anybody receives pages, and send no test notice')
    .action(act(doctor))
}

async function doctor(options: DoctorOptions): Promise<CommandResult> {
  const { doctorWithoutAws } = await import('./doctorWithoutAws.ts')
  const alone = options.here === true ? await doctorWithoutAws(options) : null
  return alone ?? (await withConnection(options, (connection) => run(connection, options)))
}

async function run(connection: Connection, options: DoctorOptions): Promise<CommandResult> {
  const withoutListener = options.withoutListener === true
  const [answer, listeners, secrets, words] = await Promise.all([
    askBot(connection, options, { command: 'doctor', ...(withoutListener ? { notice: false } : {}) }),
    connection.deployment === null ? [] : lookAtListeners(connection, withoutListener),
    lookAtSecrets(connection),
    lookAtMarketWords(connection.config),
  ])
  return doctorOutcome([
    ...lookAtConfig(connection.config),
    ...answer.findings,
    ...words,
    ...listeners,
    ...secrets,
  ])
}
