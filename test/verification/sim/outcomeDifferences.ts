import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { venueLegs } from '../../../desk/session/compareBooks.ts'
import { type Leg, legKey } from '../../../shared/domain/leg.ts'
import { mayBeLive } from '../../../shared/domain/order.ts'
import type { Outcome } from '../../../shared/domain/outcome.ts'
import { position } from '../../../shared/machine/inventory.ts'
import type { LedgerRecord, Payout } from '../../../shared/ports/store.ts'
import type { MemoryStore } from '../../support/memoryStore.ts'
import { itemKeyOf } from '../../support/storedItem.ts'

/**
 * Ledger and item against the venue's own books of one outcome, to the last micro-share and micro-dollar, while
 * nothing moves. What a person settled, because the venue never does, is as the person left it. A sentence for each
 * difference.
 */
export function outcomeDifferences(of: {
  readonly store: MemoryStore
  readonly exchange: AuditedExchange
  readonly account: string
  readonly outcome: Outcome
}): readonly string[] {
  const { store, exchange, account, outcome } = of
  const { market, tokenId } = outcome
  const state = store.items.get(itemKeyOf(outcome, store.items))?.state ?? null
  const truth = venueLegs(exchange, account).filter(({ token }) => token === tokenId)
  if (state === null) return truth.length === 0 ? [] : [`${market}: fills, and no item`]
  const books = new Map<string, Leg>()
  const payouts: Payout[] = []
  for (const record of store.records.values()) {
    if (!isRecordOf(record, outcome)) continue
    if (record.kind === 'fill') books.set(legKey(record.leg), record.leg)
    if (record.kind === 'payout') payouts.push(record.payout)
  }
  for (const leg of state.legs) books.set(legKey(leg), leg)
  const differences: string[] = []
  for (const leg of truth) {
    const mine = books.get(leg.key)
    books.delete(leg.key)
    // What was matched before the books were written again from the venue's history is in the position alone.
    if (mine === undefined && leg.atMs < state.adoptedAtMs) continue
    const byHand = state.handSettled?.find((each) => legKey(each) === leg.key)
    const there = `${leg.side} ${byHand?.status ?? leg.status} ${leg.sizeMicros} for ${leg.usdcMicros} fee ${leg.feeMicros}`
    const here =
      mine &&
      `${mine.side} ${mine.status} ${mine.sizeMicros} for ${mine.notionalMicros} fee ${mine.feeMicros}`
    if (here !== there) differences.push(`fill ${leg.key}: venue ${there}, books ${here ?? 'none'}`)
  }
  for (const key of books.keys()) differences.push(`fill ${key} is in the books and not at the venue`)

  const settled = truth.filter((leg) => leg.status === 'CONFIRMED')
  const spentThere = settled.reduce(
    (sum, leg) => sum + (leg.side === 'BUY' ? leg.usdcMicros : -leg.usdcMicros) + leg.feeMicros,
    0,
  )
  const paid = payouts.reduce(
    (sum, { sizeMicros, payoutMicros }) => sum + Math.floor((sizeMicros * payoutMicros) / 1e6),
    0,
  )
  const { sizeMicros, costMicros, realisedMicros } = position(state)
  const held = exchange.holdings(account).sharesMicros.get(tokenId) ?? 0
  const redeemed = payouts.reduce((sum, payout) => sum + payout.sizeMicros, 0)
  if (sizeMicros + redeemed !== held)
    differences.push(`holds ${sizeMicros} + ${redeemed} paid out, the venue says ${held}`)
  const spentHere = costMicros - realisedMicros + paid
  if (spentHere !== spentThere) differences.push(`spent ${spentHere}, by the venue's trades ${spentThere}`)
  const open = exchange.openOrders(account).filter(({ token }) => token === tokenId)
  const ours = state.orders.filter(mayBeLive)
  const missing = open.filter((order) => !ours.some(({ id }) => id === order.id))
  const gone = ours.filter((order) => !open.some(({ id }) => id === order.id))
  for (const { id } of missing) differences.push(`order ${id} lives at the venue and not in the item`)
  for (const { id } of gone) differences.push(`order ${id} lives in the item and not at the venue`)
  return differences.map((text) => `${market.slice(-4)}: ${text}`)
}

/** A payout of a market with one outcome may name none. */
function isRecordOf(record: LedgerRecord, { market, tokenId }: Outcome): boolean {
  if (record.market !== market) return false
  if (record.kind === 'fill') return record.leg.tokenId === tokenId
  return record.kind === 'payout' && (record.payout.tokenId ?? tokenId) === tokenId
}
