import { readFileSync } from 'node:fs'
import { SSMClient } from '@aws-sdk/client-ssm'
import type { Config } from '../../shared/config/config.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { createKmsSigner } from '../../shared/keys/kmsSigner.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { createSecureStrings, type LoadSecret } from '../../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { deriveCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { Signer } from '../../shared/ports/signer.ts'
import type { KeyOptions } from '../terminal/options.ts'
import type { AwsAccess } from './awsAccess.ts'
import { sdkParameters } from './sdkParameters.ts'
import { serviceHere } from './serviceHere.ts'

/**
 * Secrets by the names of their parameters: from the files that were named, else from SSM by the caller's rights.
 * A wallet key in a file, or in KMS where the caller may sign with it, is enough for the API credentials too: they are
 * derived from it.
 * @throws InputError where a file that was named cannot be read.
 */
export function createLocalSecrets(config: Config, aws: AwsAccess, options: KeyOptions): LoadSecret {
  const ssm = createSecureStrings(sdkParameters(new SSMClient(aws.client)))
  const { keyFile, credentialsFile } = options
  // Where a file cannot be read it says so at once, and not that the venue cannot be asked.
  if (keyFile !== undefined) readSecret('--key-file', keyFile)
  if (credentialsFile !== undefined) readSecret('--credentials-file', credentialsFile)
  return async (name) => {
    if (name === config.parameters.walletKey && keyFile !== undefined)
      return readSecret('--key-file', keyFile)
    if (name === config.parameters.apiCredentials && credentialsFile !== undefined) {
      return readSecret('--credentials-file', credentialsFile)
    }
    if (name === config.parameters.apiCredentials && keyFile !== undefined) {
      return await derived(config, createWalletSigner(readSecret('--key-file', keyFile)))
    }
    try {
      return await ssm(name)
    } catch (error) {
      if (!(error instanceof Error && error.message.includes('AccessDenied'))) throw error
      const kmsKeyId = config.wallet?.kmsKeyId
      if (kmsKeyId === undefined || name !== config.parameters.apiCredentials) throw sealed(name)
      return await derived(config, createKmsSigner(serviceHere(aws, 'kms'), kmsKeyId))
    }
  }
}

/** As it should be: under the stack's own key a secret is for the bot alone. */
const sealed = (name: string): InputError =>
  wrongValue(
    `parameter ${name}`,
    'not readable from here',
    'only the bot can read it: give the wallet key with --key-file, which is enough for the API credentials too',
  )

async function derived(config: Config, signer: Signer): Promise<string> {
  const obtained = await deriveCredentials({ host: config.hosts.clob, chainId: POLYGON, signer })
  if (obtained.is === 'derived') return formatApiCredentials(obtained.credentials)
  throw obtained.is === 'none'
    ? new NoCredentialsError()
    : new Error(`API credentials cannot be derived: ${obtained.why}`)
}

/** The wallet has no API key: none was made, or it is revoked. */
export class NoCredentialsError extends Error {
  override readonly name = 'Error'

  constructor() {
    super('API credentials cannot be derived: the venue knows none; run "npx bot setup"')
  }
}

export function readSecret(field: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw wrongValue(field, file, 'it cannot be read: give the path of the file')
  }
}
