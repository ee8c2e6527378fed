import { readFileSync } from 'node:fs'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Config } from '../../shared/config/config.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { createSecureStrings, type LoadSecret } from '../../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { deriveCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { KeyOptions } from '../terminal/options.ts'
import type { AwsAccess } from './awsAccess.ts'
import { sdkParameters } from './sdkParameters.ts'

/**
 * Secrets by the names of their parameters: from the files that were named, else from SSM by the caller's rights.
 * A wallet key in a file is enough for the API credentials too: they are derived from it.
 */
export function createLocalSecrets(config: Config, aws: AwsAccess, options: KeyOptions): LoadSecret {
  const ssm = createSecureStrings(sdkParameters(new SSMClient(aws.client)))
  const { keyFile, credentialsFile } = options
  return async (name) => {
    if (name === config.parameters.walletKey && keyFile !== undefined)
      return readSecret('--key-file', keyFile)
    if (name === config.parameters.apiCredentials && credentialsFile !== undefined) {
      return readSecret('--credentials-file', credentialsFile)
    }
    if (name === config.parameters.apiCredentials && keyFile !== undefined) {
      return await derived(config, readSecret('--key-file', keyFile))
    }
    return ssm(name)
  }
}

async function derived(config: Config, key: string): Promise<string> {
  const signer = createWalletSigner(key)
  const obtained = await deriveCredentials({ host: config.hosts.clob, chainId: POLYGON, signer })
  if (obtained.is === 'derived') return formatApiCredentials(obtained.credentials)
  throw new Error(
    `API credentials cannot be derived: ${obtained.is === 'none' ? 'the venue knows none; run "setup"' : obtained.why}`,
  )
}

export function readSecret(field: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new InputError({ field, value: file, remedy: 'it cannot be read: name another' })
  }
}
