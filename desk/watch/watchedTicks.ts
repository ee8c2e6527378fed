import { equityMicros } from '../../shared/accounting/valuation.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import { refusalsInWords } from '../../shared/machine/refusalWords.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import { createRewardSampler } from '../../shared/telemetry/createRewardSampler.ts'
import { ASIDE, eventLines } from '../paper/eventLines.ts'
import type { ReplayRun } from '../report/result.ts'
import { type RecorderOf, TickRecorder } from '../report/tickRecorder.ts'
import type { WatchedEvent } from '../report/watchView.ts'

const REWARD_MINUTES = 60

/** The ticks of one outcome, as far as they have been read. */
export class WatchedTicks {
  last: TickAudit | null = null
  private readonly recorder: TickRecorder
  private readonly of: RecorderOf & { readonly name: string }
  private readonly sample = createRewardSampler()
  private readonly scored = new Set<number>()
  private lastLine = ''

  constructor(of: RecorderOf & { readonly name: string }) {
    this.of = of
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
      return isNew ? [{ atMs: record.seen.nowMs, name: this.of.name, text }] : []
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
    const { settings, name: question } = this.of
    return this.recorder.finish({ file: settings.market, question, endMs: this.last.seen.nowMs })
  }
}
