import { complement, placed } from '../domain/oneBook.ts'
import { opposite } from '../domain/order.ts'
import { epochMs, price, size } from '../domain/units.ts'
import type { MarketTrades, PublicTrade } from '../ports/publicFeed.ts'
import { filledByTrade, type Resting } from '../simulator/fillModel.ts'
import { PAPER_RULE } from './applyBook.ts'
import { fillOrder } from './fillOrder.ts'
import { isOpenQuestion, MAX_COUNTED, type PaperAccount, type PaperOrder, restOf } from './paperAccount.ts'
import { type PaperTiming, precisionOf, type StampPrecision } from './timing.ts'

/**
 * Lets the public trades meet our orders, each trade once. Only those meet an order that were certainly made while
 * it rested: by their stamp, as exact as the source of the account makes it, after it reached the book and before its end.
 */
export function applyTrades(
  account: PaperAccount,
  { trades }: MarketTrades,
  timing: PaperTiming,
): PaperAccount {
  const seen = new Set(account.counted.map(({ key }) => key))
  const fresh = trades
    .filter((trade) => trade.stampedAtMs >= account.tradesUntilMs && !seen.has(trade.key))
    .toSorted((a, b) => a.stampedAtMs - b.stampedAtMs || tie(account, a, b))
  const unreportedFrom = account.filled + 1
  return fresh.reduce((before, trade) => meetTrade(before, { ...trade, unreportedFrom }, timing), account)
}

/** The channel reports in order; within a second of the index there is none, and a name decides alike at each look. */
const tie = ({ source }: PaperAccount, a: PublicTrade, b: PublicTrade): number => {
  if (source === 'channel') return 0
  return a.key < b.key ? -1 : 1
}

/** A trade, and the number of the first fill that this look brings. */
type Fresh = PublicTrade & { readonly unreportedFrom: number }
/** What of it none of our orders has had yet. */
type Left = Fresh & { readonly leftMicros: number }

function meetTrade(account: PaperAccount, trade: Fresh, timing: PaperTiming): PaperAccount {
  const ours = inOurToken(account, trade)
  const precision = precisionOf(account.source, timing)
  const met = account.orders.filter((order) => meets(order, ours, trade.stampedAtMs, precision))
  if (met.length === 0) return account
  // More than anybody's index shows within its lag: the newest are remembered, and the cursor is moved past the rest.
  const counted = [...account.counted, { key: trade.key, stampedAtMs: trade.stampedAtMs }]
  const shortened = counted.length > MAX_COUNTED ? counted.slice(-MAX_COUNTED) : counted
  const forgotten = counted.length - shortened.length
  const untilMs = forgotten > 0 ? (counted[forgotten - 1]?.stampedAtMs ?? 0) + 1_000 : account.tradesUntilMs
  const next = {
    ...account,
    counted: shortened,
    tradesUntilMs: epochMs(Math.max(account.tradesUntilMs, untilMs)),
  }
  // Best price first, then the older: what one of ours gets of a trade another does not.
  const inTurn = met.toSorted((a, b) => {
    const [{ side, priceMicros }, other] = [placed(a), placed(b)]
    const better = other.priceMicros - priceMicros
    return (side === 'BUY' ? better : -better) || a.restedAtMs - b.restedAtMs
  })
  let leftMicros: number = trade.sizeMicros
  return inTurn.reduce<PaperAccount>((before, order) => {
    const { account: after, filledMicros } = meetOrder(
      before,
      order,
      ours,
      { ...trade, leftMicros },
      precision,
    )
    leftMicros -= filledMicros
    return after
  }, next)
}

interface InOurToken {
  readonly taker: 'BUY' | 'SELL'
  readonly priceMicros: number
}

/** A BUY of the other outcome at p is a SELL of ours at 1 - p: the two books are one. */
const inOurToken = ({ tokenId }: PaperAccount, trade: PublicTrade): InOurToken =>
  trade.tokenId === tokenId
    ? trade
    : { taker: opposite(trade.taker), priceMicros: complement(trade.priceMicros) }

function meets(order: PaperOrder, trade: InOurToken, stampedAtMs: number, of: StampPrecision): boolean {
  const at = placed(order)
  if (!isOpenQuestion(order) || restOf(order) === 0 || at.side === trade.taker) return false
  const endMs = Math.min(order.end?.atMs ?? order.dropsAtMs, order.dropsAtMs)
  // Of a stamp that is cut off, the match may be that much later.
  const wasThere = stampedAtMs - of.lagMs > order.restedAtMs && stampedAtMs + of.stepMs <= endMs
  const reaches =
    at.side === 'BUY' ? trade.priceMicros <= at.priceMicros : trade.priceMicros >= at.priceMicros
  return wasThere && reaches
}

function meetOrder(
  account: PaperAccount,
  order: PaperOrder,
  ours: InOurToken,
  trade: Left,
  { lagMs }: StampPrecision,
): { readonly account: PaperAccount; readonly filledMicros: number } {
  const at = placed(order)
  const resting: Resting = {
    side: at.side,
    price: at.priceMicros,
    ahead: order.aheadMicros,
    rest: restOf(order),
  }
  const sizeMicros = filledByTrade(PAPER_RULE, resting, { price: ours.priceMicros, size: trade.leftMicros })
  // Counted against a look at the queue only where the trade certainly came after it, and less what it gave us.
  const caps = order.caps.map((cap) =>
    ours.priceMicros === at.priceMicros && trade.stampedAtMs - lagMs > cap.atMs
      ? { ...cap, tradedMicros: size(cap.tradedMicros + trade.leftMicros - sizeMicros) }
      : cap,
  )
  const moved: PaperOrder = { ...order, aheadMicros: size(resting.ahead), caps }
  const next = { ...account, orders: account.orders.map((each) => (each.id === order.id ? moved : each)) }
  if (sizeMicros === 0) return { account: next, filledMicros: 0 }
  const filled = fillOrder(next, moved, {
    role: 'maker',
    priceMicros: price(order.priceMicros),
    sizeMicros: size(sizeMicros),
    atMs: trade.stampedAtMs,
    unreportedFrom: trade.unreportedFrom,
  })
  return { account: filled, filledMicros: sizeMicros }
}
