import { randomUUID } from 'node:crypto'
import { openFolder, PAPER_TABLE } from '../../desk/paper/openFolder.ts'
import type { RunFile } from '../../desk/paper/runFile.ts'
import { systemClock } from '../../functions/systemClock.ts'
import { fingerprint } from '../../shared/config/fingerprint.ts'
import { parseConfigText } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createIncomeStore } from '../../shared/dynamodb/incomeStore.ts'
import { createPaperStore } from '../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { StackOptions } from '../terminal/options.ts'
import { type LocalConfig, readLocalConfig } from '../terminal/readLocalConfig.ts'
import { createAwsAccess } from './awsAccess.ts'
import type { Connection } from './connection.ts'

/** Nothing asks AWS for a bot in a folder; its clients only need the name of some region. */
const NOWHERE = 'eu-west-1'

/**
 * The bot of a paper run on this machine: its table through the process that runs it, or from the folder where none does.
 * @throws InputError where there is no such bot, or its folder is in use.
 */
export async function connectFolder(folder: string, options: StackOptions): Promise<Connection> {
  refuseStack(options)
  const opened = await openFolder(folder, systemClock)
  try {
    const { config, fingerprint: configFingerprint } = configOf(folder, opened.run, options)
    if (config.stage !== 'paper') {
      throw wrongValue('stage', config.stage, 'a folder holds a paper run: name its own configuration')
    }
    const client = createDocumentClient(opened.client)
    const table = { client, tableName: PAPER_TABLE, clock: systemClock }
    return {
      config,
      configFingerprint,
      aws: createAwsAccess(NOWHERE, null),
      deployment: null,
      folder: { path: folder, isRunning: opened.isRunning },
      table: PAPER_TABLE,
      store: createStore({ ...table, stage: 'paper' }),
      income: createIncomeStore({ client, name: PAPER_TABLE, clock: systemClock, newId: randomUUID }),
      paper: createPaperStore(table),
      clock: systemClock,
      close: async () => {
        client.destroy()
        await opened.close()
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

function refuseStack({ stack, table }: StackOptions): void {
  const [field, value] = stack === undefined ? ['--table', table] : ['--stack', stack]
  if (value === undefined) return
  throw wrongValue(field, value, 'leave it out: --folder names a bot on this machine')
}

/** What the run goes by is what the bot does; a file counts where no run has left its configuration. */
function configOf(folder: string, run: RunFile | null, { config: file }: StackOptions): LocalConfig {
  if (run === null) return readLocalConfig(file)
  const parsed = parseConfigText(run.config)
  if (parsed.ok) return { config: parsed.config, json: run.config, fingerprint: fingerprint(run.config) }
  if (file !== undefined) return readLocalConfig(file)
  const problems = formatConfigProblems(parsed.problems)
  const remedy = `it was written by another version; name a configuration with --config:\n${problems}`
  throw wrongValue('configuration of the folder', folder, remedy)
}
