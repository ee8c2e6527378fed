import { applyLeg } from '../../shared/accounting/applyLeg.ts'
import { emptyPosition, type Position } from '../../shared/accounting/position.ts'
import { takerFeeMicros } from '../../shared/accounting/takerFee.ts'
import { unrealisedMicros, type Valuation } from '../../shared/accounting/valuation.ts'
import { mulDiv, notional } from '../../shared/domain/decimal.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import type { OrderPurpose, Side } from '../../shared/domain/order.ts'
import {
  epochMs,
  MICROS,
  marketId,
  type OrderId,
  price,
  size,
  tokenId,
  tradeId,
  usdc,
} from '../../shared/domain/units.ts'
import type { TapeHeader } from '../tape/format.ts'
import { Bounded } from './bounded.ts'
import { EdgeBins } from './edgeBins.ts'
import { MAX_DRAWN, type ReplayFill, type ReplayPnl, type ReplayTrip } from './result.ts'

const MARKOUT_MS = 60_000

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What fees and rebates, and when a trip is over, follow from. */
export type FillRules = Pick<TapeHeader, 'minSizeMicros' | 'feeRatePpm' | 'feeExponent' | 'rebatePpm'>

/** One fill of ours, told in the order of the matches. */
export interface BookedFill {
  readonly orderId: OrderId
  readonly purpose: OrderPurpose
  readonly side: Side
  readonly atMs: number
  readonly role: 'maker' | 'taker'
  readonly priceMicros: number
  readonly sizeMicros: number
  readonly feeMicros: number
  /** The last sane mid before the event that filled us. */
  readonly midMicros: number | null
}

/** Tells the last sane mid at or before an instant ahead; null where nobody knows. Soonest first. */
export type TellMid = (dueMs: number, tell: (midMicros: number | null) => void) => void

/** What was held when the record began, and its unrealised gain as it was valued then. */
export interface Opening {
  readonly position: Position
  readonly unrealisedMicros: number
}
const NOTHING: Opening = { position: emptyPosition, unrealisedMicros: 0 }

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
 * Every fill of a run, and what they came to. The position is folded as the bot folds it, at the match: that a trade
 * settles later changes no money.
 */
export class FillBook {
  readonly fills = new Bounded<Mutable<ReplayFill>>(MAX_DRAWN)
  readonly trips = new Bounded<ReplayTrip>(MAX_DRAWN)
  /** For the edge a share, fills beyond the drawn ones included. */
  readonly edges = new EdgeBins()
  position: Position
  private readonly rules: FillRules
  private readonly opening: Opening
  private count = 0
  private spreadMicros = 0
  private markoutMicros = 0
  private rebatesMicros = 0
  private withoutMarkout = 0
  private trip: TripSoFar | null = null

  constructor(rules: FillRules, opening: Opening = NOTHING) {
    this.rules = rules
    this.opening = opening
    this.position = opening.position
  }

  add(fill: BookedFill, tellMid: TellMid): void {
    const { atMs, role, side, purpose, orderId, priceMicros, sizeMicros, feeMicros, midMicros } = fill
    const rebateMicros = role === 'maker' ? this.rebate(fill) : 0
    this.count += 1
    this.rebatesMicros += rebateMicros
    const leg = this.legOf(fill)
    const before = this.position
    this.position = applyLeg(before, leg).position
    this.follow(leg, before, purpose)
    const sign = side === 'BUY' ? 1 : -1
    const worth = (mid: number): number =>
      notional({ priceMicros: price(mid), sizeMicros: size(sizeMicros) }, 'nearest')
    if (midMicros !== null) this.spreadMicros += sign * (worth(midMicros) - leg.notionalMicros)
    const drawn = {
      ...{ atMs, side, purpose, role, orderId },
      ...{ priceMicros, sizeMicros, feeMicros, rebateMicros, midMicros, mid60Micros: null as number | null },
    }
    this.fills.push(drawn)
    tellMid(atMs + MARKOUT_MS, (later) => {
      drawn.mid60Micros = later
      if (later === null || midMicros === null) this.withoutMarkout += 1
      else this.markoutMicros += sign * (worth(later) - worth(midMicros))
      if (later === null) return
      const grossMicros = sign * (worth(later) - leg.notionalMicros)
      this.edges.add(atMs, {
        fills: 1,
        sharesMicros: sizeMicros,
        grossMicros,
        feesMicros: feeMicros,
        rebatesMicros: rebateMicros,
      })
    })
  }

  /** @param worth What is left, valued. */
  pnl(worth: Valuation): ReplayPnl {
    const { opening, position } = this
    const realisedMicros = position.realisedMicros - opening.position.realisedMicros
    const feesMicros = position.feesMicros - opening.position.feesMicros
    const unrealised = unrealisedMicros(position, worth) - opening.unrealisedMicros
    const { spreadMicros, markoutMicros, rebatesMicros, withoutMarkout } = this
    const totalMicros = realisedMicros + unrealised + rebatesMicros
    const driftMicros = totalMicros - spreadMicros - markoutMicros + feesMicros - rebatesMicros
    return {
      ...{ spreadMicros, markoutMicros, driftMicros, feesMicros, rebatesMicros, totalMicros },
      ...{ realisedMicros, unrealisedMicros: unrealised, withoutMarkout },
    }
  }

  private rebate({ priceMicros, sizeMicros }: BookedFill): number {
    const { feeRatePpm, feeExponent, rebatePpm } = this.rules
    if (rebatePpm === 0) return 0
    const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    return mulDiv(takerFeeMicros({ ...made, feeRatePpm, feeExponent }), rebatePpm, MICROS, 'down')
  }

  private legOf({ orderId, side, atMs, role, priceMicros, sizeMicros, feeMicros }: BookedFill): Leg {
    const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    return {
      ...{ ...made, market: NO_MARKET, tokenId: NO_TOKEN, role, side, orderId },
      ...{ tradeId: tradeId(`fill-${this.count}`), status: 'CONFIRMED', mined: true },
      notionalMicros: notional(made, 'nearest'),
      feeMicros: usdc(feeMicros),
      matchedAtMs: epochMs(atMs),
      seenAtMs: epochMs(atMs),
    }
  }

  /** A trip ends when less than the market's minimum is left: what cannot be sold is dust. */
  private follow(leg: Leg, before: Position, purpose: ReplayTrip['exitBy']): void {
    // What was held before belongs to the trip at what it cost.
    this.trip ??= {
      ...{ fromMs: leg.matchedAtMs, boughtMicros: before.sizeMicros, paidMicros: before.costMicros },
      ...{ soldMicros: 0, gotMicros: 0, feesMicros: 0, realisedBefore: before.realisedMicros },
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
    if (this.position.sizeMicros >= this.rules.minSizeMicros) return
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

const NO_MARKET = marketId('')
const NO_TOKEN = tokenId('')
