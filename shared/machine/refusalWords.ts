import type { QuoteRefusal, Refusal } from '../strategy/refusal.ts'
import type { ExitOnlyCause } from './state.ts'

/** What each refusal in an audit record means. The codes are stable; docs/strategy.md tells the settings behind them. */
export const REFUSALS = {
  bookUnknown: 'the book could not be read',
  bookOld: 'the read of the book is too old',
  bookMalformed: 'the book is no book: levels out of order, empty or beyond 0 and 1',
  oneSided: 'a side of the book is empty',
  crossed: 'bid and ask meet, or no price above the best bid is left',
  spreadWide: 'the spread is wider than maxSpreadCents',
  contradicted: 'public trades or the midpoint have lain beyond the touch for two minutes',
  jump: 'the mid is more than maxJumpCents from the last that was believed',
  infoUnknown: "the market's rules could not be read",
  notAccepting: 'the market takes no orders',
  shortHistory: 'the mid was watched for less than minHistorySeconds without a hole',
  sd: 'one-minute changes of the mid deviate by more than maxSdCents',
  move: 'the mid moved by more than maxMoveCents within a minute',
  spreadTight: 'the spread is tighter than minSpreadCents',
  depth: 'less than minDepthShares at the touch of a side',
  band: 'the mid is outside of minMid and maxMid',
  tickUnknown: 'the tick is none we can quote on',
  minimumUnknown: 'the minimum size is none',
  feeUnknown: 'the taker fee cannot be computed',
  gameStart: 'the game starts within gameStartMarginMinutes',
  inPlay: 'the game has begun, and allowInPlay is off',
  ending: 'the market ends within endMarginMinutes',
  endUnknown: 'nobody says when the market ends',
  onlyDust: 'no bid is as large as dustLevelShares',
  priceBounds: 'no price between a tick and 1 less a tick does it',
  noRoom: 'no room for the exit above the entry',
  edge: 'the exit would stand less than minEdgeTicks above the entry',
  budgetBelowMinimum: 'entryUsdc buys less than the minimum size',
  capBelowMinimum: 'below the cap there is no room for the minimum size',
  sizeBelowMinimum: 'less than the minimum size can be sold',
  floor: 'every price there would be is below the floor',
  bidsTooFew: 'the bids above the floor take less than the minimum size',

  tradesUnread: 'the trades could not be read, or a fill not judged',
  catchingUp: 'the fills of some time are not read yet: its own history is being read',
  openOrdersUnread: 'the open orders could not be read',
  openOrdersSuspect: 'an open order is one too many, or not ours',
  clockUnread: "the venue's clock could not be read",
  clockSkew: "our clock and the venue's differ by more than maxSkewSeconds",
  itemFull: 'too many orders or fills wait to be folded',
  backoff: 'the venue refused such an order of late: the next try waits',
  markDisbelieved: 'what is held cannot be valued: no book was believed for a minute',
  minimumChanged: "the market's minimum size changed while something was open",
  dust: 'dust is held, and the configuration says to hold it',
  balanceUnread: 'the balance cannot be read, and was not since the shares were bought',
  bookJustLost: 'the book cannot be read, and could less than half a minute ago',
  sellUnclosed: 'another SELL is not closed',
  handOrder: 'an order of your own rests in this market',
  holding: 'a position is held: no entry beside it',
  pending: 'an entry is pending: no other beside it',
  notHeld: 'no position is held',

  exposure: 'exit only: the cap was exceeded, until flat',
  stuckOrder: 'exit only: fills of an order are missing',
  drain: 'exit only: draining',
  unconfigured: 'exit only: the market left the configuration',
  accountAllotted:
    'exit only: the caps and those of markets that left the configuration and still hold exceed accountUsdc',
} as const satisfies Record<Refusal | QuoteRefusal | ExitOnlyCause, string> & Record<string, string>

export type RefusalCode = keyof typeof REFUSALS

/** In words; a code of another version as it stands. */
export const refusalWords = (code: string): string =>
  Object.hasOwn(REFUSALS, code) ? REFUSALS[code as keyof typeof REFUSALS] : code
