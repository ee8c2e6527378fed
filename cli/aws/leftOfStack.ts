import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { DescribeKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { systemClock } from '../../functions/systemClock.ts'
import { secretsKeyDescription } from '../../shared/config/secretNames.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { type AwsAccess, closing, failureName, withDeadline } from './awsAccess.ts'

/** What of a bot is in AWS outside its stack, by name. */
export interface Leftovers {
  readonly tables: readonly string[]
  readonly logs: readonly string[]
  /** Names of SSM parameters. */
  readonly secrets: readonly string[]
  /** Ids of KMS keys that such parameters were stored with, and that are not waiting for their deletion. */
  readonly keys: readonly string[]
}

/** A hundred tables a page. */
const MAX_PAGES = 50

/**
 * What outlives the stack that had it, by the names that CloudFormation gave it.
 * @param secrets parameters to look for; GetParameters takes ten.
 */
export async function leftOfStack(
  aws: AwsAccess,
  stack: string,
  secrets: readonly string[],
): Promise<Read<Leftovers>> {
  using dynamo = closing(new DynamoDBClient(aws.client))
  using logs = closing(new CloudWatchLogsClient(aws.client))
  using ssm = closing(new SSMClient(aws.client))
  using kms = closing(new KMSClient(aws.client))
  try {
    const groups = await Promise.all(
      ['TickBotLog', 'StopBotLog'].map((construct) => logGroups(logs, { stack, construct })),
    )
    const left = {
      tables: await tables(dynamo, { stack, construct: 'StateTable' }),
      logs: groups.flat(),
      secrets: secrets.length === 0 ? [] : await parameters(ssm, secrets),
      keys: await keys(kms, secretsKeyDescription(stack)),
    }
    return known(left, systemClock.nowMs())
  } catch (error) {
    return unknown(failureName(error))
  }
}

interface Named {
  readonly stack: string
  readonly construct: string
}

/** CloudFormation names a resource by stack, construct with a hash, and chance: one of a stack called by ours and a construct has more. */
const isOf =
  ({ stack, construct }: Named) =>
  (name: string): boolean => {
    const first = `${stack}-${construct}`
    return name.startsWith(first) && /^[0-9A-F]{8}-[0-9A-Za-z]+$/.test(name.slice(first.length))
  }

async function tables(client: DynamoDBClient, named: Named): Promise<readonly string[]> {
  const found: string[] = []
  let after: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command: ListTablesCommand = new ListTablesCommand({ ExclusiveStartTableName: after })
    const { TableNames: names = [], LastEvaluatedTableName: last } = await client.send(
      command,
      withDeadline(),
    )
    found.push(...names.filter(isOf(named)))
    after = last
    if (after === undefined) return found
  }
  throw new Error(`more than ${MAX_PAGES} pages of tables`)
}

/** Those that encrypt the secrets of this stack; KMS lists a hundred a page, by id alone. */
async function keys(client: KMSClient, description: string): Promise<readonly string[]> {
  const found: string[] = []
  let after: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command: ListKeysCommand = new ListKeysCommand({ Marker: after })
    const { Keys: listed = [], NextMarker: next } = await client.send(command, withDeadline())
    for (const { KeyId: id } of listed) {
      const { KeyMetadata: key } = await client.send(new DescribeKeyCommand({ KeyId: id }), withDeadline())
      const isOurs = key?.Description === description && key.KeyState !== 'PendingDeletion'
      if (isOurs && id !== undefined) found.push(id)
    }
    after = next
    if (after === undefined) return found
  }
  throw new Error(`more than ${MAX_PAGES} pages of KMS keys`)
}

async function logGroups(client: CloudWatchLogsClient, named: Named): Promise<readonly string[]> {
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: `${named.stack}-${named.construct}` })
  const { logGroups: groups = [] } = await client.send(command, withDeadline())
  return groups.flatMap(({ logGroupName: name }) => (name === undefined || !isOf(named)(name) ? [] : [name]))
}

async function parameters(client: SSMClient, names: readonly string[]): Promise<readonly string[]> {
  const { Parameters: found = [] } = await client.send(
    new GetParametersCommand({ Names: [...names] }),
    withDeadline(),
  )
  return found.flatMap(({ Name: name }) => (name === undefined ? [] : [name]))
}
