import { assert } from '../domain/assert.ts'
import type { PostCondition, StateCondition } from './condition.ts'
import type { Context } from './context.ts'
import type { RefusalCode } from './refusalWords.ts'
import type { Row } from './row.ts'
import { cancelEntry } from './rows/entryPending.ts'
import { repriceExit } from './rows/exitPending.ts'
import { MAY_ENTER, postEntry } from './rows/idle.ts'
import { MAY_EXIT, postExit } from './rows/positionOpen.ts'
import type { MarketState, Phase } from './state.ts'
import {
  cancelConfirmed,
  deadByProof,
  FILLS_ARE_OF_OUR_TOKEN,
  FILLS_HAVE_IDS,
  fillsCounted,
  POSITION_IS_CLOSED,
  SETTLED,
  STILL_HELD,
} from './stateConditions.ts'

/** One row: what changes the phase, what must hold for it, and what a tick does to bring it about. */
export interface TransitionRow {
  readonly from: Phase
  readonly to: Phase
  /** 'observed': seen by reconciling what the venue reports; 'acted': by what the tick's own act returned. */
  readonly by: 'observed' | 'acted'
  readonly trigger: string
  /** A row of the requirement, or one that the real venue forces. */
  readonly required: boolean
  /** Asked before the act, in this order: the refusals of a tick are those that do not hold. */
  readonly asks?: readonly PostCondition[]
  /** Holds of the state it leads to. */
  readonly shows?: readonly StateCondition[]
  /** What a tick in the first phase does, given its refusals. */
  readonly act?: (context: Context, refusals: readonly RefusalCode[]) => Row
}

/**
 * Every change of phase there is. The phase itself is a function of orders, legs and inventory (`phaseOf`); this is
 * what can make that function change its value, row by row as the requirement has it, and then what a venue that
 * reports late, settles later and takes settlements back adds to it.
 */
export const TRANSITIONS: readonly TransitionRow[] = [
  {
    from: 'IDLE',
    to: 'ENTRY_PENDING',
    by: 'acted',
    trigger: 'Entry order posted: its intent is stored, so that an unknown outcome counts',
    required: true,
    asks: MAY_ENTER,
    act: postEntry,
  },
  {
    from: 'ENTRY_PENDING',
    to: 'IDLE',
    by: 'acted',
    trigger: 'Entry order cancelled (stale, regime change)',
    required: true,
    shows: [cancelConfirmed('BUY'), fillsCounted('BUY')],
    act: cancelEntry,
  },
  {
    from: 'ENTRY_PENDING',
    to: 'IDLE',
    by: 'observed',
    trigger: 'Entry order gone: cancel seen late, expired, refused by proof or removed by the venue',
    required: false,
    shows: [deadByProof('BUY'), fillsCounted('BUY')],
  },
  {
    from: 'ENTRY_PENDING',
    to: 'POSITION_OPEN',
    by: 'observed',
    trigger: 'BUY fill detected from trades API',
    required: true,
    shows: [FILLS_HAVE_IDS, FILLS_ARE_OF_OUR_TOKEN, SETTLED],
  },
  {
    from: 'POSITION_OPEN',
    to: 'EXIT_PENDING',
    by: 'acted',
    trigger: 'Exit order posted',
    required: true,
    asks: MAY_EXIT,
    act: postExit,
  },
  {
    from: 'EXIT_PENDING',
    to: 'IDLE',
    by: 'observed',
    trigger: 'SELL fill detected from trades API',
    required: true,
    shows: [POSITION_IS_CLOSED],
  },
  {
    from: 'EXIT_PENDING',
    to: 'POSITION_OPEN',
    by: 'acted',
    trigger: 'Exit order cancelled for repricing',
    required: true,
    shows: [STILL_HELD, fillsCounted('SELL')],
    act: repriceExit,
  },
  {
    from: 'EXIT_PENDING',
    to: 'POSITION_OPEN',
    by: 'observed',
    trigger: 'Exit order gone: cancel seen late, expired or removed by the venue; or its settlement failed',
    required: false,
    shows: [STILL_HELD],
  },
  ...forced(),
]

/** The row by which a phase may change so in such a step. */
export const rowOf = (from: Phase, to: Phase, by: TransitionRow['by']): TransitionRow | undefined =>
  TRANSITIONS.find((row) => row.from === from && row.to === to && row.by === by)

/** A change of phase must have a row, and what that row shows must hold; staying is always possible. */
export function checkChange(from: Phase, after: MarketState, by: TransitionRow['by']): void {
  if (from === after.phase) return
  const row = rowOf(from, after.phase, by)
  const change = `${from} to ${after.phase}, ${by}`
  assert(row !== undefined, `no row from ${change}`)
  for (const { says, holds } of row.shows ?? []) assert(holds(after), `${change}, but not: ${says}`)
}

/** A row of the venue's for each: what changes then is the phase alone, and its conditions are the phase's own. */
function forced(): readonly TransitionRow[] {
  const lateSell = 'A late SELL of a closed order has matched and is not settled'
  const rows: readonly (readonly [Phase, Phase, TransitionRow['by'], string])[] = [
    ['EXIT_PENDING', 'IDLE', 'acted', 'Exit cancelled by STOP with less than the minimum size left'],
    [
      'EXIT_PENDING',
      'ENTRY_PENDING',
      'observed',
      'Exit filled while a cancelled entry still waits for its fills',
    ],
    ['EXIT_PENDING', 'ENTRY_PENDING', 'acted', 'Exit cancelled with dust left while an entry still settles'],
    ['IDLE', 'ENTRY_PENDING', 'observed', 'A late BUY of a closed order has matched and is not settled'],
    ['IDLE', 'POSITION_OPEN', 'observed', 'A late BUY fill of a closed order is confirmed'],
    ['IDLE', 'EXIT_PENDING', 'observed', lateSell],
    ['ENTRY_PENDING', 'EXIT_PENDING', 'observed', lateSell],
    ['POSITION_OPEN', 'IDLE', 'observed', 'A late SELL fill of a closed order, or a settlement taken back'],
    [
      'POSITION_OPEN',
      'ENTRY_PENDING',
      'observed',
      'The same while a cancelled entry still waits for its fills',
    ],
    ['POSITION_OPEN', 'EXIT_PENDING', 'observed', lateSell],
  ]
  return rows.map(([from, to, by, trigger]) => ({ from, to, by, trigger, required: false }))
}
