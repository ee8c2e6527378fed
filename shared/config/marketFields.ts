import { z } from 'zod'
import { choice, quantity, text, textOr } from './fields.ts'
import { quoteFields } from './quoteFields.ts'
import { regimeFields } from './regimeFields.ts'

const identity = {
  name: textOr('unnamed', /^[\w .,:?'()/-]{1,80}$/, {
    form: 'up to 80 letters, digits and simple punctuation',
    help: 'for people: shown in notices',
  }),
  market: text(/^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/, {
    form: 'the condition id, 0x and 64 hex digits (62 for Protocol V2)',
    help: 'condition id of the market',
  }),
  token: text(/^[1-9]\d{0,77}$/, {
    form: 'the token id in quotes, decimal digits only (a JSON number would lose digits)',
    help: 'token id of the outcome that is quoted',
  }),
}

/** Risk limits have no default: what may be lost is for the user to say. */
const risk = {
  maxUsdcLocked: quantity({
    unit: 'USDC',
    min: 1,
    max: 1_000_000,
    help: 'the cap: confirmed shares x mid + pending entries never exceed it',
  }),
  entryUsdc: quantity({
    unit: 'USDC',
    min: 0.5,
    max: 500_000,
    help: 'cost of one entry; at most half of the cap',
  }),
  rewardEntryUsdc: quantity({
    unit: 'USDC',
    min: 0.5,
    max: 500_000,
    help: 'cost of an entry where only so it is large enough for rewards; left out: entryUsdc',
  }).optional(),
  maxDailyLossUsdc: quantity({
    unit: 'USDC',
    min: 0.1,
    max: 1_000_000,
    help: 'realised and unrealised loss of a UTC day beyond which it stops',
  }),
  exposureStopMultiple: quantity({
    unit: 'times the cap',
    min: 1,
    max: 10,
    default: 1,
    help: 'confirmed shares x mid above cap x this is a STOP',
  }),
  exposureStop: choice(['confirmed', 'literal'], {
    default: 'confirmed',
    help: '"literal" stops on total exposure above the cap',
  }),
  emergencyExit: choice(['hold', 'flatten'], {
    default: 'hold',
    help: 'what becomes of the position after a STOP that is about money, not about knowledge',
  }),
  dust: choice(['carry', 'hold'], {
    default: 'carry',
    help: 'less than the minimum size counts as flat; "hold" allows no entry while any share is held',
  }),
  settledAt: choice(['CONFIRMED', 'MINED'], {
    default: 'CONFIRMED',
    help: 'from which settlement status a fill counts as confirmed',
  }),
  // A tenth: the bottom of the band we trade in. Below it a book is more often emptied than right.
  exitFloor: quantity({
    unit: 'USDC a share',
    min: 0.01,
    max: 0.99,
    default: 0.1,
    help: 'no SELL is ever priced below this, but one that you ask for by `flatten --floor`',
  }),
}

const safety = {
  sendDeadlineMs: quantity({
    unit: 'ms',
    min: 100,
    max: 5_000,
    default: 2_000,
    help: 'an order leaves so soon after the last look at the flag, or not at all',
  }),
  // Five seconds: expiry and trade windows are computed by our clock and judged by the venue's.
  maxSkewSeconds: quantity({
    unit: 'seconds',
    min: 1,
    max: 10,
    default: 5,
    help: 'nothing is posted above this difference of clocks',
  }),
  expirySlackSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 60,
    help: 'an unseen order is dead so long after its expiry',
  }),
  fillSettleSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 60,
    help: 'so long after its death a trades read shows every fill of an order',
  }),
  settleStuckSeconds: quantity({
    unit: 'seconds',
    min: 120,
    max: 3_600,
    default: 600,
    help: 'a dead order that does not close for so long is paged',
  }),
  flapWindowSeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 600,
    default: 120,
    help: 'two unexplained changes of the REST position within it are a STOP',
  }),
  positionLagSeconds: quantity({
    unit: 'seconds',
    min: 60,
    max: 600,
    default: 600,
    help: 'how far REST position and balance may lag behind the fills',
  }),
  blindCancelSeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 180,
    default: 30,
    help: 'entries are cancelled when trades are unreadable for so long',
  }),
  blindSeconds: quantity({
    unit: 'seconds',
    min: 30,
    max: 600,
    default: 180,
    help: 'trades unreadable for so long are a STOP',
  }),
  failedTradesLimit: quantity({
    unit: 'count',
    min: 1,
    max: 100,
    default: 3,
    help: 'so many failed trades within a day are a STOP',
  }),
  // The venue's lists lag by a second or two; five tells lag from a stranger.
  openOrdersGapSeconds: quantity({
    unit: 'seconds',
    min: 5,
    max: 120,
    default: 5,
    help: 'two looks at too many open orders, so far apart, are a STOP',
  }),
  // A minute: sanity only, and the positions endpoint itself lags by more than that.
  sanityEverySeconds: quantity({
    unit: 'seconds',
    min: 10,
    max: 600,
    default: 60,
    help: 'how often REST positions and balance are read',
  }),
}

export const marketSchema = z.strictObject(
  { ...identity, ...risk, ...regimeFields, ...quoteFields, ...safety },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'use an object of settings') },
)
export type MarketInput = z.output<typeof marketSchema>
