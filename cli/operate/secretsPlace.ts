import type { LiveConfig } from '../../shared/config/config.ts'
import { stackName } from '../../shared/config/stackName.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { deployedSecretsKey } from '../aws/deployment.ts'

/** What the secrets are to be encrypted with. */
export type SecretsPlace =
  /** `keyId` null: the account's own key, aws/ssm. */
  | { readonly is: 'key'; readonly keyId: string | null }
  /** The stack makes the key, and there is no such stack yet, or one of an older version. */
  | { readonly is: 'missing'; readonly why: string }

export async function secretsPlace(aws: AwsAccess, config: LiveConfig): Promise<SecretsPlace> {
  if (config.parameters.key === 'aws') return { is: 'key', keyId: null }
  const stack = stackName(config)
  const keyId = await deployedSecretsKey(aws, stack)
  if (keyId !== null) return { is: 'key', keyId }
  return { is: 'missing', why: `the stack ${stack} creates their KMS key, and has not done so yet` }
}

/** What a person should know of the key that everybody's policies reach. */
export const ACCOUNT_KEY_RISK =
  'under the key aws/ssm, anyone who may read parameters in this account can read the secrets, including the wallet key'

export const keyName = (keyId: string | null): string => (keyId === null ? 'aws/ssm' : `KMS key ${keyId}`)
