import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { type AwsAccess, closing, failureName, withDeadline } from './awsAccess.ts'

/** A KMS key that signs for a wallet. @returns its id. @throws Error with what to check, where none was created for certain. */
export async function createSigningKey(aws: AwsAccess): Promise<string> {
  using client = closing(new KMSClient({ ...aws.client, maxAttempts: 1 }))
  try {
    const command = new CreateKeyCommand({
      KeySpec: 'ECC_SECG_P256K1',
      KeyUsage: 'SIGN_VERIFY',
      Description: 'Signs orders of a market maker: without it the wallet is lost',
      Tags: [{ TagKey: 'project', TagValue: 'polymarket-market-maker' }],
    })
    const { KeyMetadata: made } = await client.send(command, withDeadline())
    if (made?.KeyId === undefined) throw new Error('KMS returned no key')
    return made.KeyId
  } catch (error) {
    throw new Error(
      `no KMS key was created (${failureName(error)}): check that you may call kms:CreateKey and kms:TagResource; if KMS created one nevertheless, name it: --kms ID`,
    )
  }
}
