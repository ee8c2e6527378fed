import { chunksOf } from '../domain/chunksOf.ts'
import {
  joinedTrades,
  type LegWithoutId,
  legKey,
  type SeenLeg,
  type Trades,
  type UnreadableLeg,
} from '../domain/leg.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, TradeId } from '../domain/units.ts'
import { NOTHING_SIGNED, type Signed } from './ownership.ts'
import { type Interpreted, readStable } from './pages.ts'
import type { Identity, TimeBudget } from './session.ts'
import { pagerOf, type TradeFilter, type TradePages } from './tradePages.ts'
import { parseTradeRecord } from './tradeRecord.ts'
import { UnreadableRecords } from './unreadableRecords.ts'

/**
 * Our legs since an instant, of every market. The venue stamps whole seconds and does not document whether its
 * `after` includes the instant: it is asked a second earlier, and legs are kept from the second of the instant on.
 */
export async function readTrades(
  pages: TradePages,
  sinceMs: EpochMs,
  signed: Signed = NOTHING_SIGNED,
): Promise<Read<Trades>> {
  const sinceSeconds = Math.max(0, Math.floor(sinceMs / 1000))
  const after = sinceSeconds > 1 ? { after: String(sinceSeconds - 1) } : {}
  const read = await readAll(pages, after, signed, pages.budget(pages.limits.readDeadlineMs))
  if (!read.ok) return read
  const isSince = ({ matchedAtMs }: { readonly matchedAtMs: EpochMs | null }): boolean =>
    matchedAtMs === null || matchedAtMs >= sinceSeconds * 1000
  const { legs, withoutId, unreadable } = read.value
  const value = { legs: legs.filter(isSince), withoutId, unreadable: unreadable.filter(isSince) }
  return { ...read, value }
}

/** More ids than a market item can hold legs are a fault of the caller. */
const MAX_IDS = 400
const IDS_AT_ONCE = 5

/** Trades by id, whatever their age. An id the venue does not know has no legs in the answer. */
export async function readTradesById(
  pages: TradePages,
  ids: readonly TradeId[],
  signed: Signed = NOTHING_SIGNED,
): Promise<Read<Trades>> {
  const asOf = pages.clock.nowMs()
  const wanted = [...new Set(ids)]
  const budget = pages.budget(pages.limits.readDeadlineMs)
  if (wanted.length > MAX_IDS) return unknown(`${wanted.length} trade ids asked for, at most ${MAX_IDS}`)
  const parts: Trades[] = []
  for (const some of chunksOf(wanted, IDS_AT_ONCE)) {
    const reads = await Promise.all(some.map((id) => readAll(pages, { id }, signed, budget)))
    for (const read of reads) {
      if (!read.ok) return read
      parts.push(read.value)
    }
  }
  return known(joinedTrades(parts), asOf)
}

const readAll = (
  pages: TradePages,
  filter: TradeFilter,
  signed: Signed,
  budget: TimeBudget,
): Promise<Read<Trades>> =>
  readStable(pagerOf(pages, filter), (records) => interpretTrades(records, pages.me, signed), budget)

/**
 * A record that cannot be read is named, and the others count. The same leg on two pages is one leg, as last read; with
 * two sizes or prices it contradicts itself and cannot be read. Two readings are alike when they hold the same legs,
 * however far each has settled.
 */
export function interpretTrades(
  records: readonly unknown[],
  me: Identity,
  signed: Signed = NOTHING_SIGNED,
): Interpreted<Trades> {
  const legs = new Map<string, SeenLeg>()
  const withoutId = new Map<string, LegWithoutId>()
  const unreadable = new UnreadableRecords<UnreadableLeg>()
  const spoilt = new Set<string>()
  for (const raw of records) {
    const record = parseTradeRecord(raw, me, signed)
    if (record.is === 'withoutId')
      for (const leg of record.legs) withoutId.set(`${leg.orderId} ${leg.raw}`, leg)
    if (record.is !== 'ours') continue
    for (const leg of record.legs) {
      const before = legs.get(legKey(leg))
      legs.set(legKey(leg), leg)
      if (before === undefined || sameFill(before, leg)) continue
      unreadable.set(contradiction(before, leg))
      spoilt.add(legKey(leg))
    }
    for (const leg of record.unreadable) {
      spoilt.add(leg.key)
      if (!unreadable.set(leg))
        return unknown(`hundreds of trades cannot be read and name no market: ${leg.raw}`)
    }
  }
  for (const key of spoilt) legs.delete(key)
  const identity = JSON.stringify([
    [...legs.values()].map(fill).sort(),
    [...withoutId.keys()].sort(),
    [...spoilt].sort(),
  ])
  const value = {
    legs: [...legs.values()],
    withoutId: [...withoutId.values()],
    unreadable: unreadable.all,
  }
  return { ok: true, value, identity }
}

const contradiction = (before: SeenLeg, leg: SeenLeg): UnreadableLeg => ({
  key: legKey(leg),
  orderId: leg.orderId,
  market: leg.market,
  tokenId: leg.tokenId,
  matchedAtMs: leg.matchedAtMs,
  raw: `trade ${legKey(leg)} contradicts itself: ${fill(before)}, then ${fill(leg)}`,
})

const fill = (leg: SeenLeg): string =>
  [legKey(leg), leg.tokenId, leg.side, leg.sizeMicros, leg.priceMicros, leg.notionalMicros].join(' ')

const sameFill = (a: SeenLeg, b: SeenLeg): boolean => fill(a) === fill(b)
