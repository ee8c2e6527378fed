import type { MarketId, TokenId } from './units.ts'

/** What one machine trades: one token of one market. The two tokens of a market are two machines. */
export interface Outcome {
  readonly market: MarketId
  readonly tokenId: TokenId
}

/** A market, or one outcome of it: what is reported to people is of either. */
export interface MarketPart {
  readonly market: MarketId
  readonly tokenId?: TokenId
}

/** What a report that may be of no market is of. */
export const partOf = ({
  market,
  tokenId,
}: {
  readonly market?: MarketId
  readonly tokenId?: TokenId
}): MarketPart | undefined =>
  market === undefined ? undefined : { market, ...(tokenId === undefined ? {} : { tokenId }) }

declare const brand: unique symbol
/** An outcome as a key of maps and sets. */
export type OutcomeKey = string & { readonly [brand]: 'OutcomeKey' }

export const outcomeKey = ({ market, tokenId }: Outcome): OutcomeKey => `${market}#${tokenId}` as OutcomeKey

export const isSameOutcome = (one: Outcome, other: Outcome): boolean =>
  one.market === other.market && one.tokenId === other.tokenId

/** The other token of the same market. */
export const isSibling = (one: Outcome, other: Outcome): boolean =>
  one.market === other.market && one.tokenId !== other.tokenId
