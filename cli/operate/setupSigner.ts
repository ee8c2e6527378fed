import type { LiveConfig } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { createKmsSigner } from '../../shared/keys/kmsSigner.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import type { Signer } from '../../shared/ports/signer.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { createSigningKey } from '../aws/createSigningKey.ts'
import { serviceHere } from '../aws/serviceHere.ts'
import { replaceFile } from '../terminal/rewritableFile.ts'
import { withWallet } from '../terminal/withWallet.ts'
import { walletKeyOf } from './askForWallet.ts'
import type { SetupOptions } from './setupOptions.ts'

/** Who signs for the wallet that is being set up. */
export interface SetupSigner {
  readonly is: 'signer'
  readonly signer: Signer
  /** null: it never leaves KMS. */
  readonly key: string | null
  readonly kmsKeyId?: string
  /** Lines on what was made. */
  readonly made: readonly string[]
  /** The configuration's file as it is now. */
  readonly text: string
}

/** A key in KMS where one is requested or configured, else the key of a file or of the terminal. */
export async function signerOf(
  options: SetupOptions,
  of: { readonly text: string; readonly named: LiveConfig | null; readonly aws: AwsAccess },
): Promise<SetupSigner | { readonly is: 'would'; readonly would: string }> {
  const { text, named, aws } = of
  const kmsKeyId = kmsKeyOf(options, named)
  if (kmsKeyId === null) {
    const key = await walletKeyOf(options)
    return { is: 'signer', signer: createWalletSigner(key), key, made: [], text }
  }
  if (kmsKeyId !== 'new') {
    const signer = createKmsSigner(serviceHere(aws, 'kms'), kmsKeyId)
    return { is: 'signer', signer, key: null, kmsKeyId, made: [], text }
  }
  if (options.yes !== true) {
    return {
      is: 'would',
      would: `would create a KMS key that signs for the wallet in region ${aws.region} (1 USD a month; nobody can ever read it, and without it the wallet is lost), and write it into ${options.config}`,
    }
  }
  return await withNewKey(options, text, aws)
}

/** null: the key is not in KMS. */
function kmsKeyOf({ kms, keyFile, config }: SetupOptions, named: LiveConfig | null): string | 'new' | null {
  if (kms !== undefined && keyFile !== undefined) {
    throw wrongValue('--kms', 'with --key-file', 'give only one of them')
  }
  const configured = named?.wallet.kmsKeyId
  if (kms === undefined) return keyFile === undefined ? (configured ?? null) : null
  if (kms !== true) return kms
  // Asked again it must make no second key.
  if (configured !== undefined) return configured
  if (named === null) return 'new'
  const remedy = `${config} names the wallet of a key that is not in KMS, ${named.wallet.address}: a new key is another wallet. Once nothing is held, remove "wallet" from the file`
  throw wrongValue('--kms', 'a new key', remedy)
}

/** Written into the file at once: a key that nobody remembers costs money, and may hold some. */
async function withNewKey({ config }: SetupOptions, text: string, aws: AwsAccess): Promise<SetupSigner> {
  const kmsKeyId = await createSigningKey(aws)
  const signer = createKmsSigner(serviceHere(aws, 'kms'), kmsKeyId)
  const address = (await signer.getAddress()).toLowerCase()
  const written = withWallet(text, { address, kmsKeyId })
  replaceFile(config, written)
  const made = [`KMS key ${kmsKeyId} created; its wallet is ${address}`]
  return { is: 'signer', signer, key: null, kmsKeyId, made, text: written }
}
