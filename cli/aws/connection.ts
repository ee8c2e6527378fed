import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { PaperStore } from '../../shared/ports/paperStore.ts'
import type { Store } from '../../shared/ports/store.ts'
import type { StackOptions } from '../terminal/options.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { AwsAccess } from './awsAccess.ts'
import { readDeployedConfig } from './deployedConfig.ts'
import { type Deployment, findDeployment } from './deployment.ts'
import { whereIs } from './whereIs.ts'

/** A bot as the operator reaches it. */
export interface Connection {
  readonly config: Config
  /** As the ticks log it under this configuration. */
  readonly configFingerprint: string
  readonly aws: AwsAccess
  /** null: only the table was named. */
  readonly deployment: Deployment | null
  readonly table: string
  readonly store: Store
  /** Where stage paper keeps its orders. */
  readonly paper: PaperStore
  readonly clock: Clock
  close(): void
}

/** Finds the stack and its configuration. @throws InputError naming what cannot be found and what to do. */
export async function connect(options: StackOptions): Promise<Connection> {
  const { local, aws, stack } = whereIs(options)
  const deployment = stack === null ? null : await findDeployment(aws, stack)
  const { config, fingerprint } =
    deployment !== null && options.config === undefined
      ? await readDeployedConfig(aws, deployment.tick)
      : (local ?? readLocalConfig(undefined))
  const table = options.table ?? deployment?.table ?? ''
  const client = createDocumentClient({
    region: aws.region,
    ...(aws.endpointUrl === null ? {} : { endpoint: aws.endpointUrl }),
  })
  return {
    config,
    configFingerprint: fingerprint,
    aws,
    deployment,
    table,
    store: createStore({ client, tableName: table, clock: systemClock, stage: config.stage }),
    paper: createPaperStore({ client, tableName: table, clock: systemClock }),
    clock: systemClock,
    close: () => client.destroy(),
  }
}
