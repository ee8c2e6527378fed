import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation'
import { InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { type AwsAccess, closing, failureName, withDeadline } from './awsAccess.ts'

/** The parts of a deployed stack that the commands touch, by their physical names. */
export interface Deployment {
  readonly stack: string
  readonly table: string
  readonly tick: string
  readonly stop: string
  readonly tickLog: string | null
  /** Every log group of the stack: they outlive it. */
  readonly logs: readonly string[]
  /** Of the STOP function. */
  readonly stopLog: string | null
  readonly stopTopic: string | null
  readonly pageTopic: string | null
  /** All but that of the drill. */
  readonly alarms: readonly string[]
  /** Those of them that stop the bot as they were deployed, whatever somebody has made of their actions since. */
  readonly stopAlarms: readonly string[]
  /** Takes the way of those that stop; null: an older stack has none. */
  readonly drillAlarm: string | null
  /** Whether each command of the tick function has an alias; an older stack has none. */
  readonly hasAliases: boolean
  /** Id of the KMS key that the secrets are stored with; null: the stack has none of its own. */
  readonly secretsKey: string | null
}

const MAX_PAGES = 10
/** Logical ids of the alarms on the stop topic begin so, the drill's apart. */
const STOP_ALARM = /^Alarms(NoTick|TickErrors|Exposure)/

/** Finds the parts of a deployed stack. @throws InputError where it is not there, or not ours. */
export const findDeployment = async (aws: AwsAccess, stack: string): Promise<Deployment> =>
  pickDeployment(stack, await listResources(aws, stack))

type Resource = Pick<StackResourceSummary, 'ResourceType' | 'LogicalResourceId' | 'PhysicalResourceId'>

/** By type, and by the construct's path, which begins each logical id: no name has to be given twice. */
export function pickDeployment(stack: string, resources: readonly Resource[]): Deployment {
  const find = (types: readonly string[], prefix: string): string | null =>
    resources.find(
      ({ ResourceType: type = '', LogicalResourceId: id = '' }) =>
        types.includes(type) && id.startsWith(prefix),
    )?.PhysicalResourceId ?? null
  const need = (types: readonly string[], prefix: string): string => {
    const name = find(types, prefix)
    if (name !== null) return name
    const remedy = `it has no ${prefix} of type ${types.join(' or ')}: deploy this version of the bot`
    throw wrongValue('--stack', stack, remedy)
  }
  const all = (type: string, named = /^/): readonly string[] =>
    resources
      .filter(({ ResourceType, LogicalResourceId: id = '' }) => ResourceType === type && named.test(id))
      .flatMap(({ PhysicalResourceId: name }) => (name === undefined ? [] : [name]))
  const drillAlarm = find(['AWS::CloudWatch::Alarm'], 'AlarmsDrill')
  return {
    stack,
    table: need(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'], 'State'),
    tick: need(['AWS::Lambda::Function'], 'Tick'),
    stop: need(['AWS::Lambda::Function'], 'Stop'),
    tickLog: find(['AWS::Logs::LogGroup'], 'Tick'),
    stopLog: find(['AWS::Logs::LogGroup'], 'Stop'),
    stopTopic: find(['AWS::SNS::Topic'], 'TopicsStop'),
    pageTopic: find(['AWS::SNS::Topic'], 'TopicsPage'),
    alarms: all('AWS::CloudWatch::Alarm').filter((name) => name !== drillAlarm),
    stopAlarms: all('AWS::CloudWatch::Alarm', STOP_ALARM),
    drillAlarm,
    hasAliases: find(['AWS::Lambda::Alias'], 'Tick') !== null,
    secretsKey: find(['AWS::KMS::Key'], 'Secrets'),
    logs: all('AWS::Logs::LogGroup'),
  }
}

/** The key that a stack has made for its secrets; null: there is no such stack, or it has none of its own. */
export async function deployedSecretsKey(aws: AwsAccess, stack: string): Promise<string | null> {
  if ((await stackStatus(aws, stack)) === null) return null
  const key = (await listResources(aws, stack)).find(
    ({ ResourceType: type, LogicalResourceId: id = '', ResourceStatus: status = '' }) =>
      // One that the stack has left behind is listed for a while.
      type === 'AWS::KMS::Key' && id.startsWith('Secrets') && !status.startsWith('DELETE'),
  )
  return key?.PhysicalResourceId ?? null
}

async function listResources(aws: AwsAccess, stack: string): Promise<readonly StackResourceSummary[]> {
  using client = closing(new CloudFormationClient(aws.client))
  const found: StackResourceSummary[] = []
  let token: string | undefined
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const command = new ListStackResourcesCommand({ StackName: stack, NextToken: token })
      const answer = await client.send(command, withDeadline())
      found.push(...(answer.StackResourceSummaries ?? []))
      token = answer.NextToken
      if (token === undefined) return found
    }
    throw wrongValue('--stack', stack, 'it has too many resources to be ours')
  } catch (error) {
    if (error instanceof InputError) throw error
    throw notFound(aws, stack, error)
  }
}

/** CloudFormation's status of a stack, such as DELETE_IN_PROGRESS; null: there is none. */
export async function stackStatus(aws: AwsAccess, stack: string): Promise<string | null> {
  using client = closing(new CloudFormationClient(aws.client))
  try {
    const { Stacks: [found] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: stack }),
      withDeadline(),
    )
    const status = found?.StackStatus ?? null
    return status === 'DELETE_COMPLETE' ? null : status
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return null
    throw notFound(aws, stack, error)
  }
}

const notFound = (aws: AwsAccess, stack: string, error: unknown): InputError =>
  wrongValue(
    '--stack',
    stack,
    `${failureName(error)} in region ${aws.region}: check name, region and credentials, or deploy it first`,
  )
