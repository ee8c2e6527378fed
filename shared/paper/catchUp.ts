import type { Ladder, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import { type EpochMs, epochMs, size } from '../domain/units.ts'
import type { MarketTrades } from '../ports/publicFeed.ts'
import { endOfLife } from '../simulator/lifetime.ts'
import { applyBook } from './applyBook.ts'
import { applyTrades } from './applyTrades.ts'
import { fillOrder } from './fillOrder.ts'
import { endByGap } from './gap.ts'
import {
  isLive,
  isOpenQuestion,
  mapOrders,
  type PaperAccount,
  type PaperEnd,
  type PaperOrder,
  type QueueCap,
  restOf,
} from './paperAccount.ts'
import { type PaperTiming, precisionOf } from './timing.ts'

/** What a look at the public feed brought. Either read may have failed: then nothing is concluded from it. */
export interface FeedLook {
  /** Of the account's source. */
  readonly trades: Read<MarketTrades>
  readonly ladder: Read<Ladder>
  readonly info: MarketInfo | null
  readonly nowMs: EpochMs
  /** How long after its stamp a trade is shown at the latest; absent: as the timing assumes. */
  readonly waitMs?: number
}

/**
 * Brings an account up to date with the public feed. Pure. In this order: orders end by time; trades that nobody will
 * ever know end what rested through them; known trades meet our orders; the display does; and what has been waiting
 * for the trades of its time is settled.
 */
export function catchUp(account: PaperAccount, look: FeedLook, timing: PaperTiming): PaperAccount {
  const timed = endByTime(account, look)
  if (!look.trades.ok) return withLadder(timed, look)
  const { value, asOf } = look.trades
  const wantedMs = tradesWantedMs(timed, timing)
  const known = wantedMs === null ? timed : endByGap(timed, { fromMs: wantedMs, toMs: value.fromMs }, timing)
  const met = withLadder(applyTrades(known, value, timing), look)
  return settle(met, epochMs(asOf - (look.waitMs ?? timing.showLagMs)), timing)
}

/** From when on trades of its source matter to this account; null: none do. */
export function tradesWantedMs(account: PaperAccount, timing: PaperTiming): EpochMs | null {
  const open = account.orders.filter(isOpenQuestion)
  if (open.length === 0) return null
  const { lagMs, stepMs } = precisionOf(account.source, timing)
  const oldest = Math.min(...open.map((order) => order.restedAtMs + lagMs))
  const step = Math.max(1, stepMs)
  return epochMs(Math.max(account.tradesUntilMs, Math.floor(oldest / step) * step))
}

const withLadder = (account: PaperAccount, { ladder }: FeedLook): PaperAccount =>
  ladder.ok ? applyBook(account, ladder.value, ladder.asOf) : account

/** GTD, the game's start and the market's end take orders off the book by themselves. */
function endByTime(account: PaperAccount, { info, nowMs }: FeedLook): PaperAccount {
  const end = (order: PaperOrder): PaperEnd | null => {
    const byTime = endOfLife(order, info?.gameStartMs ?? null)
    if (byTime.atMs <= nowMs) return byTime
    return info?.closed === true ? { atMs: nowMs, how: 'closed' } : null
  }
  return mapOrders(account, (order) => {
    const ended = isLive(order) ? end(order) : null
    return ended === null ? order : { ...order, end: ended }
  })
}

/** All trades stamped before `knownMs` have been met. */
function settle(before: PaperAccount, knownMs: EpochMs, timing: PaperTiming): PaperAccount {
  const account = fillOverrun(before, knownMs, timing)
  const settled = mapOrders(account, (order) => {
    const due = order.caps.filter((cap) => isDue(account, cap, knownMs, timing))
    const ahead = Math.min(
      order.aheadMicros,
      ...due.map((cap) => Math.max(0, cap.displayedMicros - cap.tradedMicros)),
    )
    const isFinal = isOpenQuestion(order) && order.end !== null && order.end.atMs <= knownMs
    if (due.length === 0 && !isFinal) return order
    const caps = isFinal ? [] : order.caps.filter((cap) => !due.includes(cap))
    return { ...order, aheadMicros: size(ahead), caps, finalAtMs: isFinal ? knownMs : order.finalAtMs }
  })
  const untilMs = epochMs(Math.max(account.tradesUntilMs, knownMs))
  // The index stamps a trade that late: a hand-over to it has to know what the channel has counted until then.
  const keptMs = account.source === 'channel' ? untilMs - timing.stampLagMs - 1_000 : untilMs
  const counted = settled.counted.filter(({ stampedAtMs }) => stampedAtMs >= keptMs)
  const forgets = counted.length < settled.counted.length
  // The cursor alone is not worth a write: what it would skip is skipped by the keys.
  return settled === before && !forgets ? before : { ...settled, counted, tradesUntilMs: untilMs }
}

/** The trades of its time are known: what had traded already by that look is known not to have come after it. */
const isDue = (
  { source }: PaperAccount,
  { atMs }: QueueCap,
  knownMs: EpochMs,
  timing: PaperTiming,
): boolean => atMs + precisionOf(source, timing).lagMs < knownMs

/** More traded after a look at the queue than was displayed before us: what ran over was ours. */
function fillOverrun(account: PaperAccount, knownMs: EpochMs, timing: PaperTiming): PaperAccount {
  return account.orders.filter(isOpenQuestion).reduce((before, order) => {
    const due = order.caps.filter((cap) => isDue(account, cap, knownMs, timing))
    const overrun = Math.max(0, ...due.map((cap) => cap.tradedMicros - cap.displayedMicros))
    const sizeMicros = size(Math.min(restOf(order), overrun))
    if (sizeMicros === 0) return before
    // Those trades have given it: no other look may count it again.
    const caps = order.caps.map((cap) => ({
      ...cap,
      tradedMicros: size(Math.max(0, cap.tradedMicros - sizeMicros)),
    }))
    const atMs = epochMs(Math.floor(Math.min(knownMs, order.end?.atMs ?? knownMs) / 1_000) * 1_000)
    const made = { role: 'maker' as const, priceMicros: order.priceMicros, sizeMicros }
    return fillOrder(before, { ...order, caps }, { ...made, atMs })
  }, account)
}
