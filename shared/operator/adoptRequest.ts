import type { MarketId, PriceMicros, TokenId } from '../domain/units.ts'

/** What an operator asks of `adopt`. */
export interface AdoptRequest {
  readonly market: MarketId
  readonly tokenId: TokenId
  /** Book the payout of a resolved market and end flat. */
  readonly resolved: boolean
  /** Settle trades that never do, by what the venue's balance says has arrived. */
  readonly unsettled?: boolean
  /** What shares that none of our fills explains did cost, a share; needed only where there are such. */
  readonly priceMicros: PriceMicros | null
  /** What each share that is gone brought, merged or sold by hand; absent: nothing, and their cost leaves with them. */
  readonly broughtMicros?: PriceMicros
  /** Records of this market that cannot be read are set aside for good: the balance says what is held. */
  readonly unreadable?: true
  /** Orders past their date that nothing proves dead are dead by the operator's word. */
  readonly undecided?: true
}
