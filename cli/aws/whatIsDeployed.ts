import { systemClock } from '../../functions/systemClock.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { StackOptions } from '../terminal/options.ts'
import { type AwsAccess, closing, failureName } from './awsAccess.ts'
import { requireCredentials } from './credentials.ts'
import { readDeployedConfig, readDeployedSchema } from './deployedConfig.ts'
import { findDeployment, stackStatus } from './deployment.ts'
import { targetOf } from './targetOf.ts'

/** What is already deployed where a deployment is to go. */
export interface Deployed {
  /** Its configuration, compact; null: of a version that does not say it in a form of today. */
  readonly settings: string | null
  /** Of what its functions store. */
  readonly schema: number
  /** Whether its table has items of a newer schema than this version reads. */
  readonly hasNewerItems: boolean
}

/** null: there is no such stack. @throws Error where what it has stored cannot be read. */
export async function whatIsDeployed(options: StackOptions, stack: string): Promise<Deployed | null> {
  const { aws } = targetOf(options)
  await requireCredentials(aws)
  if ((await stackStatus(aws, stack)) === null) return null
  const deployment = await findDeployment(aws, stack)
  const read = await readDeployedConfig(aws, deployment)
  return {
    settings: read.ok ? read.json : null,
    schema: await schemaOf(aws, stack),
    hasNewerItems: await hasNewerItems(aws, deployment.table),
  }
}

async function schemaOf(aws: AwsAccess, stack: string): Promise<number> {
  try {
    return await readDeployedSchema(aws, stack)
  } catch (error) {
    throw new Error(`the template of ${stack} cannot be read: ${failureName(error)}; run it again`)
  }
}

async function hasNewerItems(aws: AwsAccess, tableName: string): Promise<boolean> {
  using client = closing(createDocumentClient(aws.client))
  const items = await createStore({ client, tableName, clock: systemClock }).marketItems()
  if (!items.ok) throw new Error(`the market items cannot be read: ${items.unknown}; run it again`)
  return items.value.some(({ newerSchema }) => newerSchema)
}
