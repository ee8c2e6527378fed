import type { LiveConfig } from '../../shared/config/config.ts'
import type { Signer } from '../../shared/ports/signer.ts'
import type { YesOption } from '../terminal/options.ts'
import type { WalletOptions } from './askForWallet.ts'
import { configForSetup } from './configForSetup.ts'
import { type FoundWallet, isNamed } from './foundWallet.ts'

export interface RotateWalletOptions extends WalletOptions, YesOption {
  readonly config?: string
  readonly newKeyFile?: string
  readonly kms?: string | true
  readonly endpointUrl?: string
  readonly json?: true
}

/** From the wallet that is deployed to the one that signs from now on. */
export interface WalletChange {
  readonly file: string
  /** Of the file, as it is. */
  readonly text: string
  readonly old: LiveConfig
  readonly found: FoundWallet
  /** The money stays where it is: only the key's place changes, or the key of the same wallet. */
  readonly isSameWallet: boolean
  /** API credentials belong to the key's address. */
  readonly isSameKey: boolean
  /** A call before this one has deployed it. */
  readonly isDeployed: boolean
  /** Of the old wallet, where its key is at hand and another: its API credentials can be revoked. */
  readonly oldSigner: Signer | null
}

export function changeOf(
  old: LiveConfig,
  of: Pick<WalletChange, 'file' | 'text' | 'found' | 'oldSigner'>,
): WalletChange {
  const { wallet } = of.found.config
  return {
    ...of,
    old,
    isSameWallet: wallet.funder === old.wallet.funder,
    isSameKey: wallet.address === old.wallet.address,
    isDeployed: isNamed(old, of.found.block),
  }
}

export const isInFile = ({ file, text, found }: WalletChange): boolean =>
  isNamed(configForSetup(file, text, null), found.block)

/** What --yes would do. */
export function changePlan({ old, file, found, isSameWallet, isSameKey, oldSigner }: WalletChange): string {
  const { parameters } = found.config
  const secrets =
    found.key === null
      ? parameters.apiCredentials
      : `${parameters.walletKey} and ${parameters.apiCredentials}`
  const steps = [
    isSameWallet
      ? 'disarm, unless shares are held: they stay, because the wallet is the same'
      : `disarm: nothing is held by ${old.wallet.funder}, and no order may be live`,
    `write the wallet into ${file}: ${JSON.stringify(found.block)}`,
    `store ${secrets}`,
    'deploy that, and nothing else',
    ...(isSameWallet ? [] : ['wait 3 minutes, until all earlier runs are over']),
    'ask the deployed function: it must use the API credentials of the new wallet, and sign with its key',
    ...(isSameWallet ? [] : ['rebuild every market of the table from the venue, as "npx bot adopt" does']),
    ...(isSameKey
      ? []
      : [
          oldSigner === null
            ? 'the API credentials of the old wallet stay valid: with its key in --key-file they are revoked'
            : 'revoke the API credentials of the old wallet',
        ]),
  ]
  return [
    'would do this, one step after the other; if it is interrupted, run the same command again to continue:',
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
  ].join('\n')
}
