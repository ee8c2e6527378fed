import { type LegWithoutId, legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, epochMs, type TradeId } from '../domain/units.ts'
import { type Pager, parseClobPage, readStable, type Unknown } from './pages.ts'
import { askRead, type Budget, createBudget, type Identity, type Session } from './session.ts'
import { parseTradeRow } from './tradeRow.ts'

/**
 * Our legs since an instant, of every market. The venue stamps whole seconds and does not document whether its
 * `after` includes the instant: it is asked a second earlier, and legs are kept from the second of the instant on.
 */
export async function readTrades(session: Session, sinceMs: EpochMs): Promise<Read<Trades>> {
  const sinceSeconds = Math.max(0, Math.floor(sinceMs / 1000))
  const after = sinceSeconds > 1 ? { after: String(sinceSeconds - 1) } : {}
  const read = await readAll(session, after, createBudget(session.limits.readDeadlineMs))
  if (!read.ok) return read
  const legs = read.value.legs.filter((leg) => leg.matchedAtMs >= sinceSeconds * 1000)
  return { ...read, value: { ...read.value, legs } }
}

/** More ids than a market item can hold legs are a fault of the caller. */
const MAX_IDS = 400
const IDS_AT_ONCE = 5

/** Trades by id, whatever their age. An id the venue does not know has no legs in the answer. */
export async function readTradesById(session: Session, ids: readonly TradeId[]): Promise<Read<Trades>> {
  const asOf = session.clock.nowMs()
  const wanted = [...new Set(ids)]
  const budget = createBudget(session.limits.readDeadlineMs)
  if (wanted.length > MAX_IDS) return unknown(`${wanted.length} trade ids asked for, at most ${MAX_IDS}`)
  const legs: SeenLeg[] = []
  const withoutId: LegWithoutId[] = []
  for (let from = 0; from < wanted.length; from += IDS_AT_ONCE) {
    const reads = await Promise.all(
      wanted.slice(from, from + IDS_AT_ONCE).map((id) => readAll(session, { id }, budget)),
    )
    for (const read of reads) {
      if (!read.ok) return read
      legs.push(...read.value.legs)
      withoutId.push(...read.value.withoutId)
    }
  }
  return known({ legs, withoutId, unreadable: [] }, asOf)
}

async function readAll(
  session: Session,
  filter: { readonly after?: string; readonly id?: string },
  budget: Budget,
): Promise<Read<Trades>> {
  const asOf = epochMs(session.clock.nowMs())
  const pager: Pager = {
    limits: session.limits,
    parse: parseClobPage,
    fetch: (cursor, left) =>
      askRead(session, () => session.client.getTradesPaginated(filter, cursor ?? undefined), left),
  }
  const read = await readStable(pager, (rows) => interpretTrades(rows, session.me), budget)
  return read.ok ? known(read.value, asOf) : read
}

/**
 * All rows or nothing. The same leg on two pages is one leg, as last read; with two sizes or prices it is a
 * contradiction. Two readings are alike when they hold the same legs, however far each has settled.
 */
export function interpretTrades(
  rows: readonly unknown[],
  me: Identity,
): { ok: true; value: Trades; identity: string } | Unknown {
  const legs = new Map<string, SeenLeg>()
  const withoutId = new Map<string, LegWithoutId>()
  for (const raw of rows) {
    const row = parseTradeRow(raw, me)
    if (row.is === 'bad') return unknown(row.why)
    if (row.is === 'withoutId') for (const leg of row.legs) withoutId.set(`${leg.orderId} ${leg.raw}`, leg)
    if (row.is !== 'ours') continue
    for (const leg of row.legs) {
      const before = legs.get(legKey(leg))
      if (before !== undefined && !sameFill(before, leg))
        return unknown(`trade ${legKey(leg)} contradicts itself`)
      legs.set(legKey(leg), leg)
    }
  }
  const identity = JSON.stringify([[...legs.values()].map(fill).sort(), [...withoutId.keys()].sort()])
  return {
    ok: true,
    value: { legs: [...legs.values()], withoutId: [...withoutId.values()], unreadable: [] },
    identity,
  }
}

const fill = (leg: SeenLeg): string =>
  [legKey(leg), leg.tokenId, leg.side, leg.sizeMicros, leg.priceMicros, leg.notionalMicros].join(' ')

const sameFill = (a: SeenLeg, b: SeenLeg): boolean => fill(a) === fill(b)
