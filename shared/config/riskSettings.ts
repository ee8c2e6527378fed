import { price, usdc } from '../domain/units.ts'
import { quantity } from './quantity.ts'
import { choice, sameAs } from './setting.ts'

/** The limits have no default: what may be lost is for the user to say. */
export const riskSettings = {
  maxUsdcLockedMicros: quantity(
    'maxUsdcLocked',
    {
      unit: 'USDC',
      min: 1,
      max: 1_000_000,
      help: 'the cap: confirmed shares x mid + pending entries never exceed it',
    },
    usdc,
  ),
  entryUsdcMicros: quantity(
    'entryUsdc',
    { unit: 'USDC', min: 0.5, max: 500_000, help: 'cost of one entry; at most half of the cap' },
    usdc,
  ),
  maxDailyLossMicros: quantity(
    'maxDailyLossUsdc',
    {
      unit: 'USDC',
      min: 0.1,
      max: 1_000_000,
      help: 'a larger loss within a UTC day, realised and unrealised, is a STOP',
    },
    usdc,
  ),
  rewardEntryMicros: sameAs(
    quantity(
      'quote.rewardEntryUsdc',
      {
        unit: 'USDC',
        min: 0.5,
        max: 500_000,
        help: 'entry cost allowed when needed to qualify for rewards',
      },
      usdc,
    ),
    'entryUsdc',
  ),
  // A tenth: the bottom of the band we trade in. Below it a book is more often emptied than right.
  exitFloorMicros: quantity(
    'exit.exitFloor',
    {
      unit: 'USDC a share',
      min: 0.01,
      max: 0.99,
      default: 0.1,
      help: 'no SELL is priced below this, except one that you request with `flatten --floor`',
    },
    price,
  ),
  emergencyExit: choice('safety.emergencyExit', ['hold', 'flatten'], {
    default: 'hold',
    help: 'what happens to the position after a STOP caused only by exposure, loss, an alarm or you: "hold" leaves it to you, "flatten" sells it',
  }),
  exposureStopPermille: quantity('safety.exposureStopMultiple', {
    unit: 'times the cap',
    min: 1,
    max: 10,
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
