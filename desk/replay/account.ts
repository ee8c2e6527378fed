import type { SeenLeg } from '../../shared/domain/leg.ts'
import { epochMs, type MarketId, type TokenId, tradeId, usdc } from '../../shared/domain/units.ts'
import {
  type BalanceFill,
  type MarketHolding,
  sharesBalance,
  usdcBalance,
} from '../../shared/simulator/balances.ts'
import type { Balance } from '../../shared/simulator/fundsRule.ts'
import { isFinal, settlementStageOf } from '../../shared/simulator/settlement.ts'
import type { TapeFill, TapeOrder } from './tapeOrder.ts'

type Fill = SeenLeg & BalanceFill

/** The account's money and shares at the venue of a replay: trades settle as time passes, none fails. */
export interface ReplayAccount {
  add(fill: TapeFill): void
  /** Legs matched at or after the instant, oldest first, with the status they have now. */
  legs(sinceMs: number, nowMs: number): readonly SeenLeg[]
  legsById(ids: readonly string[], nowMs: number): readonly SeenLeg[]
  usdc(orders: readonly TapeOrder[], nowMs: number): Balance
  shares(token: TokenId, orders: readonly TapeOrder[], nowMs: number): Balance
}

export function createReplayAccount(of: {
  readonly market: MarketId
  readonly usdcMicros: number
}): ReplayAccount {
  const fills: Fill[] = []
  let cashMicros = of.usdcMicros
  const sharesMicros = new Map<TokenId, number>()
  /** All before it are final: what a balance has to look at stays as short as settling is quick. */
  let finalCount = 0

  const noteFinal = (nowMs: number): void => {
    for (let next = fills[finalCount]; next !== undefined; next = fills[finalCount]) {
      if (!isFinal(next, epochMs(nowMs))) break
      finalCount += 1
    }
  }
  /** In one outcome; null: in both. Cash is of both. */
  const holding = (token: TokenId | null, orders: readonly TapeOrder[], nowMs: number): MarketHolding => {
    noteFinal(nowMs)
    const isIn = ({ tokenId }: { readonly tokenId: TokenId }): boolean => token === null || tokenId === token
    return {
      cashMicros,
      sharesMicros: token === null ? 0 : (sharesMicros.get(token) ?? 0),
      fills: fills.slice(finalCount).filter(isIn),
      orders: orders
        .filter(({ draft }) => isIn(draft))
        .map(({ draft: { side, priceMicros }, rest }) => ({ side, priceMicros, restMicros: rest })),
    }
  }
  return {
    add({ order, role, atMs, sizeMicros, priceMicros, notionalMicros, feeMicros }) {
      const { side, tokenId } = order.draft
      const sign = side === 'BUY' ? 1 : -1
      cashMicros -= sign * notionalMicros + feeMicros
      sharesMicros.set(tokenId, (sharesMicros.get(tokenId) ?? 0) + sign * sizeMicros)
      fills.push({
        tradeId: tradeId(`replay-${fills.length + 1}`),
        orderId: order.id,
        market: of.market,
        tokenId,
        side,
        role,
        sizeMicros,
        priceMicros,
        notionalMicros,
        feeMicros: usdc(feeMicros),
        matchedAtMs: epochMs(atMs),
        status: 'PROVISIONAL',
        mined: false,
      })
    },
    legs(sinceMs, nowMs) {
      let from = fills.length
      while (from > 0 && (fills[from - 1]?.matchedAtMs ?? 0) >= sinceMs) from -= 1
      return fills.slice(from).map((fill) => reported(fill, nowMs))
    },
    legsById: (ids, nowMs) =>
      fills.filter(({ tradeId: id }) => ids.includes(id)).map((fill) => reported(fill, nowMs)),
    usdc: (orders, nowMs) => usdcBalance(holding(null, orders, nowMs), epochMs(nowMs)),
    shares: (token, orders, nowMs) => sharesBalance(holding(token, orders, nowMs), epochMs(nowMs)),
  }
}

function reported({ feeMicros: _, ...leg }: Fill, nowMs: number): SeenLeg {
  const stage = settlementStageOf(leg, epochMs(nowMs))
  if (stage === 'final') return { ...leg, status: 'CONFIRMED', mined: true }
  return stage === 'mined' ? { ...leg, mined: true } : leg
}
