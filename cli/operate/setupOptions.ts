import type { StackOptions, YesOption } from '../terminal/options.ts'
import type { WalletOptions } from './askForWallet.ts'

export interface SetupOptions
  extends Pick<StackOptions, 'region' | 'endpointUrl' | 'json'>,
    YesOption,
    WalletOptions {
  readonly config: string
  readonly kms?: string | true
}
