/** Why a book is not believed: nothing at all is decided by its price. */
export type SanityRefusal =
  | 'bookUnknown'
  | 'bookOld'
  | 'bookMalformed'
  | 'oneSided'
  | 'crossed'
  | 'spreadWide'
  | 'jump'
  /** A second public source says otherwise. */
  | 'contradicted'
  | 'infoUnknown'
  | 'notAccepting'

/** Why a believed book is too restless, or was watched too little to judge. */
export type VolatilityRefusal = 'shortHistory' | 'sd' | 'move'

/** Why a market's rules are none to trade by. */
export type RuleRefusal = 'tickUnknown' | 'minimumUnknown' | 'feeUnknown'

/** Why it is not the time. */
export type TimeRefusal = 'gameStart' | 'inPlay' | 'ending' | 'endUnknown'

/** Why a market is not entered. */
export type Refusal =
  | SanityRefusal
  | VolatilityRefusal
  | 'spreadTight'
  | 'depth'
  | 'band'
  | RuleRefusal
  | TimeRefusal

/** Why there is no quote although the book is believed. */
export type QuoteRefusal =
  | 'tickUnknown'
  | 'minimumUnknown'
  | 'oneSided'
  | 'crossed'
  /** The book cannot be read, and could a moment ago. */
  | 'bookJustLost'
  /** Nothing but dust on the side we would join. */
  | 'onlyDust'
  /** No price between one tick and 1 - tick does it. */
  | 'priceBounds'
  /** No room for the exit above the entry. */
  | 'noRoom'
  | 'edge'
  | 'budgetBelowMinimum'
  | 'capBelowMinimum'
  | 'sizeBelowMinimum'
  /** Every bid is below the floor. */
  | 'floor'
  /** The bids at the floor and above take less than the minimum size. */
  | 'bidsTooFew'
