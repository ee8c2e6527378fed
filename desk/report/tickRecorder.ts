import { foldOrder } from '../../shared/accounting/foldLegs.ts'
import {
  equityMicros,
  unrealisedMicros,
  type Valuation,
  valuation,
} from '../../shared/accounting/valuation.ts'
import { assert } from '../../shared/domain/assert.ts'
import { type Leg, legKey } from '../../shared/domain/leg.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { type EpochMs, epochMs, price, type SizeMicros } from '../../shared/domain/units.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import { othersBook } from '../../shared/machine/othersBook.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { MarketTrades } from '../../shared/ports/publicFeed.ts'
import type { Telemetry, TickAudit } from '../../shared/ports/telemetry.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { assembledRun, reportedRules } from './assembledRun.ts'
import { CountedFills, MARKOUT_MS, type Opening, worthOfFill } from './countedFills.ts'
import { EdgeSums } from './edge.ts'
import type { ReplayOfDay } from './ofDay.ts'
import { OrderLog } from './orderLog.ts'
import type { PaperTrades } from './paperTrades.ts'
import { PaperTwin } from './paperTwin.ts'
import type { PriceLater } from './priced.ts'
import { type DisplayedLook, PriceHistory } from './priceHistory.ts'
import type { ReplayGap, ReplayRun, ReplayTape } from './result.ts'
import { TickLog, touchOf } from './tickLog.ts'

/** Far more than months of trading; beyond it the record says that it is not whole. */
const MAX_LEGS = 500_000

/** How the market is called, and what only the end can show. */
export interface RecordEnd {
  readonly file: string
  readonly question: string
  readonly endMs: number
  /** Absent: as the last tick read them. */
  readonly rules?: Parameters<typeof reportedRules>[0]
  /** What was seen of the market; absent: nobody counted. */
  readonly seen?: Pick<ReplayTape, 'events' | 'trades' | 'unknownTrades'>
  /** What a share pays, once resolved. */
  readonly payoutMicros?: number | null
  /** Where a run on paper had its trades from. */
  readonly paperTrades?: PaperTrades | null
}

const NOT_COUNTED = { events: 0, trades: 0, unknownTrades: 0 }

/** What is recorded, and how. */
export interface RecorderOf {
  readonly settings: MarketSettings
  readonly cadenceMs: number | null
  readonly startMs: number
  /** Of a simulated venue that has one of its own to state. */
  readonly latency?: Latency
}

/**
 * Makes the document's run of a bot's own ticks: for sessions and for paper, where no tape shows what became of the
 * orders. One market, one position; fills are those that settled, at the time they matched.
 */
export class TickRecorder {
  readonly telemetry: Telemetry
  private readonly log = new TickLog()
  private readonly orders = new OrderLog()
  private readonly twin = new PaperTwin()
  private readonly prices: PriceHistory
  private readonly of: RecorderOf
  private readonly gaps: ReplayGap[] = []
  private readonly legs = new Map<string, Leg>()
  /** Legs that were in the position before the first tick. */
  private readonly old = new Set<string>()
  private opening: Opening | null = null
  private last: TickAudit | null = null

  constructor(of: RecorderOf) {
    this.of = of
    this.prices = new PriceHistory(of.settings.regime.maxSpreadMicros)
    this.telemetry = { ...this.log.telemetry, tick: (record) => this.tick(record) }
  }

  /** Others' book between ticks, in order of time: the more of it is recorded, the better markouts are known. */
  look(atMs: number, looked: DisplayedLook): void {
    this.prices.look(atMs, looked)
  }

  /** A stretch nobody saw. */
  gap(gap: ReplayGap): void {
    this.gaps.push(gap)
    this.log.endBand(gap.fromMs)
    this.prices.forget(gap.fromMs)
  }

  note(failure: string): void {
    this.log.note(failure)
  }

  finish({ file, question, endMs, seen, payoutMicros, paperTrades, ...end }: RecordEnd): ReplayRun {
    const { settings, startMs, cadenceMs, latency = null } = this.of
    const { market, tokenId: token } = settings
    const rules = reportedRules(end.rules ?? this.lastRules())
    const fills = new CountedFills(rules, this.opening ?? undefined)
    const legs = [...this.legs.values()].filter(({ status }) => status !== 'FAILED').toSorted(foldOrder)
    this.bookAll(fills, legs)
    const { quotes, orders } = this.orders.finish(legs, endMs)
    const tape = { file, question, market, token, ...rules, startMs, endMs, ...(seen ?? NOT_COUNTED) }
    return assembledRun({
      of: { tape, fillModel: 'venue', orders, rewards: null, paperTrades: paperTrades ?? null },
      settings,
      terms: { cadenceMs, latencyMs: latency, maxSilenceMs: null },
      gaps: this.gaps,
      log: this.log,
      quotes,
      fills,
      worth: this.worth(fills.position.sizeMicros, epochMs(endMs), payoutMicros ?? null),
    })
  }

  private lastRules(): Parameters<typeof reportedRules>[0] {
    assert(this.last !== null, 'rules are stated, or a tick has read them')
    const { after, seen } = this.last
    const info = seen.info.ok ? seen.info.value : null
    return {
      gameStartMs: info?.gameStartMs ?? null,
      tickMicros: info?.tickMicros ?? after.rules?.tickMicros ?? 10_000,
      minSizeMicros: after.minSizeMicros,
      feeRatePpm: after.feeRatePpm,
      feeExponent: after.feeExponent,
    }
  }

  /** What paper would have made of the same orders. */
  onPaper(of: Outcome, trades: MarketTrades): NonNullable<ReplayOfDay['paper']> {
    const { orders, filled, fills } = this.twin.fills(of, trades)
    const edge = new EdgeSums()
    for (const { side, sizeMicros, notionalMicros, matchedAtMs } of fills) {
      const later = this.prices.later(matchedAtMs + MARKOUT_MS, sizeMicros)
      if (later === null) continue
      const grossMicros = (side === 'BUY' ? 1 : -1) * (worthOfFill(later, sizeMicros) - notionalMicros)
      edge.add({ sharesMicros: sizeMicros, grossMicros, feesMicros: 0, rebatesMicros: 0 })
    }
    const { sharesMicros, grossMicros } = edge.edge()
    return { orders, filled, sharesMicros, grossMicros }
  }

  private tick(record: TickAudit): void {
    const { before, after, seen } = record
    if (this.opening === null) this.open(before, seen.nowMs)
    const book = othersBook(seen.book, before, seen.sibling)
    const touch = touchOf(book)
    if (book.ok) this.look(seen.nowMs, { bids: book.value.bids, askMicros: touch.askMicros })
    for (const event of record.events) if (event.is === 'fill') this.keep(event.leg)
    this.orders.tick(record)
    this.twin.tick(record, book)
    const opened = gain(this.opening)
    const equity = equityMicros(position(after), markOf(after, seen.nowMs)) - opened
    this.log.tick(record, { touch, midMicros: this.prices.midMicros, equityMicros: equity })
    this.last = record
  }

  /** By the prices the bot itself remembers, unless the payout is known. */
  private worth(sizeMicros: SizeMicros, nowMs: EpochMs, payoutMicros: number | null): Valuation {
    const last = this.last?.after ?? null
    if (payoutMicros === null && last !== null) return markOf(last, nowMs, sizeMicros)
    return valuation({
      mid: last?.lastGoodMid ?? null,
      bids: null,
      payoutMicros: payoutMicros === null ? null : price(payoutMicros),
      sizeMicros,
      nowMs,
    })
  }

  private open(before: MarketState, nowMs: EpochMs): void {
    const held = position(before)
    this.opening = { position: held, unrealisedMicros: unrealisedMicros(held, markOf(before, nowMs)) }
    for (const leg of before.legs) {
      if (leg.status === 'CONFIRMED') this.old.add(legKey(leg))
      else this.keep(leg)
    }
  }

  private keep(leg: Leg): void {
    const key = legKey(leg)
    if (this.old.has(key)) return
    if (this.legs.size < MAX_LEGS || this.legs.has(key)) this.legs.set(key, leg)
    else this.note(`more than ${MAX_LEGS} fills: later ones are missing from this record`)
  }

  /** Fills and gaps in order of time: what was held in a gap is known by the fills before it. */
  private bookAll(fills: CountedFills, legs: readonly Leg[]): void {
    const gaps = [...this.gaps]
    for (const leg of legs) {
      while ((gaps[0]?.toMs ?? Number.POSITIVE_INFINITY) <= leg.matchedAtMs) this.cross(fills, gaps.shift())
      this.book(fills, leg)
    }
    for (const gap of gaps) this.cross(fills, gap)
  }

  private cross(fills: CountedFills, gap: ReplayGap | undefined): void {
    if (gap === undefined) return
    fills.gap(this.prices.before(gap.fromMs, fills.position.sizeMicros), gap, this.priceLater)
  }

  private book(fills: CountedFills, leg: Leg): void {
    const { matchedAtMs: atMs, side, role, priceMicros, sizeMicros, feeMicros } = leg
    const { id: orderId, purpose } = this.orders.of(leg)
    const mid = this.prices.before(atMs, sizeMicros)
    fills.add(
      { orderId, purpose, side, atMs, role, priceMicros, sizeMicros, feeMicros, mid },
      (of, report) => (this.isBroken(atMs, of.dueMs) ? report(null) : this.priceLater(of, report)),
    )
  }

  private readonly priceLater: PriceLater = ({ dueMs, sizeMicros }, report) =>
    report(this.prices.later(dueMs, sizeMicros))

  private isBroken(fromMs: number, toMs: number): boolean {
    return this.gaps.some((gap) => gap.fromMs < toMs && gap.toMs > fromMs)
  }
}

const gain = (opening: Opening | null): number =>
  opening === null ? 0 : opening.position.realisedMicros + opening.unrealisedMicros
