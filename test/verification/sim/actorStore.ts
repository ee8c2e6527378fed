import type { Outcome } from '../../../shared/domain/outcome.ts'
import { type Read, unknown } from '../../../shared/domain/read.ts'
import type { TokenId } from '../../../shared/domain/units.ts'
import type { HaltCheck, Lease, LeaseCheck, Store } from '../../../shared/ports/store.ts'
import type { MemoryStore } from '../../support/memoryStore.ts'
import type { Actor } from './actor.ts'

/** The table as the simulation keeps it, and who is informed of each write. */
export interface SharedTable {
  readonly store: MemoryStore
  /** Edits of the control item so far: one that arrives late requires the mark it had read. */
  edits: number
  readonly wrote: (what: keyof Store, by: Actor, of?: Written) => void
}

/** A write to an outcome's item, and how the table answered it: whether that answer arrives is another matter. */
export interface Written {
  readonly tokenId: TokenId
  readonly is: string
}

/** The table as one process reaches it over a network that loses, delays and repeats. */
export function createActorStore(actor: Actor, table: SharedTable): Store {
  const { store } = table
  const seen = (effect: () => Promise<unknown>, what: keyof Store, tokenId?: TokenId) => async () => {
    const value = await effect()
    table.wrote(what, actor, tokenId === undefined ? undefined : { tokenId, is: (value as Written).is })
    return value
  }
  const read = <T>(name: string, effect: () => Promise<T>) => {
    const asOf = actor.clock.nowMs()
    const stamped = async (): Promise<T> => {
      const value = await effect()
      return { ...value, asOf }
    }
    return actor.call<T>({ name, kind: 'read', effect: stamped, unknown: (why) => unknown(why) as T })
  }
  const write = <T>(name: keyof Store, effect: () => Promise<T>, tokenId?: TokenId) =>
    actor.call<T>({
      name,
      kind: 'write',
      effect: seen(effect, name, tokenId) as () => Promise<T>,
      unknown: (why) => ({ is: 'unknown', why }) as T,
    })
  const edit = <T>(name: keyof Store, effect: () => Promise<T>) => {
    const mark = table.edits
    const counted = () => countingEdit(table, effect)
    return actor.call<T>({
      name,
      kind: 'write',
      effect: seen(counted, name) as () => Promise<T>,
      lateEffect: async () => (table.edits === mark ? await seen(counted, name)() : null),
      unknown: (why) => ({ is: 'unknown', why }) as T,
    })
  }
  return {
    acquire: (outcome, at) => write('acquire', () => store.acquire(outcome, at), outcome.tokenId),
    claim: (outcome, at) => write('claim', () => store.claim(outcome, at)),
    renew: (lease) => write('renew', () => store.renew(lease)),
    commit: (lease, rev, state, ...unlatched) =>
      write('commit', () => store.commit(lease, rev, state, ...unlatched), lease.tokenId),
    putUnlatched: (lease, unlatched) => write('putUnlatched', () => store.putUnlatched(lease, unlatched)),
    look: (leases) => lookAt(actor, store, leases),
    release: (lease, ahead) => write('release', () => store.release(lease, ahead)),
    control: () => read('control', () => store.control()),
    haltCheck: (sibling) => lookBeside(actor, store, sibling),
    marketItems: () => read('marketItems', () => store.marketItems()),
    waits: () => read('waits', () => store.waits()),
    putWait: (outcome, rev, wait) => write('putWait', () => store.putWait(outcome, rev, wait)),
    putLedger: (records) => write('putLedger', () => store.putLedger(records)),
    ledgerFill: (market, key) => read('ledgerFill', () => store.ledgerFill(market, key)),
    ledgerOrder: (market, id) => read('ledgerOrder', () => store.ledgerOrder(market, id)),
    ledgerLateFills: (market, id) => read('ledgerLateFills', () => store.ledgerLateFills(market, id)),
    adoptions: (outcome) => read('adoptions', () => store.adoptions(outcome)),
    ledger: (market, limit) => read('ledger', () => store.ledger(market, limit)),
    latchMessage: (reason, id) => write('latchMessage', () => store.latchMessage(reason, id)),
    latchIfArmed: (reason, id) => write('latchIfArmed', () => store.latchIfArmed(reason, id)),
    latchCondition: (reason, id) => write('latchCondition', () => store.latchCondition(reason, id)),
    latchFlip: (reason, seq) => write('latchFlip', () => store.latchFlip(reason, seq)),
    stopDone: (seq, slackMs) => write('stopDone', () => store.stopDone(seq, slackMs)),
    resume: (seq) => edit('resume', () => store.resume(seq)),
    arm: () => edit('arm', () => store.arm()),
    disarm: () => edit('disarm', () => store.disarm()),
    drain: (on, market) => edit('drain', () => store.drain(on, market)),
    endDrain: () => edit('endDrain', () => store.endDrain()),
    requestFlatten: (request) => edit('requestFlatten', () => store.requestFlatten(request)),
    dropFlatten: (seq) => edit('dropFlatten', () => store.dropFlatten(seq)),
  }
}

async function countingEdit<T>(table: SharedTable, effect: () => Promise<T>): Promise<T> {
  const value = await effect()
  if (['written', 'armed'].includes((value as { is: string }).is)) table.edits += 1
  return value
}

const lookAt = (actor: Actor, store: MemoryStore, leases: readonly Lease[]): Promise<readonly LeaseCheck[]> =>
  actor.call<readonly LeaseCheck[]>({
    name: 'look',
    kind: 'read',
    effect: () => store.look(leases),
    unknown: (why) => leases.map(() => ({ is: 'unknown', why })),
  })

/** Control item and the other outcome's item, in one batch of reads. */
function lookBeside(actor: Actor, store: MemoryStore, sibling: Outcome): Promise<HaltCheck> {
  const asOf = actor.clock.nowMs()
  const stamped = <T>(read: Read<T>): Read<T> => (read.ok ? { ...read, asOf } : read)
  return actor.call<HaltCheck>({
    name: 'haltCheck',
    kind: 'read',
    effect: async () => {
      const look = await store.haltCheck(sibling)
      return { control: stamped(look.control), sibling: stamped(look.sibling) }
    },
    unknown: (why) => ({ control: unknown(why), sibling: unknown(why) }),
  })
}
