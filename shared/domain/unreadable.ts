import type { MarketId, TokenId } from './units.ts'

/** A record of the venue's that may be ours and cannot be read: a question of its market, or of all where it names none. */
export interface UnreadableRecord {
  /** Names the record for as long as the venue reports it alike. */
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

/** Whether a record may be of the market: only what it says itself can show that it is not. */
export function mayBeAt(
  record: Pick<UnreadableRecord, 'market' | 'tokenId'>,
  { market, tokens }: Place,
): boolean {
  if (record.market !== null) return record.market === market
  return record.tokenId === null || tokens === null || tokens.includes(record.tokenId)
}
