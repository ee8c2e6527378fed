import { equityMicros } from '../../shared/accounting/valuation.ts'
import { isRunning, type StopReason } from '../../shared/domain/control.ts'
import { price } from '../../shared/domain/units.ts'
import type { Telemetry, TickRecord } from '../../shared/engine/telemetry.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { heldMicros } from '../../shared/machine/inventory.ts'
import { Bounded, Counter } from './bounded.ts'
import type { FillBook } from './fillBook.ts'
import { MAX_DRAWN, type ReplayBand, type ReplayGap, type ReplayQuote, type ReplaySeries } from './result.ts'
import type { TapeMarket } from './tapeMarket.ts'
import type { TapeOrder } from './tapeOrder.ts'

/** Texts kept; one repeated each tick is one fact. */
const MAX_NOTES = 100

/** What the bot told of its ticks and the market of its orders, in bounded memory. */
export class ReplayRecorder {
  readonly ticks = { done: 0, busy: 0, failed: 0 }
  readonly rows = new Counter()
  readonly refusals = new Counter()
  readonly rejected = new Counter()
  readonly postings = { sent: 0, accepted: 0, unsent: 0 }
  readonly orders = { entries: 0, entriesFilled: 0, exits: 0, exitsFilled: 0 }
  readonly quotes = new Bounded<ReplayQuote>(MAX_DRAWN)
  readonly bands = new Bounded<ReplayBand>(MAX_DRAWN)
  readonly gaps: ReplayGap[] = []
  readonly pages: string[] = []
  readonly failures: string[] = []
  readonly stops: StopReason[] = []
  exposureHighMicros = 0
  readonly telemetry: Telemetry
  private readonly market: TapeMarket
  private readonly fills: FillBook
  private readonly series = new ThinnedSeries(MAX_DRAWN)
  private band: {
    fromMs: number
    toMs: number
    phase: ReplayBand['phase']
    mode: ReplayBand['mode']
  } | null = null

  constructor(market: TapeMarket, fills: FillBook) {
    this.market = market
    this.fills = fills
    this.telemetry = {
      tick: (record) => this.tick(record),
      busy: () => {
        this.ticks.busy += 1
      },
      stop: () => {},
      latched: (reason, how) => {
        if (how === 'latched') this.stops.push(reason)
      },
      page: (text) => note(this.pages, text),
    }
  }

  note(failure: string): void {
    note(this.failures, failure)
  }

  ended(order: TapeOrder): void {
    const { end, draft } = order
    if (end === null) return
    const isEntry = draft.side === 'BUY'
    this.orders[isEntry ? 'entries' : 'exits'] += 1
    if (order.matchedMicros > 0) this.orders[isEntry ? 'entriesFilled' : 'exitsFilled'] += 1
    this.quotes.push({
      ...{ id: order.id, purpose: draft.purpose, side: draft.side, priceMicros: order.price },
      ...{ sizeMicros: order.sizeMicros, filledMicros: order.matchedMicros },
      ...{ fromMs: order.createdAtMs, toMs: end.atMs, end: end.how },
    })
  }

  gap(gap: ReplayGap): void {
    this.gaps.push(gap)
    this.endBand(gap.fromMs)
  }

  /** @param endMs Nothing is drawn beyond it. */
  finish(endMs: number): ReplaySeries {
    this.endBand(endMs)
    return this.series.columns()
  }

  private tick(record: TickRecord): void {
    // After the tape's end nobody knows the market.
    if (this.market.isOver) return
    const { after, seen, decision } = record
    this.ticks[record.outcome === 'done' ? 'done' : 'failed'] += 1
    this.rows.add(decision.audit.row)
    for (const refusal of decision.audit.refusals) this.refusals.add(refusal)
    for (const result of record.results) if (result.of === 'post') this.posted(result.outcome)
    const midMicros = this.market.saneMidMicros
    const mid = midMicros === null ? null : price(midMicros)
    const exposed = exposure(after, mid).totalMicros
    this.exposureHighMicros = Math.max(this.exposureHighMicros, exposed)
    const { control } = seen
    const halted = !control.ok || !isRunning(control.value) || this.stops.length > 0
    this.extendBand(
      seen.nowMs,
      after.phase,
      halted ? 'HALTED' : after.exitOnly.length > 0 ? 'EXIT_ONLY' : 'NORMAL',
    )
    if (!this.series.wants()) return
    const book = seen.book.ok ? seen.book.value : null
    this.series.push({
      atMs: seen.nowMs,
      bidMicros: book?.bids[0]?.priceMicros ?? null,
      askMicros: book?.asks[0]?.priceMicros ?? null,
      midMicros,
      inventoryMicros: heldMicros(after),
      exposureMicros: exposed,
      equityMicros: equityMicros(this.fills.position, mid),
    })
  }

  private posted(outcome: { readonly is: string; readonly code?: string }): void {
    this.postings.sent += 1
    if (outcome.is === 'accepted') this.postings.accepted += 1
    else if (outcome.is === 'unsent') this.postings.unsent += 1
    else this.rejected.add(outcome.code ?? outcome.is)
  }

  private extendBand(atMs: number, phase: ReplayBand['phase'], mode: ReplayBand['mode']): void {
    const { band } = this
    if (band !== null && band.phase === phase && band.mode === mode) {
      band.toMs = atMs
      return
    }
    this.endBand(atMs)
    this.band = { fromMs: atMs, toMs: atMs, phase, mode }
  }

  private endBand(atMs: number): void {
    const { band } = this
    this.band = null
    if (band !== null) this.bands.push({ ...band, toMs: Math.max(band.fromMs, atMs) })
  }
}

interface Point {
  readonly atMs: number
  readonly bidMicros: number | null
  readonly askMicros: number | null
  readonly midMicros: number | null
  readonly inventoryMicros: number
  readonly exposureMicros: number
  readonly equityMicros: number
}

/** Points thinned evenly: when there are too many, every other one goes and half as many come. */
class ThinnedSeries {
  private points: Point[] = []
  private stride = 1
  private seen = 0
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  /** Asked once for each tick: whether its point is to be pushed. */
  wants(): boolean {
    this.seen += 1
    return (this.seen - 1) % this.stride === 0
  }

  push(point: Point): void {
    this.points.push(point)
    if (this.points.length < this.most) return
    this.points = this.points.filter((_, index) => index % 2 === 0)
    this.stride *= 2
  }

  columns(): ReplaySeries {
    const { points, stride } = this
    const column = <K extends keyof Point>(key: K): Point[K][] => points.map((point) => point[key])
    return {
      stride,
      atMs: column('atMs'),
      bidMicros: column('bidMicros'),
      askMicros: column('askMicros'),
      midMicros: column('midMicros'),
      inventoryMicros: column('inventoryMicros'),
      exposureMicros: column('exposureMicros'),
      equityMicros: column('equityMicros'),
    }
  }
}

function note(notes: string[], text: string): void {
  if (notes.length < MAX_NOTES && !notes.includes(text)) notes.push(text)
}
