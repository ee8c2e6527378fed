import type { StackSettings } from '../domain/settings.ts'

/**
 * What the user wrote, checked and converted: the settings of the pure rooms and the facts of the deployment. The
 * stage decides its type: orders that cost money can be built from a live one alone, for no other has a wallet.
 */
export type Config = PaperConfig | LiveConfig

/** Trades on paper over the public feed: it has no account, and its state belongs to `PAPER_WALLET`. */
export interface PaperConfig extends StackConfig {
  readonly stage: 'paper'
  readonly wallet: null
}

export interface LiveConfig extends StackConfig {
  readonly stage: 'live'
  readonly wallet: WalletConfig
}

/** What both stages have. */
interface StackConfig {
  /** Distinguishes stacks of one account and region; null: the only one of its stage. */
  readonly name: string | null
  readonly stack: StackSettings
  /** What people call each outcome of `stack.markets`, in the same order. */
  readonly words: readonly MarketWords[]
  readonly hosts: { readonly clob: string; readonly data: string; readonly gamma: string }
  /** Names of SSM SecureStrings, never their values. */
  readonly parameters: {
    readonly walletKey: string
    readonly apiCredentials: string
    /** What encrypts them: a KMS key of the stack's own, or the account's aws/ssm. */
    readonly key: 'stack' | 'aws'
    /** Address of a chat; null: notices go by mail alone. */
    readonly webhook: string | null
  }
  readonly region: string
  /** Of each function. */
  readonly memoryMb: number
  /** Whether ticks may come early by what the venue's WebSockets say. */
  readonly bell: boolean
  /** Metrics for each market, besides those of the stack. */
  readonly marketMetrics: boolean
  readonly operatorEmail: string | null
  readonly budget: { readonly email: string; readonly usdAMonth: number } | null
}

export interface MarketWords {
  /** The user's own; "unnamed" where there is none. */
  readonly name: string
  /** As the venue wrote them when the ids were written into the file; null: the file has none. */
  readonly question: string | null
  readonly outcome: string | null
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
