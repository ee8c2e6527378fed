import type { Phase } from './state.ts'

/** One row: what changes the phase, and what must hold for it. */
export interface TransitionRow {
  readonly from: Phase
  readonly to: Phase
  /** 'observed': seen by reconciling what the venue reports; 'acted': by what the tick's own act returned. */
  readonly by: 'observed' | 'acted'
  readonly trigger: string
  readonly conditions: readonly string[]
  /** A row of the requirement, or one that the real venue forces. */
  readonly required: boolean
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
    conditions: [
      'No confirmed inventory (from fills)',
      'No pending entry orders',
      'Exposure < MAX_USDC_LOCKED',
      'Market in valid regime',
    ],
    required: true,
  },
  {
    from: 'ENTRY_PENDING',
    to: 'IDLE',
    by: 'acted',
    trigger: 'Entry order cancelled (stale, regime change)',
    conditions: ['Cancel confirmed via API', 'Every fill it had is counted'],
    required: true,
  },
  {
    from: 'ENTRY_PENDING',
    to: 'IDLE',
    by: 'observed',
    trigger: 'Entry order gone: cancel seen late, expired, refused by proof or removed by the venue',
    conditions: ['Dead by proof', 'Every fill it had is counted'],
    required: false,
  },
  {
    from: 'ENTRY_PENDING',
    to: 'POSITION_OPEN',
    by: 'observed',
    trigger: 'BUY fill detected from trades API',
    conditions: ['Fill has valid trade_id (not unknown)', 'Fill token matches our market', 'Settled'],
    required: true,
  },
  {
    from: 'POSITION_OPEN',
    to: 'EXIT_PENDING',
    by: 'acted',
    trigger: 'Exit order posted',
    conditions: ['Confirmed inventory > 0'],
    required: true,
  },
  {
    from: 'EXIT_PENDING',
    to: 'IDLE',
    by: 'observed',
    trigger: 'SELL fill detected from trades API',
    conditions: ['Fill closes entire position'],
    required: true,
  },
  {
    from: 'EXIT_PENDING',
    to: 'POSITION_OPEN',
    by: 'acted',
    trigger: 'Exit order cancelled for repricing',
    conditions: ['Still have confirmed inventory', 'Every fill it had is counted'],
    required: true,
  },
  {
    from: 'EXIT_PENDING',
    to: 'POSITION_OPEN',
    by: 'observed',
    trigger: 'Exit order gone: cancel seen late, expired or removed by the venue; or its settlement failed',
    conditions: ['Still have confirmed inventory'],
    required: false,
  },
  forced('EXIT_PENDING', 'IDLE', 'acted', 'Exit cancelled by STOP with less than the minimum size left'),
  forced(
    'EXIT_PENDING',
    'ENTRY_PENDING',
    'observed',
    'Exit filled while a cancelled entry still waits for its fills',
  ),
  forced(
    'EXIT_PENDING',
    'ENTRY_PENDING',
    'acted',
    'Exit cancelled with dust left while an entry still settles',
  ),
  forced('IDLE', 'ENTRY_PENDING', 'observed', 'A late BUY of a closed order has matched and is not settled'),
  forced('IDLE', 'POSITION_OPEN', 'observed', 'A late BUY fill of a closed order is confirmed'),
  forced('IDLE', 'EXIT_PENDING', 'observed', 'A late SELL of a closed order has matched and is not settled'),
  forced(
    'ENTRY_PENDING',
    'EXIT_PENDING',
    'observed',
    'A late SELL of a closed order has matched and is not settled',
  ),
  forced(
    'POSITION_OPEN',
    'IDLE',
    'observed',
    'A late SELL fill of a closed order, or a settlement taken back',
  ),
  forced(
    'POSITION_OPEN',
    'ENTRY_PENDING',
    'observed',
    'The same while a cancelled entry still waits for its fills',
  ),
  forced(
    'POSITION_OPEN',
    'EXIT_PENDING',
    'observed',
    'A late SELL of a closed order has matched and is not settled',
  ),
]

/** Whether a phase may change so in such a step; staying is always possible. */
export const isListed = (from: Phase, to: Phase, by: TransitionRow['by']): boolean =>
  from === to || TRANSITIONS.some((row) => row.from === from && row.to === to && row.by === by)

function forced(from: Phase, to: Phase, by: TransitionRow['by'], trigger: string): TransitionRow {
  return { from, to, by, trigger, conditions: [], required: false }
}
