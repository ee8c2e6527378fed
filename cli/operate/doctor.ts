import type { Command } from 'commander'
import type { Connection } from '../aws/connection.ts'
import { withConnection } from '../aws/withConnection.ts'
import { type StackOptions, withKeys, withStack } from '../terminal/options.ts'
import type { Outcome } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { askBot, type HereOptions } from './ask.ts'
import { exitOf, formatFindings, lookAtConfig } from './doctorReport.ts'

export const addDoctor = (program: Command, act: Act): void => {
  withKeys(withStack(program.command('doctor')))
    .description('check table, clock, region, account, keys and markets, from where the bot runs')
    .option('--here', 'from this machine instead')
    .action(
      act((options: StackOptions & HereOptions) =>
        withConnection(options, (connection) => run(connection, options)),
      ),
    )
}

async function run(connection: Connection, options: HereOptions): Promise<Outcome> {
  const config = lookAtConfig(connection.config)
  // Without a wallet every other line would say the same.
  if (exitOf(config) !== 0) return told(config)
  const answer = await askBot(connection, options, { command: 'doctor' })
  return told([...config, ...answer.findings])
}

const told = (findings: Parameters<typeof exitOf>[0]): Outcome => ({
  exit: exitOf(findings),
  text: formatFindings(findings),
  json: { findings },
})
