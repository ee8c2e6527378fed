import { equityMicros } from '../../shared/accounting/valuation.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import { refusalsInWords } from '../../shared/machine/refusalWords.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import { createRewardSampler } from '../../shared/telemetry/createRewardSampler.ts'
import { ASIDE, eventLines } from '../paper/eventLines.ts'
import type { ReplayRun } from '../report/result.ts'
import { TickRecorder } from '../report/tickRecorder.ts'
import type { WatchedEvent } from '../report/watchView.ts'

const REWARD_MINUTES = 60

/** The ticks of one outcome, as far as they have been read. */
export class WatchedTicks {
  last: TickAudit | null = null
  private readonly recorder: TickRecorder
  private readonly settings: MarketSettings
  private readonly name: string
  private readonly sample = createRewardSampler()
  private readonly scored = new Set<number>()
  private lastLine = ''

  constructor(of: {
    readonly settings: MarketSettings
    readonly name: string
    readonly cadenceMs: number | null
    readonly startMs: number
    /** Whether the books that ticks read show our own orders too. */
    readonly displaysOurs: boolean
  }) {
    this.settings = of.settings
    this.name = of.name
    this.recorder = new TickRecorder(of)
  }

  /** @returns what happened in it, in words. */
  add(record: TickAudit): readonly WatchedEvent[] {
    this.last = record
    this.recorder.telemetry.tick(record)
    const reward = this.sample(record)
    if (reward !== null) this.scored.add(reward.minute)
    return eventLines(record).flatMap((text) => {
      // A skipped entry is a column of its own, and the same line twice no event.
      const isNew = text !== this.lastLine && !text.startsWith(ASIDE)
      this.lastLine = text
      return isNew ? [{ atMs: record.seen.nowMs, name: this.name, text }] : []
    })
  }

  /** Of the last sixty. */
  rewardMinutes(nowMs: number): number {
    const first = Math.floor(nowMs / 60_000) - REWARD_MINUTES
    for (const minute of this.scored) if (minute < first) this.scored.delete(minute)
    return this.scored.size
  }

  get refusals(): string {
    const { last } = this
    return last === null ? '' : refusalsInWords(last.decision.audit.refusals)
  }

  /** Realised and unrealised since the UTC day began, in USDC. */
  get today(): number | null {
    if (this.last === null) return null
    const { after, seen } = this.last
    return (equityMicros(position(after), markOf(after, seen.nowMs)) - after.day.startEquityMicros) / 1e6
  }

  /** What the report draws. null: no tick has been read. */
  run(): ReplayRun | null {
    if (this.last === null) return null
    const { seen, after } = this.last
    const rules = seen.info.ok ? seen.info.value : null
    const { market, tokenId } = this.settings
    return this.recorder.finish(
      {
        file: market,
        question: this.name,
        token: tokenId,
        market,
        rebatePpm: 0,
        gameStartMs: rules?.gameStartMs ?? null,
        tickMicros: rules?.tickMicros ?? 10_000,
        minSizeMicros: after.minSizeMicros,
        feeRatePpm: after.feeRatePpm,
        feeExponent: after.feeExponent,
      },
      { endMs: seen.nowMs, seen: { events: 0, trades: 0, unknownTrades: 0 } },
    )
  }
}
