import type { StackSettings } from '../domain/settings.ts'
import type { UsdcMicros } from '../domain/units.ts'

/** What the user wrote, checked and converted: the settings of the pure rooms and the facts of the deployment. */
export interface Config {
  readonly stage: 'paper' | 'live'
  readonly stack: StackSettings
  readonly accountMicros: UsdcMicros
  /** null only in stage paper. */
  readonly wallet: WalletConfig | null
  readonly hosts: { readonly clob: string; readonly data: string; readonly gamma: string }
  /** Names of SSM SecureStrings, never their values. */
  readonly parameters: {
    readonly walletKey: string
    readonly apiCredentials: string
    /** Address of a chat; null: notices go by mail alone. */
    readonly webhook: string | null
  }
  readonly region: string
  readonly operatorEmail: string | null
  readonly budget: { readonly email: string; readonly usdAMonth: number } | null
}

export interface WalletConfig {
  /** The signing key's address, lower case. */
  readonly address: string
  /** Whose money it is, lower case; the same as `address` for a plain key. */
  readonly funder: string
  /** 0 plain key, 1 proxy, 2 safe, 3 deposit wallet. */
  readonly signatureType: 0 | 1 | 2 | 3
  /** The signing key is in AWS KMS; absent: in the parameter `walletKey`. */
  readonly kmsKeyId?: string
}

/** Stage paper has no account: its state belongs to nobody's address. */
export const PAPER_WALLET = '0x0000000000000000000000000000000000000000'
