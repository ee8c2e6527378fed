/**
 * Why a tick did what it did: the stable, machine-readable half of the audit record's reason, and what it means.
 * Codes are never given another meaning; docs/strategy.md tells of each rule.
 */
export const REASONS = {
  joined: 'the quote joins the touch',
  improved: 'the quote is a tick better than the touch: the spread leaves room for it',
  reward: 'the quote is several ticks better than the touch: so near the mid it earns rewards',
  volatility: 'the quote keeps its distance from the mid: the more the market moves, the more',
  target: 'the quote asks what the shares cost and the target',
  decayed: 'the quote asks what the shares cost and a target that has fallen while they were held',
  uncrossed: 'the quote stands just above the best bid: lower it would cross',
  unseen: 'the quote asks its cost, target and last mid at least: the book cannot be read',
  floor: 'the quote stands at the floor below which nothing is sold',
  gameStart: 'the game is near or on: the position has to go, whatever it cost',
  timeStop: 'the position is held for too long: sold at the market, as configured',
  stopLoss: 'the mid is too far below what the shares cost: sold at the market, as configured',

  noEntry: 'no entry: the filters named beside it refuse',
  noExit: 'no exit can be posted: the refusals named beside it say why',
  entryRests: 'the entry rests and is as it should be',
  exitRests: 'the exit rests and is as it should be',
  entryGone: 'the entry is gone, and its fills are not all seen',
  exitGone: 'the exit is gone, and its fills are not all seen',
  buySettling: 'a BUY has matched and is not settled',
  sellSettling: 'a SELL has matched and is not settled',

  offQuote: 'it stands too far from where it would be posted now',
  tooOld: 'it rests for too long',
  regime: 'the market is not one to be in: the filters named beside it refuse',
  marketUnread: 'the market could not be read for too long',
  tradesUnread: 'the trades could not be read for too long',
  exitOnly: 'only exits are allowed',
  filled: 'enough of it has been filled to be sold',
  moreToSell: 'more can be sold than the exit offers',
  cancelAgain: 'its cancel was asked for before and is not confirmed',

  stop: 'a condition to STOP',
  halted: 'halted',
  controlUnread: 'the control item cannot be read',
  flatten: 'asked for by the operator or by emergencyExit',
  noFlatten: 'the flatten that was asked for cannot be posted yet',
  notArmed: 'not armed: nothing is posted',
  wouldEnter: 'not armed: an entry would be posted',
  settling: 'the market is closed',
} as const
export type ReasonCode = keyof typeof REASONS
