import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { type VenueLeg, venueLegs } from '../../../desk/session/compareBooks.ts'
import { legKey } from '../../../shared/domain/leg.ts'
import { type TokenId, tradeId } from '../../../shared/domain/units.ts'
import type { ManuallySettled } from '../../../shared/machine/state.ts'

/** The venue's own books of one outcome of the account, in micro-units. */
export interface OutcomeBooks {
  /** What settled trades have brought, less what they cost and their fees. */
  readonly cashMicros: number
  /** All that was bought and has not failed, less the sells that have settled. */
  readonly ownedMicros: number
  /** Sold, and not settled. */
  readonly sellingMicros: number
  /** Confirmed as the bot may know it: bought and CONFIRMED, less what is sold and CONFIRMED for as long as a tick takes. */
  readonly confirmedMicros: number
}

/** A tick that reads before a sale is confirmed latches within this time. */
const LONGEST_TICK_MS = 20_000

interface Sums {
  cashMicros: number
  settledMicros: number
  readonly open: Map<string, VenueLeg>
  /** Sales that were confirmed within the longest tick. */
  lately: { readonly sizeMicros: number; readonly atMs: number }[]
}

/** Kept as trades come: a look at every tick must not count a long history from its beginning. */
export function createOutcomeBooks(
  exchange: AuditedExchange,
  account: string,
  /** What a person has settled, because the venue never does. */
  handSettled: (token: TokenId) => readonly ManuallySettled[],
): (token: TokenId) => OutcomeBooks {
  const sums = new Map<TokenId, Sums>()
  const known = new Set<string>()
  let readMs = 0
  const sumsOf = (token: TokenId): Sums => {
    const before = sums.get(token)
    if (before !== undefined) return before
    const begun: Sums = { cashMicros: 0, settledMicros: 0, open: new Map(), lately: [] }
    sums.set(token, begun)
    return begun
  }
  const readNew = (): void => {
    const untilMs = Number.POSITIVE_INFINITY
    for (const leg of venueLegs(exchange, account, { fromMs: readMs, untilMs })) {
      readMs = leg.atMs
      if (known.has(leg.key)) continue
      known.add(leg.key)
      sumsOf(leg.token).open.set(leg.key, leg)
    }
  }
  /** A trade that has ended stays ended in here. */
  const settle = (token: TokenId, of: Sums): void => {
    const byHand = new Map(handSettled(token).map((each) => [legKey(each), each.status]))
    for (const [key, leg] of of.open) {
      const trade = exchange.trade(tradeOf(key))
      const status = byHand.get(key) ?? trade?.status
      if (status !== 'CONFIRMED' && status !== 'FAILED') continue
      of.open.delete(key)
      if (status === 'FAILED') continue
      const sign = leg.side === 'BUY' ? 1 : -1
      of.cashMicros -= sign * leg.usdcMicros + leg.feeMicros
      of.settledMicros += sign * leg.sizeMicros
      const atMs = trade?.updatedAtMs ?? leg.atMs
      if (leg.side === 'SELL') of.lately.push({ sizeMicros: leg.sizeMicros, atMs })
    }
  }
  return (token) => {
    readNew()
    const of = sumsOf(token)
    settle(token, of)
    of.lately = of.lately.filter(({ atMs }) => atMs > exchange.nowMs() - LONGEST_TICK_MS)
    const openOf = (side: VenueLeg['side']): number =>
      [...of.open.values()].reduce((sum, leg) => sum + (leg.side === side ? leg.sizeMicros : 0), 0)
    return {
      cashMicros: of.cashMicros,
      ownedMicros: of.settledMicros + openOf('BUY'),
      sellingMicros: openOf('SELL'),
      confirmedMicros: of.lately.reduce((sum, { sizeMicros }) => sum + sizeMicros, of.settledMicros),
    }
  }
}

/** A leg's key is the id of its trade and of its order. */
const tradeOf = (key: string): string => tradeId(key.split(':')[0] ?? key)
