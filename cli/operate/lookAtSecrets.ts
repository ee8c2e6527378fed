import { SSMClient } from '@aws-sdk/client-ssm'
import { tradingSecrets } from '../../shared/config/secretNames.ts'
import { configFinding, type Finding, outsideFinding, soundFinding } from '../../shared/operator/finding.ts'
import { closing, failureName } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'
import { ACCOUNT_KEY_RISK } from './secretsPlace.ts'
import { encryptionKeyOf } from './storeSecret.ts'

/** What the secrets are encrypted with: who else could read them. Nothing is decrypted. */
export async function lookAtSecrets(connection: Connection): Promise<readonly Finding[]> {
  const { config, deployment, aws } = connection
  if (deployment === null) return []
  using client = closing(new SSMClient(aws.client))
  try {
    return await Promise.all(
      tradingSecrets(config).map(async (name) =>
        found(name, await encryptionKeyOf(client, name), {
          own: deployment.secretsKey,
          wanted: config.parameters.key,
        }),
      ),
    )
  } catch (error) {
    return [
      outsideFinding(
        'keys of the secrets',
        failureName(error),
        'check that you may call ssm:DescribeParameters',
      ),
    ]
  }
}

function found(
  name: string,
  key: string | null,
  { own, wanted }: { readonly own: string | null; readonly wanted: 'stack' | 'aws' },
): Finding {
  const field = `parameter ${name}`
  if (key === null) return configFinding(field, 'missing', 'store it with "npx bot setup --yes"')
  if (own !== null && key.endsWith(own))
    return soundFinding(field, 'under the key of the stack: only the bot can read it')
  if (wanted === 'aws') return soundFinding(field, `by your setting: ${ACCOUNT_KEY_RISK}`)
  // The bot reads it anyway: it must not keep anybody who upgrades from trading.
  const remedy =
    own === null
      ? 'deploy this version, which creates a key, then "npx bot setup --yes"'
      : '"npx bot setup --yes" stores it again under the key of the stack'
  return soundFinding(field, `open to others: ${ACCOUNT_KEY_RISK}; ${remedy}`)
}
