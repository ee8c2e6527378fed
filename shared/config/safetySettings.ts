import { inCount, inMs, inSeconds, quantity } from './quantity.ts'

/** What a market watches for: a STOP beyond these bounds. */
const watched = {
  flapWindowMs: quantity('safety.flapWindowSeconds', inSeconds(10, 600), {
    default: 120,
    tier: 'expert',
    help: 'two unexplained changes of the REST position within this time are a STOP',
  }),
  blindCancelMs: quantity('safety.blindCancelSeconds', inSeconds(10, 180), {
    default: 30,
    tier: 'expert',
    help: 'entries are cancelled once trades have been unreadable for this long',
  }),
  blindMs: quantity('safety.blindSeconds', inSeconds(30, 600), {
    default: 180,
    tier: 'expert',
    help: 'trades unreadable for this long are a STOP',
  }),
  failedTradesLimit: quantity('safety.failedTradesLimit', inCount(1, 100), {
    default: 3,
    tier: 'expert',
    help: 'this many failed trades within a day are a STOP',
  }),
}

/** Timings of the protocol itself: one value for all markets, and no reason to touch them in ordinary use. */
const protocol = {
  // Two seconds: the venue answers in a fraction of one, and a halt is seen no later than this before an order leaves.
  sendDeadlineMs: quantity('expert.sendDeadlineMs', inMs(100, 5_000), {
    default: 2_000,
    tier: 'expert',
    help: 'maximum delay between the halt check and sending; a later order is not sent',
  }),
  // Five seconds: expiry and trade windows are computed by our clock and judged by the venue's.
  maxSkewMs: quantity('expert.maxSkewSeconds', inSeconds(1, 10), {
    default: 5,
    tier: 'expert',
    help: 'nothing is posted while the clocks differ by more than this',
  }),
  // A minute: the venue drops orders 60 s early, so this adds to a whole minute of reserve.
  expirySlackMs: quantity('expert.expirySlackSeconds', inSeconds(60, 600), {
    default: 60,
    tier: 'expert',
    help: 'an order not found is considered dead this long after its expiry',
  }),
  // A minute: a trade shows in the list seconds after its match, and some take far longer than most.
  fillSettleMs: quantity('expert.fillSettleSeconds', inSeconds(60, 600), {
    default: 60,
    tier: 'expert',
    help: 'a trades read that begins this long after an order is dead shows all of its fills',
  }),
  settleStuckMs: quantity('expert.settleStuckSeconds', inSeconds(120, 3_600), {
    default: 600,
    tier: 'expert',
    help: 'a dead order whose fills are not all counted after this time is paged',
  }),
  positionLagMs: quantity('expert.positionLagSeconds', inSeconds(60, 600), {
    default: 600,
    tier: 'expert',
    help: 'how far REST position and balance may lag behind the fills',
  }),
  // The venue's lists lag by a second or two; five distinguish lag from a stranger.
  openOrdersGapMs: quantity('expert.openOrdersGapSeconds', inSeconds(5, 120), {
    default: 5,
    tier: 'expert',
    help: 'too many open orders, seen twice this far apart, are a STOP',
  }),
  // A minute: sanity only, and the positions endpoint itself lags by more than that.
  sanityEveryMs: quantity('expert.sanityEverySeconds', inSeconds(10, 600), {
    default: 60,
    tier: 'expert',
    help: 'how often the REST position and the balance are read, in addition to before every SELL',
  }),
}

export const safetySettings = { ...watched, ...protocol }
