import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { fingerprint } from '../../shared/config/fingerprint.ts'
import { parseConfigText } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { TEMPLATE_SCHEMA, TEMPLATE_SETTINGS } from '../../shared/config/settingsFile.ts'
import type { LocalConfig } from '../terminal/readLocalConfig.ts'
import { type AwsAccess, closing, failureName, withDeadline } from './awsAccess.ts'
import type { Deployment } from './deployment.ts'

export type DeployedConfig =
  | ({ readonly ok: true } & LocalConfig)
  | { readonly ok: false; readonly why: string }

/** The configuration that is really deployed: as the stack's template says it. */
export async function readDeployedConfig(
  aws: AwsAccess,
  { stack }: Pick<Deployment, 'stack'>,
): Promise<DeployedConfig> {
  try {
    const { [TEMPLATE_SETTINGS]: settings = null } = await templateMetadata(aws, stack)
    const json = JSON.stringify(settings)
    const parsed = parseConfigText(json)
    if (parsed.ok) return { ok: true, json, config: parsed.config, fingerprint: fingerprint(json) }
    return { ok: false, why: `it is not usable:\n${formatConfigProblems(parsed.problems)}` }
  } catch (error) {
    return { ok: false, why: `it cannot be read: ${failureName(error)}` }
  }
}

/** What the first versions store, whose stacks do not say it. */
const FIRST_SCHEMA = 1

/** The schema of what the deployed functions store. */
export async function readDeployedSchema(aws: AwsAccess, stack: string): Promise<number> {
  const { [TEMPLATE_SCHEMA]: schema } = await templateMetadata(aws, stack)
  return typeof schema === 'number' ? schema : FIRST_SCHEMA
}

/** Empty where a stack of an older version has none. */
async function templateMetadata(aws: AwsAccess, stack: string): Promise<Readonly<Record<string, unknown>>> {
  using client = closing(new CloudFormationClient(aws.client))
  const command = new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' })
  const { TemplateBody: body = '' } = await client.send(command, withDeadline())
  const template: unknown = JSON.parse(body)
  if (typeof template !== 'object' || template === null || !('Metadata' in template)) return {}
  return template.Metadata as Readonly<Record<string, unknown>>
}
