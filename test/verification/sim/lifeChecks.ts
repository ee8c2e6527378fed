import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { type Control, isRunning } from '../../../shared/domain/control.ts'
import { MICROS, type TokenId } from '../../../shared/domain/units.ts'
import type { TickAudit } from '../../../shared/ports/telemetry.ts'
import type { OutcomeBooks } from './outcomeBooks.ts'
import type { Limits } from './stopCheck.ts'
import type { Troubles } from './troubles.ts'
import type { Report } from './violation.ts'

/** The bot tells after five minutes of ticks; a storm of lost answers may keep some of them from being stored. */
const TOLD_WITHIN_MS = 9 * 60_000
/** A mid is worth believing for three minutes; then the bids count, and one more tick finds the loss. */
const LOSS_WITHIN_MS = 6 * 60_000
const CENT_MICROS = 10_000

/** Where nobody ticked for longer, nobody could tell: what was so before counts no more. */
const GAP_MS = 120_000

interface Watched {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly troubles: Troubles
  readonly control: () => Control | null
  /** Changes of the control item so far: after one, everything begins again. */
  readonly changes: () => number
  readonly limitsOf: (token: TokenId) => readonly Limits[]
  readonly booksOf: (token: TokenId) => OutcomeBooks
  readonly report: Report
}

/** Since when each thing is so without a break, in the ticks of one outcome; null: it is not. */
interface Since {
  readonly atMs: number
  readonly changes: number
  readonly unprotected: number | null
  readonly held: number | null
  readonly lost: number | null
}

/**
 * L1 and L2, judged after each tick that was stored, by the venue's own books of what is held, offered and lost.
 * What the bot knows counts for one thing alone: whether it told anybody.
 */
export function createLifeChecks(of: Watched): (record: TickAudit) => void {
  const outcomes = new Map<TokenId, Since>()
  return (record) => {
    if (record.outcome !== 'done') return
    const now = of.exchange.nowMs()
    const nothing = { unprotected: null, held: null, lost: null }
    const none: Since = { atMs: now, changes: of.changes(), ...nothing }
    const since = outcomes.get(record.after.tokenId) ?? none
    const isAnew =
      record.before.adoptedAtMs !== record.after.adoptedAtMs ||
      since.changes !== none.changes ||
      now - since.atMs > GAP_MS
    const current = next(of, isAnew ? none : since, record)
    outcomes.set(record.after.tokenId, current)
    checkSold(of, current.unprotected, now, record)
    checkValued(of, current.held, now, record)
    checkLoss(of, current.lost, now, record)
  }
}

function next(of: Watched, since: Since, record: TickAudit): Since {
  const { exchange, control } = of
  const nowMs = exchange.nowMs()
  const now = control()
  const isOpen = exchange.markets().some(({ market, closed }) => market === record.market && !closed)
  const runs = now !== null && isRunning(now)
  const begin = (atMs: number | null, isSo: boolean): number | null => (isSo ? (atMs ?? nowMs) : null)
  const isHeld = isOpen && heldMicros(of, record) >= record.after.minSizeMicros
  return {
    atMs: nowMs,
    changes: of.changes(),
    unprotected: begin(since.unprotected, isHeld && runs && !isOffered(of, record)),
    held: begin(since.held, isHeld && now?.armed === true),
    lost: begin(since.lost, isHeld && runs && isLost(of, record)),
  }
}

/** L1: within minutes an exit rests, or somebody knows why not. */
function checkSold({ report }: Watched, sinceMs: number | null, nowMs: number, record: TickAudit): void {
  if (sinceMs === null || nowMs - sinceMs <= TOLD_WITHIN_MS) return
  const { waits, lost, unreadable, unsellable } = record.after
  if (waits?.exitNotResting?.told === true || waits?.legUnsettled?.told === true) return
  if (lost !== undefined || unreadable !== undefined || unsellable === true) return
  report(
    'L1',
    `${record.market.slice(-4)}: nothing is offered, nobody was told: ${record.decision.audit.reason}`,
  )
}

/** L2, its first half: a holding without a believed value for minutes was told. */
function checkValued({ report }: Watched, heldMs: number | null, nowMs: number, record: TickAudit): void {
  if (heldMs === null) return
  const { lastGoodMid, waits, settling } = record.after
  const sinceMs = Math.max(heldMs, lastGoodMid?.atMs ?? 0)
  const isTold = waits?.priceNotBelieved?.told === true || waits?.bookContradicted?.told === true
  if (settling || nowMs - sinceMs <= TOLD_WITHIN_MS || isTold) return
  report(
    'L2',
    `${record.market.slice(-4)}: no price is believed since ${new Date(sinceMs).toISOString()}, nobody was told`,
  )
}

/** L2, its second half: what is lost by the venue's books even at the ask is a STOP. */
function checkLoss({ report }: Watched, sinceMs: number | null, nowMs: number, record: TickAudit): void {
  if (sinceMs === null || nowMs - sinceMs <= LOSS_WITHIN_MS) return
  report('L2', `${record.market.slice(-4)}: lost more than a day may by the venue's books, and no STOP LOSS`)
}

/** What the account holds and has not yet sold: a sell that is not settled has left. */
const heldMicros = ({ exchange, account, booksOf }: Watched, { after }: TickAudit): number =>
  (exchange.holdings(account).sharesMicros.get(after.tokenId) ?? 0) - booksOf(after.tokenId).sellingMicros

const isOffered = ({ exchange, account }: Watched, { after }: TickAudit): boolean =>
  exchange.openOrders(account).some((order) => order.token === after.tokenId && order.side === 'SELL')

/** By more than the limit even if all were sold at the ask: a bound that no belief of the bot can change. */
function isLost(of: Watched, { after, seen }: TickAudit): boolean {
  const { exchange, account, troubles, limitsOf } = of
  const limits = limitsOf(after.tokenId).map(({ risk }) => risk.maxDailyLossMicros)
  const ask = exchange.book(after.tokenId).asks[0]?.priceMicros
  // A frozen book says nothing of today's, and an unread one is no evidence.
  if (limits.length === 0 || ask === undefined || troubles.book === 'frozen' || !seen.book.ok) return false
  const cash = of.booksOf(after.tokenId).cashMicros
  const worth = (ask * (exchange.holdings(account).sharesMicros.get(after.tokenId) ?? 0)) / MICROS
  return after.day.startEquityMicros - (cash + worth) > Math.max(...limits) + CENT_MICROS
}
