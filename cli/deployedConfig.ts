import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { UsageError } from '../desk/session/usageError.ts'
import { isConfig, readEnvironment } from '../functions/environment.ts'
import type { Config } from '../shared/config/config.ts'
import { type AwsAccess, failureName, withDeadline } from './awsAccess.ts'

/** The configuration that is really deployed: what the function finds in its environment. */
export async function readDeployedConfig(aws: AwsAccess, functionName: string): Promise<Config> {
  const client = new LambdaClient(aws.client)
  try {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName })
    const answer = await client.send(command, withDeadline())
    const { config } = readEnvironment(answer.Environment?.Variables ?? {})
    if (isConfig(config)) return config
    throw new UsageError({
      field: `configuration of ${functionName}`,
      value: 'not usable',
      remedy: `deploy again with a correct one:\n${config.problems}`,
    })
  } catch (error) {
    if (error instanceof UsageError) throw error
    const remedy = 'it cannot be read: check the credentials, or name a file with --config'
    throw new UsageError({ field: `configuration of ${functionName}`, value: failureName(error), remedy })
  } finally {
    client.destroy()
  }
}
