import type { ControlItem } from '../../../shared/domain/control.ts'
import { wholeList } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import {
  type EpochMs,
  type OrderId,
  price,
  size,
  type TokenId,
  type TradeId,
  usdc,
} from '../../../shared/domain/units.ts'
import { initialState } from '../../../shared/machine/initialState.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { TickAudit } from '../../../shared/ports/telemetry.ts'
import { info as marketInfo } from '../../support/market.ts'
import { RUNNING } from '../../support/runningControl.ts'
import { MARKET } from '../../support/wireIds.ts'

const TOKEN = '77' as TokenId
export const NOW = 1_790_000_000_000 as EpochMs

const info = marketInfo({ market: MARKET, tokens: [TOKEN, '78' as TokenId], feeRatePpm: 0, endMs: null })

/** Holds 20 shares bought at 0.40, of which the market now says 0.50. */
export function holdingState(): MarketState {
  const base = initialState({ market: MARKET, tokenId: TOKEN, wallet: '0x1', info, nowMs: NOW })
  return {
    ...base,
    lastGoodMid: { priceMicros: price(500_000), atMs: NOW },
    legs: [
      {
        tradeId: 't1' as TradeId,
        orderId: '0x2' as OrderId,
        market: MARKET,
        tokenId: TOKEN,
        side: 'BUY',
        role: 'maker',
        sizeMicros: size(20_000_000),
        priceMicros: price(400_000),
        notionalMicros: usdc(8_000_000),
        feeMicros: usdc(0),
        matchedAtMs: NOW,
        seenAtMs: NOW,
        status: 'CONFIRMED',
        mined: true,
      },
    ],
  }
}

export const control = (overrides: Partial<Exclude<ControlItem, 'absent'>> = {}): ControlItem => ({
  ...RUNNING,
  ...overrides,
})

export function tickRecord(overrides: Partial<TickAudit> = {}): TickAudit {
  const after = holdingState()
  return {
    market: MARKET,
    fence: 7,
    before: after,
    seen: {
      nowMs: NOW,
      control: known(control(), NOW),
      trades: known({ legs: [], withoutId: [], unreadable: [] }, (NOW - 120) as EpochMs),
      openOrders: known(wholeList([]), (NOW - 300) as EpochMs),
      byId: {},
      ledger: {},
      book: unknown('time-out'),
      info: known(info, NOW),
      skewMs: known(12, NOW),
    },
    decision: {
      state: after,
      actions: [],
      events: [],
      audit: {
        row: 'hold',
        code: 'exitRests',
        reason: 'test',
        refusals: [],
        from: 'POSITION_OPEN',
        to: 'POSITION_OPEN',
      },
    },
    results: [],
    events: [],
    after,
    outcome: 'done',
    tookMs: 345,
    ...overrides,
  }
}
