import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { fingerprint } from '../../shared/config/fingerprint.ts'
import { parseConfigText } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { TEMPLATE_SETTINGS } from '../../shared/config/settingsFile.ts'
import type { LocalConfig } from '../terminal/readLocalConfig.ts'
import { type AwsAccess, failureName, withDeadline } from './awsAccess.ts'
import type { Deployment } from './deployment.ts'

export type DeployedConfig =
  | ({ readonly ok: true } & LocalConfig)
  | { readonly ok: false; readonly why: string }

/** The configuration that is really deployed: as the stack's template says it. */
export async function readDeployedConfig(
  aws: AwsAccess,
  { stack, tick }: Pick<Deployment, 'stack' | 'tick'>,
): Promise<DeployedConfig> {
  try {
    const json = (await inTemplate(aws, stack)) ?? (await inEnvironment(aws, tick))
    const parsed = parseConfigText(json)
    if (parsed.ok) return { ok: true, json, config: parsed.config, fingerprint: fingerprint(json) }
    return { ok: false, why: `it is not usable:\n${formatConfigProblems(parsed.problems)}` }
  } catch (error) {
    return { ok: false, why: `it cannot be read: ${failureName(error)}` }
  }
}

/** null: a stack of an older version, which says it elsewhere. */
async function inTemplate(aws: AwsAccess, stack: string): Promise<string | null> {
  const client = new CloudFormationClient(aws.client)
  try {
    const command = new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' })
    const { TemplateBody: body = '' } = await client.send(command, withDeadline())
    const template: unknown = JSON.parse(body)
    if (typeof template !== 'object' || template === null || !('Metadata' in template)) return null
    const metadata = template.Metadata as Readonly<Record<string, unknown>>
    const settings = metadata[TEMPLATE_SETTINGS]
    return settings === undefined ? null : JSON.stringify(settings)
  } finally {
    client.destroy()
  }
}

/** Before settings travelled in the bundle they stood in the function's environment. */
async function inEnvironment(aws: AwsAccess, tick: string): Promise<string> {
  const client = new LambdaClient(aws.client)
  try {
    const command = new GetFunctionConfigurationCommand({ FunctionName: tick })
    const answer = await client.send(command, withDeadline())
    return answer.Environment?.Variables?.['CONFIG'] ?? ''
  } finally {
    client.destroy()
  }
}
