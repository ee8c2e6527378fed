import {
  acquiredAs,
  claimedAs,
  holds,
  lookedAs,
  refusalOf,
  renewedAs,
  storedAs,
} from '../../desk/replay/leaseEdits.ts'
import type { Control, ControlItem, UnlatchedStop } from '../../shared/domain/control.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import type { Order } from '../../shared/domain/order.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { epochMs, type MarketId, marketId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { type ControlCall, type ControlChange, controlProtocol } from '../../shared/ports/controlProtocol.ts'
import type {
  AcquireAt,
  Acquired,
  ClaimAt,
  Claimed,
  Committed,
  HaltCheck,
  Lease,
  LeaseCheck,
  LedgerRecord,
  MarketItem,
  MarketWait,
  Renewed,
  Store,
  StoredWait,
  WriteResult,
} from '../../shared/ports/store.ts'
import {
  adoptionsIn,
  itemKeyOf,
  lateFillsIn,
  ledgerKey,
  NO_ITEM,
  type StoredItem,
  stateOf,
  unlatchedOf,
} from './storedItem.ts'

/** 'before': nothing is written and nobody can tell. 'after': it is written, the reply is lost. */
export type Fault = 'before' | 'after' | null
export type Operation = Exclude<keyof Store, never>

/**
 * The store in memory: each call one step, each write on the very condition the table checks. What is put in and
 * taken out is a copy, as JSON would make it.
 */
export class MemoryStore implements Store {
  control_: Control | null = null
  /** Of the messages that were counted; on the table they are next to the control item. */
  messageIds: readonly string[] = []
  /** A market's first outcome under the market itself, its other one under `outcomeKey`. */
  readonly items = new Map<string, StoredItem>()
  readonly records = new Map<string, LedgerRecord>()
  /** Every call in the order it was made. */
  readonly calls: Operation[] = []
  /** Which fault this call has; asked once a call. */
  fault: (operation: Operation) => Fault = () => null
  /** Runs before each call: where a test lets somebody else come first. */
  before: (operation: Operation) => void = () => undefined
  readonly #clock: Pick<Clock, 'nowMs'>
  #leases = 0

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock
  }

  #keyOf = (outcome: Outcome): string => itemKeyOf(outcome, this.items)

  async acquire(outcome: Outcome, at: AcquireAt): Promise<Acquired> {
    const fault = this.#begin('acquire')
    if (fault === 'before') return { is: 'unknown', why: 'acquire: no answer' }
    const item = this.items.get(this.#keyOf(outcome)) ?? NO_ITEM
    if (item.schema > 1) return { is: 'newerSchema', schema: item.schema }
    const refusal = refusalOf(item, at)
    if (refusal !== null) return refusal
    this.#leases += 1
    const acquired = acquiredAs(item, outcome, `lease-${this.#leases}`, at)
    const { lease } = acquired
    this.items.set(this.#keyOf(outcome), { ...acquired.item, tokenId: outcome.tokenId })
    if (fault === 'after') return { is: 'unknown', why: 'acquire: reply lost' }
    return { is: 'held', lease, rev: item.rev, state: copy(item.state), ...unlatchedOf(item) }
  }

  async claim(outcome: Outcome, at: ClaimAt): Promise<Claimed> {
    this.#leases += 1
    const id = `claim-${this.#leases}`
    const wrote = this.#write('claim', () => {
      const item = claimedAs(this.items.get(this.#keyOf(outcome)) ?? NO_ITEM, id, at)
      if (item !== null) this.items.set(this.#keyOf(outcome), item)
      return item !== null
    })
    if (wrote.is === 'unknown') return wrote
    return wrote.is === 'written' ? { is: 'claimed', id } : { is: 'late' }
  }

  async renew(lease: Lease): Promise<Renewed> {
    const wrote = this.#write('renew', () => {
      const item = this.items.get(this.#keyOf(lease))
      return item !== undefined && holds(item, lease)
    })
    return wrote.is === 'written' ? { is: 'written', ...this.#renewed(lease) } : wrote
  }

  /** As of the one that holds it. */
  #renewed(lease: Lease) {
    const before = this.items.get(this.#keyOf(lease)) ?? NO_ITEM
    const { item, ...renewed } = renewedAs(before, lease, this.#clock.nowMs())
    this.items.set(this.#keyOf(lease), item)
    return renewed
  }

  async commit(
    lease: Lease,
    rev: number,
    state: MarketState,
    unlatched?: readonly UnlatchedStop[],
  ): Promise<Committed> {
    const fault = this.#begin('commit')
    if (fault === 'before') return { is: 'unknown', why: 'commit: no answer' }
    const item = this.items.get(this.#keyOf(lease))
    if (item === undefined || !holds(item, lease) || item.rev !== rev) return { is: 'lost' }
    const kept = unlatched === undefined ? {} : { unlatched }
    this.items.set(this.#keyOf(lease), { ...item, rev: rev + 1, state: copy(state), ...kept })
    const renewed = this.#renewed(lease)
    return fault === 'after'
      ? { is: 'unknown', why: 'commit: reply lost' }
      : { is: 'written', rev: rev + 1, ...renewed }
  }

  async putUnlatched(lease: Lease, unlatched: readonly UnlatchedStop[]): Promise<WriteResult> {
    return this.#write('putUnlatched', () => {
      const item = this.items.get(this.#keyOf(lease))
      if (item === undefined || !holds(item, lease)) return false
      this.items.set(this.#keyOf(lease), { ...item, unlatched })
      return true
    })
  }

  async look(leases: readonly Lease[]): Promise<readonly LeaseCheck[]> {
    const looked = this.#read('look', () =>
      leases.map((lease) =>
        lookedAs(this.items.get(this.#keyOf(lease)) ?? NO_ITEM, lease, this.#clock.nowMs()),
      ),
    )
    return looked.ok ? looked.value : leases.map(() => ({ is: 'unknown', why: looked.unknown }))
  }

  async release(
    lease: Lease,
    ahead?: { readonly rev: number; readonly state: MarketState },
  ): Promise<WriteResult> {
    return this.#write('release', () => {
      const item = this.items.get(this.#keyOf(lease))
      if (item?.leaseId === null && item.fence === lease.fence) return true
      if (item === undefined || !holds(item, lease)) return false
      this.items.set(this.#keyOf(lease), { ...item, ...copy(storedAs(item, ahead)), leaseId: null })
      return true
    })
  }

  async control(): Promise<Read<ControlItem>> {
    return this.#read('control', () => this.control_ ?? 'absent')
  }

  async haltCheck(sibling: Outcome): Promise<HaltCheck> {
    const control = await this.control()
    const item = this.items.get(this.#keyOf(sibling))
    return { control, sibling: control.ok ? stateOf(item, control.asOf) : unknown(control.unknown) }
  }

  async marketItems(): Promise<Read<readonly MarketItem[]>> {
    return this.#read('marketItems', () =>
      [...this.items].map(([key, { state, schema, unlatched, tokenId = null, ...lease }]) => ({
        market: marketId(key.split('#')[0] ?? ''),
        tokenId: state?.tokenId ?? tokenId,
        ...unlatchedOf({ unlatched }),
        state: schema > 1 ? null : state,
        newerSchema: schema > 1,
        ...(lease.leaseId === null ? {} : { leasedUntilMs: epochMs(lease.leaseUntilMs) }),
      })),
    )
  }

  readonly waits_ = new Map<string, StoredWait>()
  async waits(): Promise<Read<readonly StoredWait[]>> {
    return this.#read('waits', () => [...this.waits_.values()])
  }
  async putWait({ market, tokenId }: Outcome, rev: number, wait: MarketWait | null): Promise<WriteResult> {
    return this.#write('putWait', () => {
      const key = this.#keyOf({ market, tokenId })
      if ((this.waits_.get(key)?.rev ?? 0) !== rev) return false
      this.waits_.set(key, copy({ market, tokenId, rev: rev + 1, wait }))
      return true
    })
  }

  /** A record that exists counts as written: records never change. */
  async putLedger(records: readonly LedgerRecord[]): Promise<WriteResult> {
    return this.#write('putLedger', () => {
      for (const record of records)
        if (!this.records.has(ledgerKey(record))) this.records.set(ledgerKey(record), copy(record))
      return true
    })
  }

  async ledgerFill(market: MarketId, key: string): Promise<Read<Leg | 'absent'>> {
    return this.#read('ledgerFill', () => {
      const record = this.records.get(`${market} fill ${key}`)
      return record?.kind === 'fill' ? record.leg : 'absent'
    })
  }

  async ledgerOrder(market: MarketId, id: string): Promise<Read<Order | 'absent'>> {
    return this.#read('ledgerOrder', () => {
      const record = this.records.get(`${market} order ${id}`)
      return record?.kind === 'order' ? record.order : 'absent'
    })
  }

  async ledgerLateFills(market: MarketId, orderId: string): Promise<Read<readonly Leg[]>> {
    return this.#read('ledgerLateFills', () => lateFillsIn(this.records, market, orderId))
  }

  async adoptions(outcome: Outcome) {
    return this.#read('adoptions', () => adoptionsIn(this.records, outcome))
  }

  async ledger(market: MarketId, limit: number) {
    return this.#read('ledger', () => {
      const records = [...this.records.values()].filter((record) => record.market === market)
      return { records: records.slice(0, limit), complete: records.length <= limit }
    })
  }

  latchMessage: Store['latchMessage'] = (reason, id) =>
    this.#change('latchMessage', controlProtocol.latchMessage(reason, id))
  latchIfArmed: Store['latchIfArmed'] = (reason, id) =>
    this.#change('latchIfArmed', controlProtocol.latchIfArmed(reason, id))
  latchCondition: Store['latchCondition'] = (reason, id) =>
    this.#change('latchCondition', controlProtocol.latchCondition(reason, id))
  latchFlip: Store['latchFlip'] = (reason, seenHaltSeq) =>
    this.#change('latchFlip', controlProtocol.latchFlip(reason, seenHaltSeq))
  stopDone: Store['stopDone'] = (seq, expirySlackMs, handSinceMs) =>
    this.#change('stopDone', controlProtocol.stopDone(seq, expirySlackMs, handSinceMs))
  resume: Store['resume'] = (seq) => this.#change('resume', controlProtocol.resume(seq))
  arm: Store['arm'] = () => this.#change('arm', controlProtocol.arm())
  disarm: Store['disarm'] = () => this.#change('disarm', controlProtocol.disarm())
  drain: Store['drain'] = (on, market) => this.#change('drain', controlProtocol.drain(on, market))
  endDrain: Store['endDrain'] = () => this.#change('endDrain', controlProtocol.endDrain())
  requestFlatten: Store['requestFlatten'] = (request) =>
    this.#change('requestFlatten', controlProtocol.requestFlatten(request))
  dropFlatten: Store['dropFlatten'] = (seq) => this.#change('dropFlatten', controlProtocol.dropFlatten(seq))

  #begin(operation: Operation): Fault {
    this.before(operation)
    this.calls.push(operation)
    return this.fault(operation)
  }

  #read<T>(operation: Operation, value: () => T): Read<T> {
    const asOf = this.#clock.nowMs()
    return this.#begin(operation) === null ? known(copy(value()), asOf) : unknown(`${operation}: no answer`)
  }

  #write(operation: Operation, write: () => boolean): WriteResult {
    const fault = this.#begin(operation)
    if (fault === 'before') return { is: 'unknown', why: `${operation}: no answer` }
    const wrote = write()
    if (fault === 'after') return { is: 'unknown', why: `${operation}: reply lost` }
    return { is: wrote ? 'written' : 'lost' }
  }

  async #change<Answer>(
    call: ControlCall,
    change: ControlChange<Answer>,
  ): Promise<Answer | { is: 'unknown'; why: string }> {
    const fault = this.#begin(call)
    if (fault === 'before') return { is: 'unknown', why: `${call}: no answer` }
    const { kept, answer } = change(
      { control: this.control_ ?? 'absent', ids: this.messageIds },
      this.#clock.nowMs(),
    )
    this.control_ = kept.control === 'absent' ? null : copy(kept.control)
    this.messageIds = kept.ids
    return fault === 'after' ? { is: 'unknown', why: `${call}: reply lost` } : answer
  }
}

const copy = <T>(value: T): T => structuredClone(value)
