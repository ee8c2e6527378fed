import { applyLeg } from '../../shared/accounting/applyLeg.ts'
import { emptyPosition, type Position } from '../../shared/accounting/position.ts'
import { takerFeeMicros } from '../../shared/accounting/takerFee.ts'
import { unrealisedMicros } from '../../shared/accounting/valuation.ts'
import { mulDiv, notional } from '../../shared/domain/decimal.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import { epochMs, MICROS, price, size, tradeId, usdc } from '../../shared/domain/units.ts'
import type { TapeHeader } from '../tape/format.ts'
import { Bounded } from './bounded.ts'
import { MAX_DRAWN, type ReplayFill, type ReplayPnl, type ReplayTrip } from './result.ts'
import type { TapeMarket } from './tapeMarket.ts'
import type { TapeFill } from './tapeOrder.ts'

const MARKOUT_MS = 60_000

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
interface TripSoFar {
  fromMs: number
  boughtMicros: number
  paidMicros: number
  soldMicros: number
  gotMicros: number
  feesMicros: number
  realisedBefore: number
}

/**
 * Every fill of a replay, and what they came to. The position is folded as the bot folds it, at the match: that
 * a trade settles later changes no money.
 */
export class FillBook {
  readonly fills = new Bounded<Mutable<ReplayFill>>(MAX_DRAWN)
  readonly trips = new Bounded<ReplayTrip>(MAX_DRAWN)
  position: Position = emptyPosition
  private readonly header: TapeHeader
  private count = 0
  private spreadMicros = 0
  private markoutMicros = 0
  private rebatesMicros = 0
  private withoutMarkout = 0
  private trip: TripSoFar | null = null

  constructor(header: TapeHeader) {
    this.header = header
  }

  add(fill: TapeFill, feeMicros: number, market: TapeMarket): void {
    const { order, atMs, role, midMicros } = fill
    const rebateMicros = role === 'maker' ? this.rebate(fill) : 0
    this.count += 1
    this.rebatesMicros += rebateMicros
    const leg = this.legOf(fill, feeMicros)
    const before = this.position
    this.position = applyLeg(before, leg).position
    this.follow(leg, before, order.draft.purpose)
    const side = order.side === 'BUY' ? 1 : -1
    const worth = (mid: number): number =>
      notional({ priceMicros: price(mid), sizeMicros: size(fill.sizeMicros) }, 'nearest')
    if (midMicros !== null) this.spreadMicros += side * (worth(midMicros) - leg.notionalMicros)
    const { sizeMicros, priceMicros } = fill
    const drawn = {
      ...{ atMs, side: order.side, purpose: order.draft.purpose, role, orderId: order.id },
      ...{ priceMicros, sizeMicros, feeMicros, rebateMicros, midMicros, mid60Micros: null as number | null },
    }
    this.fills.push(drawn)
    market.tellMid(atMs + MARKOUT_MS, (later) => {
      drawn.mid60Micros = later
      if (later === null || midMicros === null) this.withoutMarkout += 1
      else this.markoutMicros += side * (worth(later) - worth(midMicros))
    })
  }

  /** What is left is valued at the payout of a resolved market, else at the last sane mid, else at cost. */
  pnl(midMicros: number | null): ReplayPnl {
    const { realisedMicros, feesMicros } = this.position
    const unrealised = midMicros === null ? 0 : unrealisedMicros(this.position, price(midMicros))
    const { spreadMicros, markoutMicros, rebatesMicros, withoutMarkout } = this
    const totalMicros = realisedMicros + unrealised + rebatesMicros
    const driftMicros = totalMicros - spreadMicros - markoutMicros + feesMicros - rebatesMicros
    return {
      ...{ spreadMicros, markoutMicros, driftMicros, feesMicros, rebatesMicros, totalMicros },
      ...{ realisedMicros, unrealisedMicros: unrealised, withoutMarkout },
    }
  }

  private rebate({ priceMicros, sizeMicros }: TapeFill): number {
    const { feeRatePpm, feeExponent, rebatePpm } = this.header
    if (rebatePpm === 0) return 0
    const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    return mulDiv(takerFeeMicros({ ...made, feeRatePpm, feeExponent }), rebatePpm, MICROS, 'down')
  }

  private legOf({ order, atMs, role, priceMicros, sizeMicros }: TapeFill, feeMicros: number): Leg {
    const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    const { market, tokenId } = order.draft
    return {
      ...{ ...made, market, tokenId, role, side: order.side, orderId: order.id },
      ...{ tradeId: tradeId(`fill-${this.count}`), status: 'CONFIRMED', mined: true },
      notionalMicros: notional(made, 'nearest'),
      feeMicros: usdc(feeMicros),
      matchedAtMs: epochMs(atMs),
      seenAtMs: epochMs(atMs),
    }
  }

  /** A trip ends when less than the market's minimum is left: what cannot be sold is dust. */
  private follow(leg: Leg, before: Position, purpose: ReplayTrip['exitBy']): void {
    this.trip ??= {
      ...{ fromMs: leg.matchedAtMs, boughtMicros: 0, paidMicros: 0, soldMicros: 0, gotMicros: 0 },
      ...{ feesMicros: 0, realisedBefore: before.realisedMicros },
    }
    const { trip } = this
    trip.feesMicros += leg.feeMicros
    if (leg.side === 'BUY') {
      trip.boughtMicros += leg.sizeMicros
      trip.paidMicros += leg.notionalMicros
      return
    }
    trip.soldMicros += leg.sizeMicros
    trip.gotMicros += leg.notionalMicros
    if (this.position.sizeMicros >= this.header.minSizeMicros) return
    const average = (money: number, of: number): number =>
      of === 0 ? 0 : mulDiv(money, MICROS, of, 'nearest')
    this.trips.push({
      fromMs: trip.fromMs,
      toMs: leg.matchedAtMs,
      sizeMicros: trip.soldMicros,
      buyMicros: average(trip.paidMicros, trip.boughtMicros),
      sellMicros: average(trip.gotMicros, trip.soldMicros),
      feesMicros: trip.feesMicros,
      realisedMicros: this.position.realisedMicros - trip.realisedBefore,
      exitBy: purpose,
    })
    this.trip = null
  }
}
