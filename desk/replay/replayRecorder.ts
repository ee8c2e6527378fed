import { equityMicros } from '../../shared/accounting/valuation.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { Telemetry } from '../../shared/ports/telemetry.ts'
import { Bounded } from '../report/bounded.ts'
import type { CountedFills } from '../report/countedFills.ts'
import { MAX_DRAWN, type ReplayGap, type ReplayQuote } from '../report/result.ts'
import { RewardMeter } from '../report/rewardMeter.ts'
import { TickLog, touchOf } from '../report/tickLog.ts'
import type { TapeHeader } from '../tape/format.ts'
import type { TapeMarket } from './tapeMarket.ts'
import type { TapeOrder } from './tapeOrder.ts'

/** What the bot reported of its ticks and the market of its orders, in bounded memory. */
export class ReplayRecorder {
  readonly log = new TickLog()
  readonly rewards: RewardMeter | null
  readonly orders = { entries: 0, entriesFilled: 0, exits: 0, exitsFilled: 0 }
  readonly quotes = new Bounded<ReplayQuote>(MAX_DRAWN)
  readonly gaps: ReplayGap[] = []
  readonly telemetry: Telemetry

  constructor(market: TapeMarket, fills: CountedFills, header: TapeHeader) {
    this.rewards = header.rewards === null ? null : new RewardMeter(header.rewards)
    this.telemetry = {
      ...this.log.telemetry,
      tick: (record) => {
        // After the tape's end nobody knows the market.
        if (market.isOver) return
        const { after, seen } = record
        const { nowMs } = seen
        const { position } = fills
        this.log.tick(record, {
          touch: touchOf(seen.book),
          midMicros: market.mid.micros,
          equityMicros: equityMicros(position, markOf(after, nowMs, position.sizeMicros)),
        })
        this.rewards?.sample({ nowMs, ...market.book.levels(), ours: market.ours.live.map(restingOf) })
      },
    }
  }

  ended(order: TapeOrder): void {
    const { end, draft } = order
    if (end === null) return
    const isEntry = draft.side === 'BUY'
    this.orders[isEntry ? 'entries' : 'exits'] += 1
    if (order.matchedMicros > 0) this.orders[isEntry ? 'entriesFilled' : 'exitsFilled'] += 1
    this.quotes.push({
      id: order.id,
      purpose: draft.purpose,
      side: draft.side,
      priceMicros: order.price,
      sizeMicros: order.sizeMicros,
      filledMicros: order.matchedMicros,
      fromMs: order.createdAtMs,
      toMs: end.atMs,
      end: end.how,
    })
  }

  gap(gap: ReplayGap): void {
    this.gaps.push(gap)
    this.log.endBand(gap.fromMs)
    this.rewards?.pause(gap.fromMs)
  }
}

const restingOf = ({ side, price, sizeMicros, matchedMicros, createdAtMs }: TapeOrder) => ({
  side,
  priceMicros: price,
  restMicros: sizeMicros - matchedMicros,
  sinceMs: createdAtMs,
})
