import { isRunning, type StopReason } from '../../shared/domain/control.ts'
import type { Book } from '../../shared/domain/market.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { PostOutcome } from '../../shared/machine/decision.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { heldMicros } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { Telemetry, TickRecord } from '../../shared/ports/telemetry.ts'
import { Bounded, Counter } from './bounded.ts'
import { MAX_DRAWN, MAX_NOTES, type ReplayBand } from './result.ts'
import { ThinnedSeries } from './thinnedSeries.ts'

const MAX_TEXT = 1_900

/** The best prices of others; null: that side is empty or unknown. */
export interface BestPrices {
  readonly bidMicros: number | null
  readonly askMicros: number | null
}

export const touchOf = (book: Read<Book>): BestPrices => ({
  bidMicros: book.ok ? (book.value.bids[0]?.priceMicros ?? null) : null,
  askMicros: book.ok ? (book.value.asks[0]?.priceMicros ?? null) : null,
})

/** What a tick cannot know by itself. */
export interface Marked {
  /** Of what others display. */
  readonly touch: BestPrices
  /** The last sane mid. */
  readonly midMicros: number | null
  /** Realised and unrealised. */
  readonly equityMicros: number
}

/** What the bot reported of its ticks, in bounded memory: counters, bands of phase and mode, a thinned series. */
export class TickLog {
  readonly ticks = { done: 0, busy: 0, failed: 0 }
  readonly pages: string[] = []
  readonly failures: string[] = []
  exposureHighMicros = 0
  private readonly rows = new Counter()
  private readonly refusals = new Counter()
  private readonly rejected = new Counter()
  private readonly postings = { sent: 0, accepted: 0, unsent: 0 }
  private readonly bands = new Bounded<ReplayBand>(MAX_DRAWN)
  private readonly stops: StopReason[] = []
  private readonly series = new ThinnedSeries(MAX_DRAWN)
  private band: { -readonly [K in keyof ReplayBand]: ReplayBand[K] } | null = null

  /** All of the bot's telemetry but its ticks. */
  readonly telemetry: Omit<Telemetry, 'tick'> = {
    busy: () => {
      this.ticks.busy += 1
    },
    stop: () => {},
    latched: (reason, how) => {
      if (how === 'latched' && this.stops.length < MAX_NOTES) this.stops.push(reason)
    },
    page: (text) => keep(this.pages, text),
  }

  note(failure: string): void {
    keep(this.failures, failure)
  }

  tick(record: TickRecord, at: Marked): void {
    const { after, seen, decision } = record
    this.ticks[record.outcome === 'done' ? 'done' : 'failed'] += 1
    this.rows.add(decision.audit.row)
    for (const refusal of decision.audit.refusals) this.refusals.add(refusal)
    for (const result of record.results) if (result.of === 'post') this.posted(result.outcome)
    const exposed = exposure(after, markOf(after, seen.nowMs)).totalMicros
    this.exposureHighMicros = Math.max(this.exposureHighMicros, exposed)
    const { control } = seen
    const halted = !control.ok || !isRunning(control.value) || this.stops.length > 0
    this.extendBand(
      seen.nowMs,
      after.phase,
      halted ? 'HALTED' : after.exitOnly.length > 0 ? 'EXIT_ONLY' : 'NORMAL',
    )
    if (!this.series.wants()) return
    this.series.push({
      atMs: seen.nowMs,
      ...at.touch,
      midMicros: at.midMicros,
      inventoryMicros: heldMicros(after),
      exposureMicros: exposed,
      equityMicros: at.equityMicros,
    })
  }

  /** Nothing is known from here on, until the next tick. */
  endBand(atMs: number): void {
    const { band } = this
    this.band = null
    if (band !== null) this.bands.push({ ...band, toMs: Math.max(band.fromMs, atMs) })
  }

  /** @param endMs Nothing is drawn beyond it. */
  finish(endMs: number) {
    const { band } = this
    const open = band === null ? [] : [{ ...band, toMs: Math.max(band.fromMs, endMs) }]
    const [first] = this.stops
    const run = {
      ticks: this.ticks,
      rows: this.rows.sorted(),
      refusals: this.refusals.sorted(),
      postings: { ...this.postings, rejected: this.rejected.sorted() },
      bands: [...this.bands.items, ...open],
      series: this.series.columns(),
      exposureHighMicros: this.exposureHighMicros,
      stop:
        first === undefined
          ? null
          : {
              atMs: first.atMs,
              codes: [...new Set(this.stops.map(({ code }) => code))],
              texts: this.stops.map(({ text }) => text.slice(0, MAX_TEXT)),
            },
      pages: this.pages,
      failures: this.failures,
    }
    return { run, bandsLeft: this.bands.left }
  }

  private posted(outcome: PostOutcome): void {
    this.postings.sent += 1
    if (outcome.is === 'accepted') this.postings.accepted += 1
    else if (outcome.is === 'unsent') this.postings.unsent += 1
    else this.rejected.add(outcome.is === 'rejected' ? outcome.code : outcome.is)
  }

  private extendBand(atMs: number, phase: ReplayBand['phase'], mode: ReplayBand['mode']): void {
    const { band } = this
    if (band !== null && band.phase === phase && band.mode === mode) {
      band.toMs = Math.max(band.toMs, atMs)
      return
    }
    this.endBand(atMs)
    this.band = { fromMs: atMs, toMs: atMs, phase, mode }
  }
}

function keep(notes: string[], text: string): void {
  const cut = text.slice(0, MAX_TEXT)
  if (notes.length < MAX_NOTES && !notes.includes(cut)) notes.push(cut)
}
