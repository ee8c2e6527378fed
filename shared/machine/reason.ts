/**
 * Why a tick did what it did: the stable, machine-readable half of the audit record's reason, and what it means.
 * Codes are never given another meaning; docs/strategy.md describes each rule.
 */
export const REASONS = {
  joined: 'the quote joins the touch',
  improved: 'the quote improves the touch by one tick: the spread leaves room',
  reward: 'the quote improves the touch by several ticks, close enough to the mid to earn rewards',
  volatility: 'the quote keeps a distance from the mid that grows with volatility',
  target: 'the exit asks for the cost of the shares plus the target',
  decayed: 'the exit asks for the cost of the shares plus a target that has decayed over time',
  uncrossed: 'the exit is just above the best bid: a lower price would cross the book',
  unseen: 'the exit asks for at least cost, target and last mid: the book cannot be read',
  floor: 'the exit is at the floor: nothing is sold below it',
  gameStart: 'the game is about to start or has started: the position is sold regardless of its cost',
  timeStop: 'time stop: the position has been held too long and is sold as a taker',
  stopLoss: 'stop-loss: the mid is too far below the cost and the position is sold as a taker',

  noEntry: 'no entry: see the refusals listed with it',
  noExit: 'no exit can be posted: see the refusals listed with it',
  entryRests: 'the entry is resting and needs no change',
  exitRests: 'the exit is resting and needs no change',
  entryGone: 'the entry is gone, but not all of its fills are known yet',
  exitGone: 'the exit is gone, but not all of its fills are known yet',
  buySettling: 'a BUY has matched but has not settled yet',
  sellSettling: 'a SELL has matched but has not settled yet',

  offQuote: 'the quote is too far from its target price',
  tooOld: 'the quote is too old',
  regime: 'the market is no longer in a valid regime: see the refusals listed with it',
  marketUnread: 'the market has been unreadable for too long',
  tradesUnread: 'the trades have been unreadable for too long',
  exitOnly: 'only exits are allowed',
  filled: 'enough has been filled to sell',
  moreToSell: 'more shares can be sold than the exit offers',
  cancelAgain: 'its cancel was requested earlier and is not confirmed yet',

  stop: 'a STOP condition holds',
  halted: 'halted',
  controlUnread: 'the control item cannot be read',
  flatten: 'requested by the operator or by emergencyExit',
  noFlatten: 'the requested flatten cannot be posted yet',
  notArmed: 'not armed: nothing is posted',
  wouldEnter: 'not armed: an entry would be posted',
  settling: 'the market is closed',
} as const
export type ReasonCode = keyof typeof REASONS
