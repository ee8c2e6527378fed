import type { StackOptions } from '../terminal/options.ts'
import { requireCredentials } from './credentials.ts'
import { readDeployedConfig } from './deployedConfig.ts'
import { findDeployment, stackStatus } from './deployment.ts'
import { whereIs } from './whereIs.ts'

/** The configuration of a stack as it is deployed, compact; null: there is no such stack, or none that says it. */
export async function deployedSettings(options: StackOptions, stack: string): Promise<string | null> {
  const { aws } = whereIs(options)
  await requireCredentials(aws)
  if ((await stackStatus(aws, stack)) === null) return null
  const read = await readDeployedConfig(aws, await findDeployment(aws, stack))
  return read.ok ? read.json : null
}
