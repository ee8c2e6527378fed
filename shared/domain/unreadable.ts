import type { MarketId, TokenId } from './units.ts'

/** A row of the venue's that may be ours and cannot be read: a question of its market, or of all where it names none. */
export interface UnreadableRow {
  /** Names the row for as long as the venue reports it alike. */
  readonly key: string
  /** null: not readable either. */
  readonly market: MarketId | null
  readonly tokenId: TokenId | null
  /** For people: why it cannot be read and what it says, redacted and cut short. */
  readonly raw: string
}

/** A market, with its tokens where they are known. */
export interface Place {
  readonly market: MarketId
  readonly tokens: readonly TokenId[] | null
}

/** Whether a row may be of the market: only what it says itself can show that it is not. */
export function mayBeAt(row: Pick<UnreadableRow, 'market' | 'tokenId'>, { market, tokens }: Place): boolean {
  if (row.market !== null) return row.market === market
  return row.tokenId === null || tokens === null || tokens.includes(row.tokenId)
}
