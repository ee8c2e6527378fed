import { emptyPosition, type Position } from '../accounting/position.ts'
import { utcDay } from '../accounting/utcDay.ts'
import { equityAtMidMicros } from '../accounting/valuation.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { MarketInfo } from '../domain/market.ts'
import { type EpochMs, type MarketId, type TokenId, usdc } from '../domain/units.ts'
import { withPhase } from './phase.ts'
import type { MarketState } from './state.ts'

/** A market we have never held: the start of an item. Fills matched before `nowMs` are not ours to judge. */
export function initialState(of: {
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly wallet: string
  readonly info: MarketInfo
  readonly nowMs: EpochMs
}): MarketState {
  const { market, tokenId, wallet, info, nowMs } = of
  return {
    schema: 1,
    market,
    tokenId,
    wallet,
    phase: 'IDLE',
    exitOnly: [],
    settling: false,
    minSizeMicros: info.minSizeMicros,
    // A fee nobody can compute is not a licence to enter, so that there is nothing to charge it on.
    ...(isFeeComputable(info)
      ? { feeRatePpm: info.feeRatePpm, feeExponent: info.feeExponent }
      : { feeRatePpm: 0, feeExponent: 0 }),
    folded: emptyPosition,
    legs: [],
    orders: [],
    // The venue gives match times in whole seconds.
    adoptedAtMs: (Math.floor(nowMs / 1000) * 1000) as EpochMs,
    foldedUntilMs: 0 as EpochMs,
    tradesReadAtMs: nowMs,
    lastGoodMid: null,
    mids: null,
    heldSinceMs: null,
    inventoryHistory: [],
    suspicion: {
      flaps: [],
      restPositionMicros: null,
      openOrdersSinceMs: null,
      balanceShortSinceMs: null,
      balanceRetryUsed: false,
      failedLegs: [],
      entryBackoffUntilMs: 0 as EpochMs,
      unlisted: [],
    },
    sanityReadAtMs: 0 as EpochMs,
    day: { utc: utcDay(nowMs), startEquityMicros: usdc(0) },
  }
}

/** An item that begins with a position: what it lost before, realised or by the last believed mid, is not of today. */
export function withPosition(fresh: MarketState, folded: Position): MarketState {
  const day = { ...fresh.day, startEquityMicros: equityAtMidMicros(folded, fresh.lastGoodMid) }
  return withPhase({ ...fresh, folded, day })
}
