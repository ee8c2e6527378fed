import type { SyntheticKind } from '../tape/feed/syntheticKinds.ts'

export type SessionMarket =
  | { readonly from: 'seed'; readonly kind: SyntheticKind }
  | { readonly from: 'tape'; readonly file: string }

/** What a session is a function of. */
export interface SessionOptions {
  /** Draws the made-up market and the venue's settlements. */
  readonly seed: number
  readonly market: SessionMarket
  /** null: as long as the tape; 8 hours of a made-up market. */
  readonly durationMs: number | null
  /** How many made-up markets the desk's own configuration trades; absent: one. */
  readonly markets?: number
  /** Of each of them; absent: one. */
  readonly outcomes?: 'one' | 'both'
  /** For tapes, which do not state it. */
  readonly gameStartMs: number | null
  /** Over the configuration's own; 'once': one tick a minute. */
  readonly cadenceSeconds: number | 'once' | null
  /** The configuration as JSON, wallet and hosts apart; null: the desk's own. */
  readonly config: unknown
  /** The desk's own configuration with another entry, and limits in proportion; absent: unchanged. */
  readonly entryUsdc?: number
  /** How many times its usual size a made-up market's crowd is; absent: once. */
  readonly crowd?: number
  /** Time after which somebody presses STOP. */
  readonly haltAtMs: number | null
  /** From here on the next entry is filled by a seller who comes for it. */
  readonly injectAtMs: number | null
}

export const DEFAULT_DURATION_MS = 8 * 3_600_000
