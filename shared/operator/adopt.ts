import type { Position } from '../accounting/position.ts'
import { isRunning } from '../domain/control.ts'
import { legKey, type SeenLeg } from '../domain/leg.ts'
import { isClosed, isDead, mayBeLive } from '../domain/order.ts'
import { isSameOutcome, type Outcome } from '../domain/outcome.ts'
import type { StackSettings } from '../domain/settings.ts'
import { type EpochMs, type MonotonicMs, monotonicMs, type TokenId } from '../domain/units.ts'
import { idsOf } from '../engine/cancelOrders.ts'
import { readTruth, type VenueTruth } from '../engine/rebuild.ts'
import { expirySlackOf } from '../engine/stop/expirySlack.ts'
import { initialState, withPosition } from '../machine/initialState.ts'
import { MAX_SET_ASIDE, type ManuallySettled, type MarketState } from '../machine/state.ts'
import { tallyFrom } from '../machine/tally.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'
import type { Ports } from '../ports/ports.ts'
import type { LedgerRecord, MarketWait } from '../ports/store.ts'
import { wholeSecond } from '../reconcile/wholeSecond.ts'
import type { AdoptRequest } from './adoptRequest.ts'
import { bookAdoption } from './bookAdoption.ts'
import { knownBefore } from './knownBefore.ts'
import { whyNotWrittenOff } from './writeOff.ts'

export type Adopted =
  | { readonly is: 'adopted'; readonly state: MarketState }
  | {
      readonly is: 'refused'
      readonly why: string
      /** Only because a tick holds the lease: it ends within a minute. */
      readonly busy?: true
      /** Only because the history is long: what was read is kept, and asked again it continues from there. */
      readonly reading?: true
    }

/** For one attempt, where the caller names no end: well within the life of its lease. */
const READ_MS = 20_000

/**
 * The operator settles what the bot will not guess: the item is written again from the venue's truth, at a moment from
 * which on every fill is ours to judge again. Only while nothing runs and no order may be live; everything the item
 * knew goes to the ledger first.
 *
 * A long history is read in pieces, until `by`: then it is refused with its progress, and continues when asked again.
 */
export async function adopt(
  ports: Ports,
  stack: StackSettings,
  request: AdoptRequest,
  by: MonotonicMs = monotonicMs(ports.clock.monotonicMs() + READ_MS),
): Promise<Adopted> {
  const { store, clock } = ports
  const control = await store.control()
  if (!control.ok) return refused(`the control item cannot be read: ${control.unknown}`)
  if (isRunning(control.value)) return refused('the stack is running: halt it first')

  const acquired = await store.acquire(request, { nowMs: clock.nowMs(), leaseMs: stack.leaseMs })
  if (acquired.is === 'busy') {
    // Without a claim the ticks would never let go of it.
    await store.claim(request, { nowMs: clock.nowMs(), atMs: clock.nowMs() })
    return { is: 'refused', why: 'a tick is running: try again', busy: true }
  }
  if (acquired.is !== 'held') return refused(`the item is ${acquired.is}: see "npx bot status"`)
  const { lease, rev, state } = acquired
  const adopted = await adoptUnderLease(ports, stack, request, state, by)
  if (adopted.is === 'adopted') {
    const wrote = await store.commit(lease, rev, adopted.state)
    if (wrote.is !== 'written') return refused(`the item was not written (${wrote.is}): run it again`)
  }
  await store.release(lease)
  return adopted
}

async function adoptUnderLease(
  ports: Ports,
  stack: StackSettings,
  request: AdoptRequest,
  before: MarketState | null,
  by: MonotonicMs,
): Promise<Adopted> {
  const bar = await whyMayLive(ports, stack, request, before)
  if (bar !== null) return refused(bar)
  // Its last fills may show a minute late: books written without them would never have them.
  const unsettled = before?.orders.find((order) => isDead(order) && !isClosed(order) && order.stuck !== true)
  if (unsettled !== undefined) return refused(`order ${unsettled.id} is not settled: try again in a minute`)
  const place = await adoptPlace(ports, request)
  const untilMs = wholeSecond(ports.clock.nowMs())
  const read = await readTruth(ports, request, {
    place: place.history,
    untilMs,
    by,
    setAside: request.unreadable === true,
    signed: new Set(before?.orders.flatMap(idsOf)),
    byBalance: request.unsettled === true,
  })
  await place.keep(read.is === 'known' ? null : read.place, read.is === 'known' ? '' : read.why)
  if (read.is === 'not yet') {
    return read.reading === true
      ? { is: 'refused', why: read.why, reading: true }
      : refused(
          read.record === true
            ? `${read.why}: with --unreadable it is set aside, and the balance decides`
            : read.why,
        )
  }
  const { truth, fromMs } = read
  const atMs = ports.clock.nowMs()
  const known = knownBefore(truth, stack, before)
  const booked = bookAdoption(request, truth, known, atMs)
  if ('why' in booked) return refused(booked.why)

  const adoption = adoptionOf(request, { known, position: booked.position, atMs, fromMs })
  const records = [...ledgerRecordsBefore(before, truth.handSettled), ...booked.records, adoption]
  const kept = await ports.store.putLedger(records)
  if (kept.is !== 'written') return refused('the ledger could not be written: run it again')
  const nowMs = ports.clock.nowMs()
  const { info, flooredMicros } = truth
  const fresh = initialState({ ...request, wallet: stack.wallet, info, nowMs })
  const since = { adoptedAtMs: fromMs, tradesReadAtMs: fromMs, foldedUntilMs: nowMs }
  const handSettled = truth.handSettled.map(asHandSettled)
  const begun = {
    ...fresh,
    ...ofTheMarket(before, request.tokenId),
    ...since,
    ...setAside(truth, before),
    tally: tallyFrom(flooredMicros),
    ...(handSettled.length === 0 ? {} : { handSettled }),
  }
  return { is: 'adopted', state: withPosition(begun, booked.position) }
}

/** Why an order in the item may still be live; null: none, or the operator gives up those that can have no life any more. */
async function whyMayLive(
  ports: Ports,
  stack: StackSettings,
  { undecided }: AdoptRequest,
  before: MarketState | null,
): Promise<string | null> {
  const living = before?.orders.filter(mayBeLive) ?? []
  const [first] = living
  if (first === undefined) return null
  if (undecided === true) {
    return whyNotWrittenOff(ports, living, expirySlackOf(stack, before === null ? [] : [before]))
  }
  return (
    `order ${first.id} may still be live: wait until STOP is done. ` +
    'If it is past its expiry and the STOP never completes, "npx bot adopt --undecided" writes it off'
  )
}

/** What was seen of the market and how it is traded does not concern our records: prices age, and limits hold, anyway. */
function ofTheMarket(before: MarketState | null, tokenId: TokenId): Partial<MarketState> {
  if (before?.tokenId !== tokenId) return {}
  const { lastGoodMid, doubtedBids, contradiction, tradedUnder, rules } = before
  return {
    lastGoodMid,
    ...(doubtedBids === undefined ? {} : { doubtedBids }),
    ...(contradiction === undefined ? {} : { contradiction }),
    ...(tradedUnder === undefined ? {} : { tradedUnder }),
    ...(rules === undefined ? {} : { rules }),
  }
}

/** What was settled before stays settled, and what is settled now is added. */
function setAside({ unreadable }: VenueTruth, before: MarketState | null): Pick<MarketState, 'setAside'> {
  const keys = [...new Set([...(before?.setAside ?? []), ...unreadable])]
  return keys.length === 0 ? {} : { setAside: keys.slice(-MAX_SET_ASIDE) }
}

/** What was read of the history by an attempt before this one, and where this one keeps what it has read. */
async function adoptPlace({ store, clock }: Ports, outcome: Outcome) {
  const read = await store.waits()
  const found = read.ok ? read.value.find((each) => isSameOutcome(each, outcome)) : undefined
  const before = found?.wait ?? null
  return {
    history: before?.history ?? null,
    async keep(history: HistoryPlace | null, why: string): Promise<void> {
      const nowMs = clock.nowMs()
      const wait: MarketWait | null =
        history === null ? null : { of: 'adopt', sinceMs: nowMs, progressAtMs: nowMs, why, history }
      if (read.ok && (wait !== null || before !== null)) await store.putWait(outcome, found?.rev ?? 0, wait)
    },
  }
}

/** The record of it: what it brought or took apart from the fills, and what the records are from here on. */
const adoptionOf = (
  { market, tokenId, resolved, priceMicros, broughtMicros }: AdoptRequest,
  of: {
    readonly known: Position
    readonly position: Position
    readonly atMs: EpochMs
    readonly fromMs: EpochMs
  },
): LedgerRecord => {
  const { known, position, atMs, fromMs } = of
  const adjustment = {
    sizeMicros: position.sizeMicros - known.sizeMicros,
    costMicros: position.costMicros - known.costMicros,
    realisedMicros: position.realisedMicros - known.realisedMicros,
  }
  // A price that was stated for shares that were there anyway is not the adjustment’s.
  const ofGone = adjustment.sizeMicros < 0 && !resolved ? (broughtMicros ?? null) : null
  const stated = adjustment.sizeMicros > 0 ? priceMicros : ofGone
  return {
    kind: 'adoption',
    market,
    adoption: { market, tokenId, atMs, fromMs, ...adjustment, priceMicros: stated, position },
  }
}

/** What the old item knew: nothing is forgotten that was a fill or an order of ours. */
export const ledgerRecordsBefore = (
  before: MarketState | null,
  handSettled: readonly SeenLeg[],
): readonly LedgerRecord[] =>
  before === null
    ? []
    : [
        ...before.legs.map((leg): LedgerRecord => {
          const status = handSettled.find((each) => legKey(each) === legKey(leg))?.status ?? leg.status
          return { kind: 'fill', market: before.market, leg: { ...leg, status }, orderLeft: true }
        }),
        ...before.orders.map((order): LedgerRecord => ({ kind: 'order', market: before.market, order })),
      ]

const asHandSettled = ({ tradeId, orderId, status }: SeenLeg): ManuallySettled => ({
  tradeId,
  orderId,
  status: status === 'CONFIRMED' ? 'CONFIRMED' : 'FAILED',
})

const refused = (why: string): Adopted => ({ is: 'refused', why })
