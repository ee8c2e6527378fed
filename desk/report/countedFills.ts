import { applyLeg } from '../../shared/accounting/applyLeg.ts'
import { emptyPosition, type Position } from '../../shared/accounting/position.ts'
import { priceWords } from '../../shared/accounting/priceWords.ts'
import { takerFeeMicros } from '../../shared/accounting/takerFee.ts'
import { unrealisedMicros, type Valuation } from '../../shared/accounting/valuation.ts'
import { mulDiv, notional } from '../../shared/domain/decimal.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import { MICROS, price, type SizeMicros, size } from '../../shared/domain/units.ts'
import type { TapeHeader } from '../tape/format.ts'
import { UnitSeries } from '../verdict/unitSeries.ts'
import { verdictOfTrips } from '../verdict/verdict.ts'
import type { LeftOver, Verdict } from '../verdict/verdictSchema.ts'
import { type BookedFill, legOfFill } from './bookedFill.ts'
import { Bounded } from './bounded.ts'
import { EdgeSums } from './edge.ts'
import type { Priced, PriceLater } from './priced.ts'
import { MAX_DRAWN, type ReplayFill, type ReplayPnl, type ReplayRun, type ReplayTrip } from './result.ts'

export const MARKOUT_MS = 60_000

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** What fees and rebates, and when a trip is over, follow from. */
export type FillRules = Pick<TapeHeader, 'minSizeMicros' | 'feeRatePpm' | 'feeExponent' | 'rebatePpm'>

/** What was held when the record began, and its unrealised gain as it was valued then. */
export interface Opening {
  readonly position: Position
  readonly unrealisedMicros: number
}
const NOTHING: Opening = { position: emptyPosition, unrealisedMicros: 0 }

interface EndedTrip {
  readonly trip: TripSoFar
  readonly toMs: number
  readonly exitBy: ReplayTrip['exitBy']
  readonly realisedMicros: number
}

interface TripSoFar {
  fromMs: number
  boughtMicros: number
  paidMicros: number
  soldMicros: number
  gotMicros: number
  feesMicros: number
  rebatesMicros: number
  realisedBefore: number
}

/**
 * Every fill of a run, and what they came to. The position is folded as the bot folds it, at the match: that a trade
 * settles later changes no money.
 */
export class CountedFills {
  readonly fills = new Bounded<Mutable<ReplayFill>>(MAX_DRAWN)
  readonly trips = new Bounded<ReplayTrip>(MAX_DRAWN)
  private readonly edge = new EdgeSums()
  private readonly units = new UnitSeries()
  position: Position
  private readonly rules: FillRules
  private readonly opening: Opening
  private count = 0
  private readonly sums = {
    spreadMicros: 0,
    markoutMicros: 0,
    gapDriftMicros: 0,
    rebatesMicros: 0,
    withoutMarkout: 0,
    valuedMarkouts: 0,
  }
  private trip: TripSoFar | null = null
  /** Over but for dust: what an order still sells of that belongs to it, until something is bought. */
  private ended: EndedTrip | null = null

  constructor(rules: FillRules, opening: Opening = NOTHING) {
    this.rules = rules
    this.opening = opening
    this.position = opening.position
  }

  add(fill: BookedFill, priceLater: PriceLater): void {
    const { atMs, role, side, purpose, orderId, priceMicros, sizeMicros, feeMicros, mid } = fill
    const rebateMicros = role === 'maker' ? this.rebate(fill) : 0
    this.count += 1
    const leg = legOfFill(fill, this.count)
    const before = this.position
    this.position = applyLeg(before, leg).position
    this.follow(leg, before, { purpose, rebateMicros })
    this.sums.rebatesMicros += rebateMicros
    const sign = side === 'BUY' ? 1 : -1
    const worth = (at: Priced): number => worthOfFill(at, leg.sizeMicros)
    if (mid !== null) this.sums.spreadMicros += sign * (worth(mid) - leg.notionalMicros)
    const drawn = {
      atMs,
      side,
      purpose,
      role,
      orderId,
      priceMicros,
      sizeMicros,
      feeMicros,
      rebateMicros,
      midMicros: mid?.priceMicros ?? null,
      midBelief: mid?.belief ?? null,
      mid60Micros: null as number | null,
      mid60Belief: null as ReplayFill['mid60Belief'],
    }
    this.fills.push(drawn)
    priceLater({ dueMs: atMs + MARKOUT_MS, sizeMicros: leg.sizeMicros }, (later) => {
      drawn.mid60Micros = later?.priceMicros ?? null
      drawn.mid60Belief = later?.belief ?? null
      if (later === null || mid === null) this.sums.withoutMarkout += 1
      else this.sums.markoutMicros += sign * (worth(later) - worth(mid))
      if (later === null) return
      if (later.belief !== 'believed') this.sums.valuedMarkouts += 1
      const grossMicros = sign * (worth(later) - leg.notionalMicros)
      this.edge.add({
        sharesMicros: sizeMicros,
        grossMicros,
        feesMicros: feeMicros,
        rebatesMicros: rebateMicros,
      })
    })
  }

  /** What is held moves while nobody looks: that is not a markout and no drift anybody could have acted on. */
  gap(before: Priced | null, { toMs }: { readonly toMs: number }, priceLater: PriceLater): void {
    const { sizeMicros } = this.position
    if (before === null || sizeMicros === 0) return
    priceLater({ dueMs: toMs, sizeMicros }, (after) => {
      if (after !== null)
        this.sums.gapDriftMicros += worthOfFill(after, sizeMicros) - worthOfFill(before, sizeMicros)
    })
  }

  /** At the end, once. @param worth What is left, valued. */
  finish(
    worth: Valuation,
    time: { readonly coveredMs: number },
  ): Pick<ReplayRun, 'pnl' | 'edge' | 'verdict'> {
    this.bookEnded()
    const pnl = this.pnl(worth)
    return { pnl, edge: this.edge.edge(), verdict: this.verdict(pnl.totalMicros, worth, time) }
  }

  private pnl(worth: Valuation): ReplayPnl {
    const { opening, position, sums } = this
    const realisedMicros = position.realisedMicros - opening.position.realisedMicros
    const feesMicros = position.feesMicros - opening.position.feesMicros
    const unrealised = unrealisedMicros(position, worth) - opening.unrealisedMicros
    const totalMicros = realisedMicros + unrealised + sums.rebatesMicros
    const known =
      sums.spreadMicros + sums.markoutMicros + sums.gapDriftMicros - feesMicros + sums.rebatesMicros
    return {
      ...sums,
      driftMicros: totalMicros - known,
      feesMicros,
      totalMicros,
      realisedMicros,
      unrealisedMicros: unrealised,
    }
  }

  private verdict(
    totalMicros: number,
    worth: Valuation,
    { coveredMs }: { readonly coveredMs: number },
  ): Verdict {
    const { position, units, opening } = this
    const trips = units.count
    const restMicros = totalMicros - units.totalMicros
    if (position.sizeMicros > 0 || restMicros !== 0) {
      units.add({ amountMicros: restMicros, stakeMicros: position.costMicros })
    }
    const { largestStakeMicros, wholeLosses } = units
    return verdictOfTrips(
      {
        trips,
        units: units.count,
        totalMicros,
        coveredMs,
        sharesMicros: position.boughtMicros - opening.position.boughtMicros + opening.position.sizeMicros,
        largestStakeMicros,
        wholeLosses,
        held: this.held(worth),
      },
      units.entries(),
    )
  }

  private held(worth: Valuation): LeftOver | null {
    const { sizeMicros, costMicros } = this.position
    if (sizeMicros === 0) return null
    return { sizeMicros, costMicros, valueMicros: worth.valueMicros, by: priceWords(worth) }
  }

  private rebate({ priceMicros, sizeMicros }: BookedFill): number {
    const { feeRatePpm, feeExponent, rebatePpm } = this.rules
    if (rebatePpm === 0) return 0
    const made = { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    return mulDiv(takerFeeMicros({ ...made, feeRatePpm, feeExponent }), rebatePpm, MICROS, 'down')
  }

  /**
   * A trip ends when less than the market's minimum is left: what cannot be sold is dust. The order that left it may sell
   * it anyway: that is the end of this trip, and no other.
   */
  private follow(
    leg: Leg,
    before: Position,
    of: { readonly purpose: ReplayTrip['exitBy']; readonly rebateMicros: number },
  ): void {
    if (leg.side === 'BUY') this.bookEnded()
    // What was held before belongs to the trip at what it cost.
    this.trip ??= this.ended?.trip ?? {
      fromMs: leg.matchedAtMs,
      boughtMicros: before.sizeMicros,
      paidMicros: before.costMicros,
      soldMicros: 0,
      gotMicros: 0,
      feesMicros: 0,
      rebatesMicros: 0,
      realisedBefore: before.realisedMicros,
    }
    this.ended = null
    const { trip } = this
    trip.feesMicros += leg.feeMicros
    trip.rebatesMicros += of.rebateMicros
    if (leg.side === 'BUY') {
      trip.boughtMicros += leg.sizeMicros
      trip.paidMicros += leg.notionalMicros
      return
    }
    trip.soldMicros += leg.sizeMicros
    trip.gotMicros += leg.notionalMicros
    const { sizeMicros, realisedMicros } = this.position
    if (sizeMicros >= this.rules.minSizeMicros) return
    this.ended = {
      trip,
      toMs: leg.matchedAtMs,
      exitBy: of.purpose,
      realisedMicros: realisedMicros - trip.realisedBefore,
    }
    this.trip = null
    if (sizeMicros === 0) this.bookEnded()
  }

  private bookEnded(): void {
    if (this.ended === null) return
    const { trip, toMs, exitBy, realisedMicros } = this.ended
    this.ended = null
    const average = (money: number, of: number): number =>
      of === 0 ? 0 : mulDiv(money, MICROS, of, 'nearest')
    this.trips.push({
      fromMs: trip.fromMs,
      toMs,
      sizeMicros: trip.soldMicros,
      buyMicros: average(trip.paidMicros, trip.boughtMicros),
      sellMicros: average(trip.gotMicros, trip.soldMicros),
      feesMicros: trip.feesMicros,
      realisedMicros,
      exitBy,
    })
    // What was gained before the record began is not the trip's.
    const openedMicros = this.units.count === 0 ? this.opening.unrealisedMicros : 0
    this.units.add({
      amountMicros: realisedMicros + trip.rebatesMicros - openedMicros,
      stakeMicros: trip.paidMicros,
    })
  }
}

export const worthOfFill = ({ priceMicros }: Priced, sizeMicros: SizeMicros): number =>
  notional({ priceMicros: price(priceMicros), sizeMicros }, 'nearest')
