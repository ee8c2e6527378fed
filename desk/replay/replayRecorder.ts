import { equityMicros } from '../../shared/accounting/valuation.ts'
import { complement, type InOutcome, inSameOutcome, mirroredLadder } from '../../shared/domain/oneBook.ts'
import { markOf } from '../../shared/machine/mark.ts'
import { othersBook } from '../../shared/machine/othersBook.ts'
import type { Telemetry } from '../../shared/ports/telemetry.ts'
import { Bounded } from '../report/bounded.ts'
import type { CountedFills } from '../report/countedFills.ts'
import { MAX_DRAWN, type ReplayGap, type ReplayQuote } from '../report/result.ts'
import { RewardMeter } from '../report/rewardMeter.ts'
import { TickLog, touchOf } from '../report/tickLog.ts'
import type { TapeHeader } from '../tape/format.ts'
import type { TapeMarket } from './tapeMarket.ts'
import type { TapeOrder } from './tapeOrder.ts'

/** What the bot reported of its ticks in one outcome, and the market of its orders there, in bounded memory. */
export class ReplayRecorder {
  readonly log = new TickLog()
  readonly rewards: RewardMeter | null
  readonly orders = { entries: 0, entriesFilled: 0, exits: 0, exitsFilled: 0 }
  readonly quotes = new Bounded<ReplayQuote>(MAX_DRAWN)
  readonly gaps: ReplayGap[] = []
  readonly telemetry: Telemetry

  constructor(market: TapeMarket, fills: CountedFills, of: InOutcome & { readonly header: TapeHeader }) {
    const { header, isOther = false } = of
    this.rewards = header.rewards === null ? null : new RewardMeter(header.rewards)
    this.telemetry = {
      ...this.log.telemetry,
      tick: (record) => {
        // After the tape's end nobody knows the market.
        if (market.isOver) return
        const { before, after, seen } = record
        const { nowMs } = seen
        const { position } = fills
        const mid = market.mid.micros
        this.log.tick(record, {
          touch: touchOf(othersBook(seen.book, before, seen.sibling)),
          midMicros: isOther && mid !== null ? complement(mid) : mid,
          equityMicros: equityMicros(position, markOf(after, nowMs, position.sizeMicros)),
        })
        if (this.rewards === null) return
        const ladder = market.book.levels()
        const ours = market.ours.live.filter((order) => inSameOutcome(order, of)).map(restingOf)
        this.rewards.sample({ nowMs, ...(isOther ? mirroredLadder(ladder) : ladder), ours })
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
      priceMicros: draft.priceMicros,
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

const restingOf = ({ draft, sizeMicros, matchedMicros, createdAtMs }: TapeOrder) => ({
  side: draft.side,
  priceMicros: draft.priceMicros,
  restMicros: sizeMicros - matchedMicros,
  sinceMs: createdAtMs,
})
