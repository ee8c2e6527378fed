import type { Read } from '../domain/read.ts'
import type { MarketId, TokenId, UsdcMicros } from '../domain/units.ts'

/** What only a doctor asks of the venue: the account and the address we come from. Calls never throw. */
export interface AccountProbe {
  /** USDC by the venue's own account, and whether the exchange of this market may take it for a BUY. */
  money(market: MarketId): Promise<Read<{ readonly balanceMicros: UsdcMicros; readonly mayTake: boolean }>>
  /** Whether the exchange of this market may take the shares of a SELL. */
  mayTakeShares(market: MarketId, token: TokenId): Promise<Read<boolean>>
  /** The account may only sell. */
  closedOnly(): Promise<Read<boolean>>
  /** Id of the API key that these calls, and the bot's, are made with. Absent: there is none, as on paper. */
  apiKey?(): Promise<Read<string>>
  /** Whether the venue serves the address these requests come from. */
  region(): Promise<Read<{ readonly blocked: boolean; readonly country: string; readonly region: string }>>
}
