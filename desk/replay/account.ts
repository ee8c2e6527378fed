import { takerFeeMicros } from '../../shared/accounting/takerFee.ts'
import { notional } from '../../shared/domain/decimal.ts'
import type { FeeSchedule } from '../../shared/domain/fee.ts'
import type { SeenLeg } from '../../shared/domain/leg.ts'
import {
  epochMs,
  type MarketId,
  price,
  type SizeMicros,
  size,
  type TokenId,
  tradeId,
} from '../../shared/domain/units.ts'
import type { TapeFill } from './tapeOrder.ts'

/** As watched on the venue: a block takes seconds, its finality half a minute. */
const MINED_AFTER_MS = 5_000
const CONFIRMED_AFTER_MS = 20_000

interface Fill {
  readonly leg: SeenLeg
  readonly feeMicros: number
}

/** The account's money and shares at the venue of a replay: trades settle as time passes, none fails. */
export interface ReplayAccount {
  add(fill: TapeFill): number
  /** Legs matched at or after the instant, oldest first, with the status they have now. */
  legs(sinceMs: number, nowMs: number): readonly SeenLeg[]
  legsById(ids: readonly string[], nowMs: number): readonly SeenLeg[]
  /** Settled shares: what the venue's balance shows. */
  settledMicros(nowMs: number): SizeMicros
  /** Shares that nobody has been promised. */
  unsoldMicros(nowMs: number): number
  usdcMicros(): number
}

export function createReplayAccount(of: {
  readonly market: MarketId
  readonly token: TokenId
  readonly usdcMicros: number
  readonly fees: FeeSchedule
}): ReplayAccount {
  const fills: Fill[] = []
  let usdcMicros = of.usdcMicros
  let settledFills = 0
  let settledMicros = 0
  let soldUnsettledMicros = 0

  /** Settlement takes the same time for all, so the oldest is always the next. */
  const settle = (nowMs: number): void => {
    for (let next = fills[settledFills]; next !== undefined; next = fills[settledFills]) {
      if (nowMs - next.leg.matchedAtMs < CONFIRMED_AFTER_MS) return
      const { side, sizeMicros } = next.leg
      settledMicros += side === 'BUY' ? sizeMicros : -sizeMicros
      if (side === 'SELL') soldUnsettledMicros -= sizeMicros
      settledFills += 1
    }
  }
  const told = ({ leg }: Fill, nowMs: number): SeenLeg => {
    const ageMs = nowMs - leg.matchedAtMs
    if (ageMs >= CONFIRMED_AFTER_MS) return { ...leg, status: 'CONFIRMED', mined: true }
    return ageMs >= MINED_AFTER_MS ? { ...leg, mined: true } : leg
  }
  return {
    add(fill) {
      const made = { priceMicros: price(fill.priceMicros), sizeMicros: size(fill.sizeMicros) }
      const feeMicros = fill.role === 'taker' ? takerFeeMicros({ ...made, ...of.fees }) : 0
      const notionalMicros = notional(made, 'nearest')
      const { side } = fill.order
      usdcMicros += (side === 'BUY' ? -notionalMicros : notionalMicros) - feeMicros
      if (side === 'SELL') soldUnsettledMicros += fill.sizeMicros
      const leg: SeenLeg = {
        ...made,
        tradeId: tradeId(`replay-${fills.length + 1}`),
        orderId: fill.order.id,
        market: of.market,
        tokenId: of.token,
        side,
        role: fill.role,
        notionalMicros,
        matchedAtMs: epochMs(fill.atMs),
        status: 'PROVISIONAL',
        mined: false,
      }
      fills.push({ leg, feeMicros })
      return feeMicros
    },
    legs(sinceMs, nowMs) {
      let from = fills.length
      while (from > 0 && (fills[from - 1]?.leg.matchedAtMs ?? 0) >= sinceMs) from -= 1
      return fills.slice(from).map((fill) => told(fill, nowMs))
    },
    legsById: (ids, nowMs) =>
      fills.filter(({ leg }) => ids.includes(leg.tradeId)).map((fill) => told(fill, nowMs)),
    settledMicros(nowMs) {
      settle(nowMs)
      return size(settledMicros)
    },
    unsoldMicros(nowMs) {
      settle(nowMs)
      return settledMicros - soldUnsettledMicros
    },
    usdcMicros: () => usdcMicros,
  }
}
