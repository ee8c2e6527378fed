import type { LiveConfig, WalletConfig } from '../../shared/config/config.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import type { Finding } from '../../shared/operator/finding.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import type { WalletBlock } from '../terminal/withWallet.ts'
import { lookAtAccountHere } from './lookAtAccountHere.ts'
import type { SecretsPlace } from './secretsPlace.ts'
import type { Secret } from './storeSecret.ts'

/** All that setup has found out before it writes. */
export interface FoundWallet {
  /** Of the configuration's file. */
  readonly text: string
  /** null: it is in KMS. */
  readonly key: string | null
  readonly credentials: ApiCredentials
  readonly how: 'derived' | 'created'
  readonly block: WalletBlock
  /** With that wallet. */
  readonly config: LiveConfig
  /** Whether the file says this wallet already, in whatever form. */
  readonly isWritten: boolean
  readonly place: SecretsPlace
  /** Lines on what was made on the way. */
  readonly made: readonly string[]
}

export const walletLine = ({ config: { wallet } }: FoundWallet): string =>
  `wallet ${wallet.funder}, type ${wallet.signatureType}, key of ${wallet.address}${wallet.kmsKeyId === undefined ? '' : ` in KMS, ${wallet.kmsKeyId}`}`

/** What is to be stored under this key; the wallet's only where it is in no KMS. */
export const secretsOf = (
  { config: { parameters }, key, credentials }: FoundWallet,
  keyId: string | null,
): readonly Secret[] => [
  ...(key === null ? [] : [{ name: parameters.walletKey, value: key, keyId }]),
  { name: parameters.apiCredentials, value: formatApiCredentials(credentials), keyId },
]

/** With these very secrets, wherever they are stored by now. */
export const doctorOf = (found: FoundWallet, aws: AwsAccess): Promise<readonly Finding[]> => {
  const secrets = new Map(secretsOf(found, null).map(({ name, value }) => [name, value]))
  return lookAtAccountHere(found.config, aws, async (name) => {
    const value = secrets.get(name)
    if (value !== undefined) return value
    throw new Error(`parameter ${name}: setup has no such secret`)
  })
}

export const isNamed = (named: LiveConfig | null, block: WalletBlock): boolean =>
  named !== null &&
  named.wallet.address === block.address &&
  named.wallet.funder === (block.funder ?? block.address) &&
  named.wallet.signatureType === (block.signatureType ?? 0) &&
  named.wallet.kmsKeyId === block.kmsKeyId

/** As a person would write it: nothing that follows from the rest. */
export const blockOf = (
  { address, funder, signatureType }: Pick<WalletConfig, 'address' | 'funder' | 'signatureType'>,
  kmsKeyId: string | undefined,
): WalletBlock => ({
  address,
  ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  ...(signatureType === 0 ? {} : { funder, signatureType }),
})
