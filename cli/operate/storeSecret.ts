import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { createSecureStrings } from '../../shared/keys/secureStrings.ts'
import { type AwsAccess, withDeadline } from '../aws/awsAccess.ts'
import { sdkParameters } from '../aws/sdkParameters.ts'

export type Stored = 'stored' | 'same' | 'differs'

/**
 * Stores a secret as SecureString and reads it back. One that is there already and differs is only replaced when
 * asked to: it may be the key of another wallet with money in it.
 */
export async function storeSecret(
  aws: AwsAccess,
  of: { readonly name: string; readonly value: string; readonly replace: boolean },
): Promise<Stored> {
  const client = new SSMClient(aws.client)
  try {
    const before = await readBack(client, of.name)
    if (before === of.value) return 'same'
    if (before !== null && !of.replace) return 'differs'
    const command = new PutParameterCommand({
      Name: of.name,
      Value: of.value,
      Type: 'SecureString',
      Overwrite: before !== null,
    })
    await client.send(command, withDeadline()).catch((error: unknown) => {
      // The SDK's message may quote the request, and with it the secret.
      const reason = error instanceof Error ? error.name : 'unknown error'
      throw new Error(`parameter ${of.name}: ${reason}; check that you may write it in region ${aws.region}`)
    })
    if ((await readBack(client, of.name)) === of.value) return 'stored'
    throw new Error(`parameter ${of.name}: the stored value differs from the one written: check it in SSM`)
  } finally {
    client.destroy()
  }
}

/** How a parameter stands beside the secret it should hold; nothing is written. */
export async function lookAtSecret(
  aws: AwsAccess,
  of: { readonly name: string; readonly value: string },
): Promise<'absent' | 'same' | 'differs'> {
  const client = new SSMClient(aws.client)
  try {
    const stored = await readBack(client, of.name)
    if (stored === null) return 'absent'
    return stored === of.value ? 'same' : 'differs'
  } finally {
    client.destroy()
  }
}

async function readBack(client: SSMClient, name: string): Promise<string | null> {
  try {
    return await createSecureStrings(sdkParameters(client))(name)
  } catch (error) {
    if (error instanceof Error && error.message.includes('ParameterNotFound')) return null
    throw error
  }
}
