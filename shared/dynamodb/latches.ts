import {
  type Control,
  MAX_MESSAGE_IDS,
  MAX_MESSAGES,
  mayJoinStop,
  type StopReason,
} from '../domain/control.ts'
import type { Latched } from '../ports/store.ts'
import {
  highestSeq,
  MAX_MESSAGE_CHARS,
  MAX_SEQ,
  messageIdsIn,
  parseControl,
  validCounters,
  withNewest,
} from './controlItem.ts'
import { type Attributes, get, type Table, type Updated, update } from './requests.ts'
import { newerSchema } from './storedSchema.ts'
import { controlKey, SCHEMA } from './table.ts'

/**
 * Latching a STOP. First one blind write that needs to know nothing. Only where the item refuses it (a condition,
 * ten messages already, a full list of ids, a type typed in by hand) is the item read and written as a whole, on
 * condition that its `haltSeq` has not moved: that write repairs whatever was broken.
 */
interface Latch {
  readonly what: string
  readonly reason: StopReason
  /** Counts once: stored by the write that counts it. */
  readonly id?: string | undefined
  /** What must hold for the blind write, and the values it names. */
  readonly condition: string | null
  readonly values: Attributes
  /** Whether what is stored makes this latch needless; null: there is no item. */
  readonly isNeedless: (item: Attributes | null) => boolean
  /** Where a STOP is active the latch joins it, and its number stays. */
  readonly mayJoin?: true
  /** The message is of a table that was restored. */
  readonly restored?: true | undefined
}

/** The instant of a latch over a restored table is the client's own, as the end of the STOP is. */
const restoredOf = (
  table: Table,
  { restored }: Latch,
): { readonly set: string; readonly values: Attributes } =>
  restored === true
    ? { set: ', #restoredAtMs = :restoredAt', values: { ':restoredAt': table.clock.nowMs() } }
    : { set: '', values: {} }

/**
 * Every message counts, once. One without an id whose reply is lost counts twice, which harms nothing: a further STOP
 * only makes the pass in progress start again, and no number is ever promised.
 */
export const latchMessage = (table: Table, reason: StopReason, id?: string): Promise<Latched> =>
  latch(table, messageLatch(reason, id))

const messageLatch = (reason: StopReason, id?: string): Latch => ({
  what: 'latchMessage',
  reason,
  id,
  condition: null,
  values: {},
  restored: reason.restored,
  isNeedless: (item) => isKnown(item, id),
})

/** Whether it may be ignored is for the caller to find out, who has read that nothing was armed. */
export async function latchIfArmed(
  table: Table,
  reason: StopReason,
  id?: string,
): Promise<Latched | { readonly is: 'not armed' }> {
  const message = messageLatch(reason, id)
  const blind = await blindWrite(table, { ...message, condition: '#armed = :true' })
  if (blind.is === 'unknown') return blind
  if (blind.is === 'done') return await counted(table, message, blind.value)
  const read = await get(table, message.what, controlKey)
  if (read.is === 'unknown') return read
  if (isKnown(read.value, id)) return { is: 'already' }
  return read.value?.['armed'] === true ? await repair(table, message) : { is: 'not armed' }
}

/** Once per halt: else a lasting condition would outrun every `resume`. */
export const latchCondition = (table: Table, reason: StopReason, id?: string): Promise<Latched> => {
  const joins = mayJoinStop(reason.code)
  const once = 'NOT (#halted = :true AND contains(#codes, :code))'
  return latch(table, {
    what: 'latchCondition',
    reason,
    id,
    condition: joins ? `${once} AND NOT #clearedSeq < #haltSeq` : once,
    values: { ':code': reason.code },
    ...(joins ? { mayJoin: true } : {}),
    isNeedless: (item) =>
      isKnown(item, id) ||
      (item !== null &&
        item['halted'] === true &&
        validCounters(item) !== null &&
        item['codes'] instanceof Set &&
        item['codes'].has(reason.code)),
  })
}

/** A flag that was counted no longer needs a latch; one that the same person set back does. */
export const latchFlipped = (table: Table, reason: StopReason, seenHaltSeq: number): Promise<Latched> =>
  latch(table, {
    what: 'latchFlip',
    reason,
    condition: '#haltSeq = :seen AND #clearedSeq = :seen',
    values: { ':seen': seenHaltSeq },
    isNeedless: (item) => item === null || !isUncounted(parseControl(item), seenHaltSeq),
  })

const isUncounted = ({ haltSeq, clearedSeq }: Control, seenHaltSeq: number): boolean =>
  haltSeq === seenHaltSeq && clearedSeq === seenHaltSeq

const isKnown = (item: Attributes | null, id: string | undefined): boolean =>
  item !== null && id !== undefined && messageIdsIn(item).includes(id)

async function latch(table: Table, of: Latch): Promise<Latched> {
  const blind = await blindWrite(table, of)
  if (blind.is === 'unknown') return blind
  return blind.is === 'done' ? await counted(table, of, blind.value) : await repair(table, of)
}

async function counted(table: Table, of: Latch, item: Attributes): Promise<Latched> {
  const haltSeq = validCounters(item)?.haltSeq
  if (haltSeq !== undefined) return { is: 'latched', haltSeq }
  return await repair(table, { ...of, isNeedless: () => false })
}

function blindWrite(table: Table, of: Latch): Promise<Updated> {
  const { what, reason, id, condition, values } = of
  const conditions = [
    ...(condition === null ? [] : [condition]),
    '(attribute_not_exists(#messages) OR size(#messages) < :maxMessages)',
    ...(id === undefined
      ? []
      : [
          'NOT contains(#messageIds, :id)',
          '(attribute_not_exists(#messageIds) OR size(#messageIds) < :maxIds)',
        ]),
  ]
  const restored = restoredOf(table, of)
  const withId = ', #messageIds = list_append(if_not_exists(#messageIds, :none), :ids)'
  return update(table, {
    what,
    key: controlKey,
    update: `SET #halted = :true, #haltSeq = if_not_exists(#haltSeq, :zero) + :one,
      #doneSeq = if_not_exists(#doneSeq, :zero), #clearedSeq = if_not_exists(#clearedSeq, :zero),
      #schema = if_not_exists(#schema, :schema),
      #messages = list_append(if_not_exists(#messages, :none), :messages)${id === undefined ? '' : withId}${restored.set}
      ADD #codes :codes`,
    condition: conditions.join(' AND '),
    values: {
      ...values,
      ...restored.values,
      ':true': true,
      ':zero': 0,
      ':one': 1,
      ':schema': SCHEMA,
      ':none': [],
      ':messages': [messageOf(reason)],
      ':codes': new Set([reason.code]),
      ':maxMessages': MAX_MESSAGES,
      ...(id === undefined ? {} : { ':id': id, ':ids': [id], ':maxIds': MAX_MESSAGE_IDS }),
    },
  })
}

/** Each lost race is a STOP that another run counted; this many in a row do not happen. */
const MAX_ROUNDS = 5

async function repair(table: Table, of: Latch): Promise<Latched> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const read = await get(table, of.what, controlKey)
    if (read.is === 'unknown') return read
    if (of.isNeedless(read.value)) return { is: 'already' }
    const item = read.value ?? {}
    if (newerSchema(item) !== null) return await haltNewer(table, of.what)
    const active = of.mayJoin === true ? activeSeq(item) : null
    const haltSeq = active ?? (validCounters(item)?.haltSeq ?? highestSeq(item)) + 1
    const written =
      active === null ? await writeWhole(table, { of, item, haltSeq }) : await join(table, of, item, active)
    if (written.is === 'done') return { is: 'latched', haltSeq }
    if (written.is !== 'refused') return { is: 'unknown', why: written.why }
  }
  return { is: 'unknown', why: `${of.what}: the control item changed in each of ${MAX_ROUNDS} rounds` }
}

/** The number of the active STOP, where its item is sound; null: none that could be joined. */
function activeSeq(item: Attributes): number | null {
  const counters = validCounters(item)
  const isSound = item['codes'] === undefined || item['codes'] instanceof Set
  return counters !== null && isSound && counters.clearedSeq < counters.haltSeq ? counters.haltSeq : null
}

/** Adds a code to the active STOP, unless it was ended or another one came since. */
function join(table: Table, { what, reason }: Latch, item: Attributes, seen: number): Promise<Updated> {
  const messages = item['messages']
  const hasRoom = messages === undefined || (Array.isArray(messages) && messages.length < MAX_MESSAGES)
  const withMessage = ', #messages = list_append(if_not_exists(#messages, :none), :messages)'
  return update(table, {
    what,
    key: controlKey,
    update: `SET #halted = :true${hasRoom ? withMessage : ''} ADD #codes :codes`,
    condition: '#haltSeq = :seen AND #clearedSeq < :seen',
    values: {
      ':true': true,
      ':codes': new Set([reason.code]),
      ':seen': seen,
      ...(hasRoom ? { ':none': [], ':messages': [messageOf(reason)] } : {}),
    },
  })
}

function writeWhole(
  table: Table,
  { of, item, haltSeq }: { readonly of: Latch; readonly item: Attributes; readonly haltSeq: number },
): Promise<Updated> {
  const control = parseControl(item)
  const isSound = validCounters(item) !== null
  const { id } = of
  const restored = restoredOf(table, of)
  const seen = item['haltSeq']
  // What is not a number is compared by being none: the first to repair it makes it one.
  const onSeen =
    typeof seen === 'number'
      ? { text: '#haltSeq = :seen', values: { ':seen': seen } }
      : { text: 'NOT #haltSeq BETWEEN :zero AND :maxSeq', values: { ':zero': 0, ':maxSeq': MAX_SEQ } }
  return update(table, {
    what: of.what,
    key: controlKey,
    update: `SET #halted = :true, #haltSeq = :haltSeq, #codes = :codes, #messages = :messages${
      id === undefined ? '' : ', #messageIds = :ids'
    }${isSound ? '' : ', #doneSeq = :before, #clearedSeq = :before, #schema = :schema'}${restored.set}`,
    condition: onSeen.text,
    values: {
      ':true': true,
      ':haltSeq': haltSeq,
      ':codes': new Set([...control.codes, of.reason.code]),
      ':messages': [...control.messages, messageOf(of.reason)].slice(0, MAX_MESSAGES),
      ...(id === undefined ? {} : { ':ids': withNewest(messageIdsIn(item), id) }),
      ...(isSound ? {} : { ':before': haltSeq - 1, ':schema': SCHEMA }),
      ...onSeen.values,
      ...restored.values,
    },
  })
}

/** What newer code keeps is not ours to repair, but the flag is a person's and means the same in every version. */
async function haltNewer(table: Table, what: string): Promise<Latched> {
  const halted = await update(table, {
    what,
    key: controlKey,
    update: 'SET #halted = :true',
    condition: 'attribute_exists(#sk)',
    values: { ':true': true },
  })
  if (halted.is === 'unknown' || halted.is === 'invalid') return { is: 'unknown', why: halted.why }
  return {
    is: 'unknown',
    why: `${what}: the control item was written by newer code; its flag is set, the STOP is not counted: deploy that version`,
  }
}

/** Largest instant that a date can show. */
const MAX_DATE_MS = 8.64e15

function messageOf({ atMs, code, market, text }: StopReason): string {
  const at = Math.abs(atMs) <= MAX_DATE_MS ? new Date(atMs).toISOString() : String(atMs)
  const where = market === undefined ? '' : ` ${market}`
  return `${at} ${code}${where}: ${text}`.slice(0, MAX_MESSAGE_CHARS).toWellFormed()
}
