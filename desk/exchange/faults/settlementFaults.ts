import type { ForcedSettlement } from '../../../shared/simulator/tradeLife.ts'
import { RATE_LIMIT_TIERS } from '../http/rateLimits.ts'
import { fixed } from './altered.ts'
import type { Effect, FaultKind } from './faultKind.ts'
import { SETTLEMENT_ROUTE, VENUE_ROUTE } from './faultKind.ts'

const DEFAULT_SLOW_MS = 60_000
const DEFAULT_LAG_MS = 30_000

/** What becomes of trades after they are matched; counted by trades, not by requests. */
export const SETTLEMENT_FAULTS = {
  failed: settlement('the trade ends FAILED instead of MINED: money and shares never move', {
    end: 'failed',
  }),
  'failed-late': settlement('the trade is MINED, then CONFIRMED, and FAILED after that', {
    end: 'failedLate',
  }),
  ghost: settlement('the trade stays MATCHED forever: it neither settles nor fails', { end: 'ghost' }),
  retrying: settlement('the trade goes through RETRYING, its transaction changing, before it settles', {
    retries: true,
  }),
  slow: {
    argument: '[TIME]',
    help: 'the trade is mined this much later (default 60s)',
    routes: [SETTLEMENT_ROUTE],
    make: (words) => fate({ slowMs: words.durationMs(DEFAULT_SLOW_MS) }),
  },
  'balance-lag': {
    argument: '[TIME]',
    help: 'the venue shows the settled money and shares this much later (default 30s)',
    routes: [SETTLEMENT_ROUTE],
    make: (words) => fate({ balanceLagMs: words.durationMs(DEFAULT_LAG_MS) }),
  },
} as const satisfies Record<string, FaultKind>

/** What the venue's documents leave open, switched for the whole run. */
export const VENUE_FAULTS = {
  'order-reads': {
    argument: 'null | 404',
    help: 'a read by hash of an order that is no longer live',
    routes: [VENUE_ROUTE],
    make: (words) => {
      const terminalOrders = words.oneOf(['null', '404']) === 'null' ? 'null' : 'notFound'
      return { on: 'venue', settings: { terminalOrders } }
    },
  },
  'bare-status': fixed('trades say MATCHED instead of TRADE_STATUS_MATCHED', [VENUE_ROUTE], {
    on: 'venue',
    settings: { tradeStatusPrefix: '' },
  }),
  'heartbeat-error': {
    argument: 'guide | reference',
    help: 'the key of a wrong heartbeat id: error_msg (the guide, default) or error (the reference)',
    routes: [VENUE_ROUTE],
    make: (words) => ({ on: 'venue', settings: { heartbeatError: words.oneOf(['guide', 'reference']) } }),
  },
  buckets: {
    argument: 'TIER',
    help: `token buckets per signer: ${RATE_LIMIT_TIERS.join(', ')} (2 a second)`,
    routes: [VENUE_ROUTE],
    make: (words) => ({ on: 'venue', settings: { rateLimitTier: words.oneOf(RATE_LIMIT_TIERS) } }),
  },
  'hashes-at-once': fixed(
    'a matched order is answered with its transaction hashes, as before July 2026',
    [VENUE_ROUTE],
    { on: 'venue', settings: { postForm: 'withHashes' } },
  ),
} as const satisfies Record<string, FaultKind>

function fate(of: ForcedSettlement): Effect {
  return { on: 'settlement', fate: of }
}

function settlement(help: string, of: ForcedSettlement): FaultKind {
  return fixed(help, [SETTLEMENT_ROUTE], fate(of))
}
