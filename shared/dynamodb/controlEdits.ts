import { type FlattenRequest, LEAST_EXPIRY_SLACK_MS, LONGEST_LIFE_MS } from '../domain/control.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import { ARMING, drainedMarkets } from '../ports/controlProtocol.ts'
import type { Armed, WriteResult } from '../ports/store.ts'
import { marketListIn, validCounters } from './controlItem.ts'
import { type Attributes, get, type Table, type Updated, update } from './requests.ts'
import { newerSchema } from './storedSchema.ts'
import { controlKey, SCHEMA } from './table.ts'
import { assigned } from './write.ts'

/**
 * What operators write on the control item. Each edit carries a fresh `editId` and requires the one it read: so a
 * retry of ours is distinguished from a rival, and a request that the network delivers late, after a later edit, changes
 * nothing. Without it an `arm` could land after the `disarm` that followed. Where there is no item, the condition of
 * every edit but `arm` fails.
 */
interface Edit {
  readonly set: Attributes
  readonly remove?: readonly string[]
  readonly condition: string
  readonly values?: Attributes
}

/** Retries after another operator's edit in between; after that the edit is theirs. */
const MAX_ROUNDS = 3

/** No counter is ever this: broken ones are for a latch to repair, not for `arm` to continue from. */
const NO_SEQ = -1

/**
 * Armed and halted in one write: a STOP of its own, which ends by `resume` like any other. Only an item that is not
 * armed and without an active STOP; a drain ended with the disarming it led to.
 */
export async function writeArmed(table: Table): Promise<Armed> {
  // Who is armed is armed for one stage: the other finds an item that is not its own.
  const stage: Attributes = table.stage === undefined ? {} : { stage: table.stage }
  const isOurs = table.stage === undefined ? '' : ' AND (attribute_not_exists(#stage) OR #stage = :stage)'
  const begun = {
    ...stage,
    armed: true,
    halted: true,
    drain: false,
    codes: new Set(['ARMING']),
    messages: [ARMING],
  }
  let haltSeq = 1
  const wrote = await edit(table, 'arm', (item) => {
    if (item === null)
      return {
        set: { ...begun, haltSeq: 1, doneSeq: 0, clearedSeq: 0, schema: SCHEMA },
        condition: 'attribute_not_exists(#sk)',
      }
    const seen = validCounters(item)?.haltSeq ?? NO_SEQ
    haltSeq = seen + 1
    return {
      set: { ...begun, haltSeq },
      condition: `attribute_exists(#sk) AND NOT #armed = :armed AND #halted = :false
        AND #haltSeq = :seen AND #clearedSeq = :seen${isOurs}`,
      values: { ':false': false, ':seen': seen },
    }
  })
  return wrote.is === 'written' ? { is: 'armed', haltSeq } : wrote
}

export const writeDisarmed = (table: Table): Promise<WriteResult> =>
  edit(table, 'disarm', () => ({ set: { armed: false }, condition: 'attribute_exists(#sk)' }))

export const writeDrain = (table: Table, on: boolean): Promise<WriteResult> =>
  edit(table, 'drain', () => ({ set: { drain: on }, condition: 'attribute_exists(#sk)' }))

/** What was typed there and is no list drains the whole stack, and goes on doing so when a list takes its place. */
export const writeMarketDrain = (table: Table, market: MarketId, on: boolean): Promise<WriteResult> =>
  edit(table, 'drainMarket', (item) => {
    const before = item === null ? undefined : item['drainMarkets']
    const markets = drainedMarkets(marketListIn(before) ?? [], market, on)
    const drain: Attributes = marketListIn(before) === null ? { drain: true } : {}
    const condition = 'attribute_exists(#sk)'
    return markets.length === 0
      ? { set: drain, remove: ['drainMarkets'], condition }
      : { set: { ...drain, drainMarkets: [...markets] }, condition }
  })

/** The drain and the run are checked as they are at the write, not as a tick has seen them. */
export const endDrain = (table: Table): Promise<WriteResult> =>
  edit(table, 'endDrain', () => ({
    set: { armed: false },
    condition:
      'attribute_exists(#drain) AND NOT #drain = :false AND #armed = :true AND #halted = :false AND #haltSeq = #clearedSeq',
    values: { ':false': false, ':true': true },
  }))

export const writeResumed = (table: Table, seq: number): Promise<WriteResult> =>
  edit(table, 'resume', () => ({
    set: { halted: false, clearedSeq: seq },
    remove: ['codes', 'messages', 'flatten', 'handSinceMs', 'handClearedSeq', 'restoredAtMs'],
    condition: '#haltSeq = :clearedSeq AND #doneSeq = :clearedSeq AND #clearedSeq < :clearedSeq',
  }))

/** Also refused once that STOP is cleared: a request that outlived its halt could sell in the next. */
export const requestFlatten = (table: Table, request: FlattenRequest): Promise<WriteResult> =>
  edit(table, 'requestFlatten', () => ({
    set: { flatten: { ...request, markets: [...request.markets] } },
    condition: '#haltSeq = :seq AND #doneSeq = :seq AND #clearedSeq < :seq',
    values: { ':seq': request.seq },
  }))

export const dropFlatten = (table: Table, seq: number): Promise<WriteResult> =>
  edit(table, 'dropFlatten', () => ({
    set: {},
    remove: ['flatten'],
    condition: '#flatten.#seq = :seq',
    values: { ':seq': seq },
  }))

/**
 * No edit and no mark: its own condition still holds after it, so a retry writes the same again. Refused means
 * superseded by a newer STOP, a `resume` or a flatten of this one; or a table that was restored too short a time ago.
 */
export async function stopDone(
  table: Table,
  seq: number,
  expirySlackMs = LEAST_EXPIRY_SLACK_MS,
  handSinceMs?: EpochMs,
): Promise<WriteResult> {
  const nowMs = table.clock.nowMs()
  const done = await update(table, {
    what: 'stopDone',
    key: controlKey,
    // Of the first end in this halt, and distinguished by the number it must end with from what an earlier one left behind.
    update:
      'SET #doneSeq = :seq, #handSinceMs = if_not_exists(#handSinceMs, :now), #handClearedSeq = if_not_exists(#handClearedSeq, #clearedSeq)',
    condition: `#haltSeq = :seq AND #clearedSeq < :seq AND NOT #flatten.#seq = :seq AND #schema <= :schema
      AND NOT #restoredAtMs >= :livesSince`,
    values: {
      ':seq': seq,
      ':schema': SCHEMA,
      ':now': handSinceMs ?? nowMs,
      ':livesSince': nowMs - LONGEST_LIFE_MS - expirySlackMs,
    },
  })
  if (done.is === 'done') return { is: 'written' }
  return done.is === 'refused' ? { is: 'lost' } : { is: 'unknown', why: done.why }
}

async function edit(
  table: Table,
  what: string,
  editOf: (item: Attributes | null) => Edit,
): Promise<WriteResult> {
  const editId = table.newId()
  let read = await get(table, what, controlKey)
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (read.is === 'unknown') return read
    const item = read.value
    if (item !== null && newerSchema(item) !== null)
      return {
        is: 'unknown',
        why: `${what}: the control item was written by newer code: deploy that version`,
      }
    const wanted = editOf(item)
    const written = await writeEdit(table, { what, wanted, editId, seen: item?.['editId'] })
    if (written.is === 'done') return { is: 'written' }
    if (written.is !== 'refused') return { is: 'unknown', why: written.why }

    read = await get(table, what, controlKey)
    if (read.is === 'unknown') return read
    if (read.value?.['editId'] === editId) return { is: 'written' }
    if (sameEdit(read.value, item)) return { is: 'lost' }
  }
  return { is: 'lost' }
}

/** Nobody edited in between: it was the condition of the edit itself that failed. */
const sameEdit = (now: Attributes | null, before: Attributes | null): boolean =>
  (now === null) === (before === null) && now?.['editId'] === before?.['editId']

function writeEdit(
  table: Table,
  edit: { readonly what: string; readonly wanted: Edit; readonly editId: string; readonly seen: unknown },
): Promise<Updated> {
  const { set, remove = [], condition, values = {} } = edit.wanted
  const wanted = assigned({ ...set, editId: edit.editId })
  const removal = remove.length === 0 ? '' : ` REMOVE ${remove.map((name) => `#${name}`).join(', ')}`
  const onSeen = edit.seen === undefined ? 'attribute_not_exists(#editId)' : '#editId = :seenEditId'
  return update(table, {
    what: edit.what,
    key: controlKey,
    update: `SET ${wanted.text}${removal}`,
    condition: `${condition} AND ${onSeen}`,
    values: {
      ...values,
      ...wanted.values,
      ...(edit.seen === undefined ? {} : { ':seenEditId': edit.seen }),
    },
  })
}
