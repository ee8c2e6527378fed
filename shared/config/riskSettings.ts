import { inTimesTheCap, inUsdc, inUsdcAShare, quantity } from './quantity.ts'
import { choice, sameAs } from './setting.ts'

/** The limits have no default: what may be lost is for the user to say. */
export const riskSettings = {
  maxUsdcLockedMicros: quantity('maxUsdcLocked', inUsdc(1, 1_000_000), {
    help: 'the cap: confirmed shares x mid + pending entries never exceed it',
  }),
  entryUsdcMicros: quantity('entryUsdc', inUsdc(0.5, 500_000), {
    help: 'cost of one entry; at most half of the cap',
  }),
  maxDailyLossMicros: quantity('maxDailyLossUsdc', inUsdc(0.1, 1_000_000), {
    help: 'a larger loss within a UTC day, realised and unrealised, is a STOP',
  }),
  rewardEntryMicros: sameAs(
    quantity('quote.rewardEntryUsdc', inUsdc(0.5, 500_000), {
      help: 'entry cost allowed when needed to qualify for rewards',
    }),
    'entryUsdc',
  ),
  // A tenth: the bottom of the band we trade in. Below it a book is more often emptied than right.
  exitFloorMicros: quantity('exit.exitFloor', inUsdcAShare(0.01, 0.99), {
    default: 0.1,
    help: 'no SELL is priced below this, except one that you request with `flatten --floor`',
  }),
  emergencyExit: choice('safety.emergencyExit', ['hold', 'flatten'], {
    default: 'hold',
    help: 'what happens to the position after a STOP caused only by exposure, loss, an alarm or you: "hold" leaves it to you, "flatten" sells it',
  }),
  exposureStopPermille: quantity('safety.exposureStopMultiple', inTimesTheCap(1, 10), {
    default: 1,
    help: 'confirmed shares x mid above this multiple of the cap is a STOP',
  }),
  exposureStop: choice('safety.exposureStop', ['confirmed', 'literal'], {
    default: 'confirmed',
    tier: 'expert',
    help: '"literal" also counts pending entries: total exposure above the cap is a STOP',
  }),
  dust: choice('safety.dust', ['carry', 'hold'], {
    default: 'carry',
    tier: 'expert',
    help: 'with "carry", a position below the minimum size counts as flat; with "hold", no entry is posted while any share is held',
  }),
  settledAt: choice('safety.settledAt', ['CONFIRMED', 'MINED'], {
    default: 'CONFIRMED',
    tier: 'expert',
    help: 'settlement status from which a fill counts as confirmed',
  }),
}
