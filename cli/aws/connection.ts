import { randomUUID } from 'node:crypto'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createIncomeStore } from '../../shared/dynamodb/incomeStore.ts'
import { createPaperStore } from '../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { IncomeStore } from '../../shared/ports/income.ts'
import type { PaperStore } from '../../shared/ports/paperStore.ts'
import type { Store } from '../../shared/ports/store.ts'
import type { KeyOptions, StackOptions } from '../terminal/options.ts'
import { type LocalConfig, readLocalConfig } from '../terminal/readLocalConfig.ts'
import { say } from '../terminal/say.ts'
import type { AwsAccess } from './awsAccess.ts'
import { requireCredentials } from './credentials.ts'
import { readDeployedConfig } from './deployedConfig.ts'
import { type Deployment, findDeployment } from './deployment.ts'
import { type Target, targetOf } from './targetOf.ts'

/** A bot as the operator reaches it. */
export interface Connection {
  readonly config: Config
  /** As the ticks log it under this configuration. */
  readonly configFingerprint: string
  readonly aws: AwsAccess
  /** null: only the table was named, or a folder. */
  readonly deployment: Deployment | null
  /** Where a bot on this machine keeps its table and journal; null: it is on AWS. */
  readonly folder: BotFolder | null
  readonly table: string
  readonly store: Store
  /** Rewards and rebates that the deployed bot has booked. */
  readonly income: IncomeStore
  /** Where stage paper keeps its orders. */
  readonly paper: PaperStore
  readonly clock: Clock
  close(): void | Promise<void>
}

export interface BotFolder {
  readonly path: string
  /** A run is ticking it now. */
  readonly isRunning: boolean
}

/**
 * Finds the stack and its configuration.
 * @param where what the options say, where a caller has asked already.
 * @throws InputError naming what cannot be found and what to do.
 */
export async function connect(options: StackOptions, where: Target = targetOf(options)): Promise<Connection> {
  const { local, aws, stack } = where
  if (local !== null) refuseKeysOnPaper(local.config, options)
  await requireCredentials(aws)
  const deployment = stack === null ? null : await findDeployment(aws, stack)
  const { config, fingerprint } = await configOf(options, { aws, deployment, local })
  const table = options.table ?? deployment?.table ?? ''
  const client = createDocumentClient(aws.client)
  return {
    config,
    configFingerprint: fingerprint,
    aws,
    deployment,
    folder: null,
    table,
    store: createStore({ client, tableName: table, clock: systemClock, stage: config.stage }),
    income: createIncomeStore({ client, name: table, clock: systemClock, newId: randomUUID }),
    paper: createPaperStore({ client, tableName: table, clock: systemClock }),
    clock: systemClock,
    close: () => client.destroy(),
  }
}

/** @throws InputError: a key given with a configuration on paper is meant for another. */
function refuseKeysOnPaper({ stage }: Config, options: StackOptions & KeyOptions): void {
  const { keyFile, credentialsFile, config = 'the configuration' } = options
  const value = keyFile ?? credentialsFile
  if (stage !== 'paper' || value === undefined) return
  const remedy = `${config} is of stage "paper", which uses no key: name the live configuration with --config, or leave the key out`
  throw wrongValue(keyFile === undefined ? '--credentials-file' : '--key-file', value, remedy)
}

/**
 * What is deployed is what the bot does: a file counts where there is no deployment, where that of another version
 * cannot be read, or for what is done here and now.
 */
async function configOf(
  options: StackOptions & { readonly here?: true },
  { aws, deployment, local }: Pick<Target, 'aws' | 'local'> & Pick<Connection, 'deployment'>,
): Promise<LocalConfig> {
  const file = options.config === undefined ? null : local
  if (deployment === null) return local ?? readLocalConfig(undefined)
  if (file !== null && options.here === true) return file
  const deployed = await readDeployedConfig(aws, deployment)
  if (deployed.ok) {
    if (file !== null && file.fingerprint !== deployed.fingerprint) {
      say(
        `${options.config} differs from the deployed configuration, which applies here: "npx bot deploy --config ${options.config}" shows how`,
      )
    }
    return deployed
  }
  if (file !== null) return file
  const field = `configuration of ${deployment.stack}`
  const remedy = `deploy again with a correct one, or name a file with --config:\n${deployed.why}`
  throw wrongValue(field, 'not usable', remedy)
}
