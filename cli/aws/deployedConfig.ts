import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { isConfig, readEnvironment } from '../../functions/environment.ts'
import { fingerprint } from '../../shared/config/fingerprint.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { LocalConfig } from '../terminal/readLocalConfig.ts'
import { type AwsAccess, failureName, withDeadline } from './awsAccess.ts'

/** The configuration that is really deployed: what the function finds in its environment. */
export async function readDeployedConfig(aws: AwsAccess, functionName: string): Promise<LocalConfig> {
  const client = new LambdaClient(aws.client)
  try {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName })
    const answer = await client.send(command, withDeadline())
    const variables = answer.Environment?.Variables ?? {}
    const { config } = readEnvironment(variables)
    if (isConfig(config)) return { config, fingerprint: fingerprint(variables['CONFIG'] ?? '') }
    throw new InputError({
      field: `configuration of ${functionName}`,
      value: 'not usable',
      remedy: `deploy again with a correct one, or name a file with --config:\n${config.problems}`,
    })
  } catch (error) {
    if (error instanceof InputError) throw error
    const remedy = 'it cannot be read: check the credentials, or name a file with --config'
    throw new InputError({ field: `configuration of ${functionName}`, value: failureName(error), remedy })
  } finally {
    client.destroy()
  }
}
