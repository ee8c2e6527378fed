import type { QuoteRefusal, Refusal } from '../strategy/refusal.ts'
import type { ExitOnlyCause } from './state.ts'

/** What each refusal in an audit record means. The codes are stable; docs/strategy.md names the settings behind them. */
export const REFUSALS = {
  bookUnknown: 'the book could not be read',
  bookOld: 'the book was read too long ago',
  bookMalformed: 'the book is malformed: levels out of order, empty, or outside 0 to 1',
  oneSided: 'a side of the book is empty',
  crossed: 'the book is locked or crossed, or leaves no price above the best bid',
  spreadWide: 'the spread is wider than maxSpreadCents',
  contradicted: 'public trades or the midpoint have been outside the touch for two minutes',
  jump: 'the mid is more than maxJumpCents away from the last believed mid',
  infoUnknown: "the market's rules could not be read",
  notAccepting: 'the market is not accepting orders',
  shortHistory: 'less than minHistorySeconds of price history without a gap',
  sd: 'the standard deviation of one-minute changes of the mid is above maxSdCents',
  move: 'the mid moved by more than maxMoveCents within a minute',
  spreadTight: 'the spread is tighter than minSpreadCents',
  depth: 'less than minDepthShares at the touch on one side',
  band: 'the mid is outside minMid to maxMid',
  tickUnknown: 'the tick size is not one we can quote on',
  minimumUnknown: 'the minimum order size is not usable',
  feeUnknown: 'the taker fee cannot be computed',
  gameStart: 'the game starts within gameStartMarginMinutes',
  inPlay: 'the game has begun, and allowInPlay is off',
  ending: 'the market ends within endMarginMinutes',
  endUnknown: 'the end of the market is not known',
  onlyDust: 'no bid is as large as dustLevelShares',
  priceBounds: 'no price from one tick to 1 minus one tick is possible',
  noRoom: 'no room for the exit above the entry',
  edge: 'the exit would be less than minEdgeTicks above the entry',
  budgetBelowMinimum: 'entryUsdc buys less than the minimum size',
  capBelowMinimum: 'the room left under the cap is less than the minimum size',
  sizeBelowMinimum: 'less than the minimum size can be sold',
  floor: 'every possible price is below the floor',
  bidsTooFew: 'the bids above the floor are smaller than the minimum size',

  tradesUnread: 'the trades, or one of our fills, could not be read',
  catchingUp: 'some earlier fills are not read yet: the trade history of this market is being read',
  openOrdersUnread: 'the open orders could not be read',
  openOrdersSuspect: 'there is one open order too many, or one that is not ours',
  clockUnread: "the venue's clock could not be read",
  clockSkew: "our clock and the venue's differ by more than maxSkewSeconds",
  itemFull: 'too many orders or fills are waiting to be booked',
  backoff: 'the venue refused such an order recently: the next attempt waits',
  markDisbelieved: 'the position cannot be valued: no book was believed for a minute',
  minimumChanged: "the market's minimum size changed while an order or position was open",
  dust: 'dust is held, and the configuration says to hold it',
  balanceUnread: 'the balance has not been readable since the shares were bought',
  bookJustLost: 'the book cannot be read now, but it could be less than half a minute ago',
  sellUnclosed: 'another SELL is not closed',
  handOrder: 'an order of your own is open in this market',
  holding: 'a position is already held',
  pending: 'an entry is already pending',
  notHeld: 'no position is held',
  siblingEntry:
    'an entry of the other outcome is open: the pair would cost at least 1 minus minEdgeTicks, and is worth 1',

  exposure: 'exit only: the exposure was above the cap, and shares are still held',
  stuckOrder: 'exit only: fills of an order are missing',
  drain: 'exit only: the bot is being drained',
  marketDrain: 'exit only: this market is being drained ("npx bot drain --market")',
  entriesOff: 'exit only: the configuration says "entries": false for this market',
  unconfigured: 'exit only: the market was removed from the configuration',
  accountAllotted:
    'exit only: the caps, with those of removed markets that still hold shares, exceed accountUsdc',
} as const satisfies Record<Refusal | QuoteRefusal | ExitOnlyCause, string> & Record<string, string>

export type RefusalCode = keyof typeof REFUSALS

/** In words; a code of another version unchanged. */
export const refusalWords = (code: string): string =>
  Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS] : code

/** Several, each once, as every message prints them. */
export const refusalsInWords = (codes: readonly string[]): string =>
  [...new Set(codes)].map(refusalWords).join('; ')
