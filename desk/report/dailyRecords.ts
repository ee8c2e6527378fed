import { type Outcome, outcomeKey } from '../../shared/domain/outcome.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { MarketTrades } from '../../shared/ports/publicFeed.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { ReplayRun } from './result.ts'
import { TickRecorder } from './tickRecorder.ts'

const DAY_MS = 86_400_000
/** Longer without a tick nobody knows what the market did: some missed minutes, and an ordinary hand-over, are shorter. */
const SILENT_MS = 180_000

export interface DailyRecordsOf {
  readonly cadenceMs: number | null
  readonly settingsOf: (state: MarketState) => MarketSettings | null
  /** Question and outcome, or the id. */
  readonly labelOf: (outcome: Outcome) => string
}

interface Day {
  readonly day: string
  readonly outcome: Outcome
  readonly recorder: TickRecorder
  lastMs: number
}

/** A bot's logged ticks, in order of time, as one record for each UTC day and outcome. */
export class DailyRecords {
  readonly #of: DailyRecordsOf
  readonly #days = new Map<string, Day>()
  /** Ticks of outcomes for which no settings are known. */
  left = 0

  constructor(of: DailyRecordsOf) {
    this.#of = of
  }

  get markets(): readonly MarketId[] {
    return [...new Set([...this.#days.values()].map(({ outcome }) => outcome.market))]
  }

  tick(record: TickAudit): void {
    const { nowMs } = record.seen
    const { market, tokenId } = record.before
    const day = new Date(nowMs).toISOString().slice(0, 10)
    const key = `${day} ${outcomeKey({ market, tokenId })}`
    const known = this.#days.get(key) ?? this.#begin(key, day, record)
    if (known === null) {
      this.left += 1
      return
    }
    if (nowMs - known.lastMs > SILENT_MS) {
      known.recorder.gap({ fromMs: known.lastMs, toMs: nowMs, why: 'silent' })
    }
    known.recorder.telemetry.tick(record)
    known.lastMs = nowMs
  }

  /** @param tradesOf the public trades of a market; null: not known. */
  finish(tradesOf: (market: MarketId) => MarketTrades | null): readonly ReplayRun[] {
    return [...this.#days.values()].map(({ day, outcome, recorder, lastMs }): ReplayRun => {
      const trades = tradesOf(outcome.market)
      const endMs = Math.min(Date.parse(day) + DAY_MS, lastMs)
      const run = recorder.finish({ file: day, question: `${this.#of.labelOf(outcome)}, ${day}`, endMs })
      const paper = trades === null ? null : recorder.onPaper(outcome, trades)
      return { ...run, ofDay: { day, rewardMicros: null, rebateMicros: null, estimate: null, paper } }
    })
  }

  #begin(key: string, day: string, record: TickAudit): Day | null {
    const { before, seen } = record
    const settings = this.#of.settingsOf(before)
    if (settings === null) return null
    const { market, tokenId } = before
    const startMs = seen.nowMs
    const { cadenceMs } = this.#of
    const recorder = new TickRecorder({ settings, cadenceMs, startMs })
    const begun: Day = { day, outcome: { market, tokenId }, recorder, lastMs: startMs }
    this.#days.set(key, begun)
    return begun
  }
}
