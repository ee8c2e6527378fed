/** Which rule had the last word on a quote's price. The words are in machine/reason.ts and docs/strategy.md. */
export type QuoteReason = EntryReason | ExitReason | 'unseen'

export type EntryReason = Improvement | 'volatility'

/** How a quote compares with the touch of its side. */
export type Improvement = 'joined' | 'improved' | 'reward'

export type ExitReason =
  | Improvement
  | 'target'
  | 'decayed'
  | 'gameStart'
  | 'uncrossed'
  | 'floor'
  | TakerReason

/** What may sell at the market, where the configuration allows it. */
export type TakerReason = 'timeStop' | 'stopLoss' | 'gameStart'
