import { DescribeParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { createSecureStrings } from '../../shared/keys/secureStrings.ts'
import { type AwsAccess, closing, withDeadline } from '../aws/awsAccess.ts'
import { sdkParameters } from '../aws/sdkParameters.ts'

/** A secret, and what it is to be encrypted with. */
export interface Secret {
  readonly name: string
  readonly value: string
  /** Id of a KMS key; null: the account's own, aws/ssm. */
  readonly keyId: string | null
}

/**
 * How a parameter compares with the secret it should hold. `elsewhere`: it holds it under another key. `sealed`: it is
 * under the key that it should be under, with which nobody but the bot can read it.
 */
export type SecretStatus = 'absent' | 'same' | 'differs' | 'elsewhere' | 'sealed'

/** Nothing is written. */
export async function lookAtSecret(aws: AwsAccess, secret: Secret): Promise<SecretStatus> {
  using client = closing(new SSMClient(aws.client))
  return await statusOf(client, secret)
}

/** Stores a secret as SecureString under its key, and looks whether it is there; one that is there as it should be stays. */
export async function storeSecret(aws: AwsAccess, secret: Secret): Promise<'stored' | 'same'> {
  using client = closing(new SSMClient(aws.client))
  const { name, value, keyId } = secret
  const before = await statusOf(client, secret)
  if (before === 'same') return 'same'
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: 'SecureString',
    Overwrite: before !== 'absent',
    ...(keyId === null ? {} : { KeyId: keyId }),
  })
  await client.send(command, withDeadline()).catch((error: unknown) => {
    // The SDK's message may quote the request, and with it the secret.
    const reason = error instanceof Error ? error.name : 'unknown error'
    const rights = keyId === null ? 'write it' : `write it and encrypt with KMS key ${keyId}`
    throw new Error(`parameter ${name}: ${reason}; check that you may ${rights} in region ${aws.region}`)
  })
  const after = await statusOf(client, secret)
  if (after === 'same' || after === 'sealed') return 'stored'
  throw new Error(`parameter ${name}: what is stored differs from what was written: check it in SSM`)
}

async function statusOf(client: SSMClient, { name, value, keyId }: Secret): Promise<SecretStatus> {
  const key = await encryptionKeyOf(client, name)
  if (key === null) return 'absent'
  const isUnder = keyId === null ? key === '' || key.endsWith(OF_THE_ACCOUNT) : key.endsWith(keyId)
  const stored = await readable(client, name)
  if (stored === null) return isUnder ? 'sealed' : 'differs'
  if (stored !== value) return 'differs'
  return isUnder ? 'same' : 'elsewhere'
}

export const OF_THE_ACCOUNT = 'alias/aws/ssm'
/** One name is requested; SSM may still answer in several pages, some of them empty. */
const MAX_PAGES = 10

/** What a parameter is encrypted with, as it was named when it was stored; null: there is no such parameter. */
export async function encryptionKeyOf(client: SSMClient, name: string): Promise<string | null> {
  let token: string | undefined
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const command: DescribeParametersCommand = new DescribeParametersCommand({
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [name] }],
      NextToken: token,
    })
    const { Parameters: [found] = [], NextToken: next } = await client.send(command, withDeadline())
    if (found !== undefined) return found.KeyId ?? ''
    token = next
    if (token === undefined) return null
  }
  throw new Error(`parameter ${name}: more than ${MAX_PAGES} pages of answers`)
}

/** null: the caller may not decrypt it, as it should be under a key of the stack's. */
async function readable(client: SSMClient, name: string): Promise<string | null> {
  try {
    return await createSecureStrings(sdkParameters(client))(name)
  } catch (error) {
    if (error instanceof Error && error.message.includes('AccessDenied')) return null
    throw error
  }
}
