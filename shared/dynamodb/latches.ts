import { type Control, isFlippedByHand, type StopReason } from '../domain/control.ts'
import type { Latched } from '../engine/store.ts'
import {
  highestSeq,
  MAX_MESSAGE_CHARS,
  MAX_MESSAGES,
  MAX_SEQ,
  parseControl,
  soundCounters,
} from './controlItem.ts'
import { type Attributes, get, type Table, type Updated, update } from './requests.ts'
import { newerSchema } from './storedSchema.ts'
import { controlKey, SCHEMA } from './table.ts'

/**
 * Latching a STOP. First one blind write that needs to know nothing. Only where the item refuses it (a condition,
 * ten messages already, a type typed in by hand) is the item read and written as a whole, on condition that its
 * `haltSeq` has not moved: that write mends whatever was broken.
 */
interface Latch {
  readonly what: string
  readonly reason: StopReason
  /** What must hold for the blind write, and the values it names. */
  readonly condition: string | null
  readonly values: Attributes
  /** Whether what is stored makes this latch needless; null: there is no item. */
  readonly isNeedless: (item: Attributes | null) => boolean
}

/**
 * Every message counts. A lost reply makes one message count twice, which harms nothing: a further STOP only makes
 * the pass in progress start anew, and no number is ever promised.
 */
export const latchMessage = (table: Table, reason: StopReason): Promise<Latched> =>
  latch(table, { what: 'latchMessage', reason, condition: null, values: {}, isNeedless: () => false })

/** Once per halt: else a condition that stands would outrun every `resume`. */
export const latchCondition = (table: Table, reason: StopReason): Promise<Latched> =>
  latch(table, {
    what: 'latchCondition',
    reason,
    condition: 'NOT (#halted = :true AND contains(#codes, :code))',
    values: { ':code': reason.code },
    isNeedless: (item) =>
      item !== null &&
      item['halted'] === true &&
      soundCounters(item) !== null &&
      item['codes'] instanceof Set &&
      item['codes'].has(reason.code),
  })

/** A flip that was counted, or undone by the same hand, needs no latch any more. */
export const latchFlip = (table: Table, reason: StopReason, seenHaltSeq: number): Promise<Latched> =>
  latch(table, {
    what: 'latchFlip',
    reason,
    condition: '#haltSeq = :seen AND #clearedSeq = :seen AND NOT #halted = :false',
    values: { ':seen': seenHaltSeq, ':false': false },
    isNeedless: (item) => item === null || !isFlip(parseControl(item), seenHaltSeq),
  })

const isFlip = (control: Control, seenHaltSeq: number): boolean =>
  isFlippedByHand(control) && control.haltSeq === seenHaltSeq

async function latch(table: Table, of: Latch): Promise<Latched> {
  const blind = await blindWrite(table, of)
  if (blind.is === 'unknown') return blind
  if (blind.is !== 'done') return await mend(table, of)
  const haltSeq = soundCounters(blind.value)?.haltSeq
  if (haltSeq !== undefined) return { is: 'latched', haltSeq }
  return await mend(table, { ...of, isNeedless: () => false })
}

function blindWrite(table: Table, { what, reason, condition, values }: Latch): Promise<Updated> {
  const room = '(attribute_not_exists(#messages) OR size(#messages) < :maxMessages)'
  return update(table, {
    what,
    key: controlKey,
    update: `SET #halted = :true, #haltSeq = if_not_exists(#haltSeq, :zero) + :one,
      #doneSeq = if_not_exists(#doneSeq, :zero), #clearedSeq = if_not_exists(#clearedSeq, :zero),
      #schema = if_not_exists(#schema, :schema),
      #messages = list_append(if_not_exists(#messages, :none), :messages)
      ADD #codes :codes`,
    condition: condition === null ? room : `${condition} AND ${room}`,
    values: {
      ...values,
      ':true': true,
      ':zero': 0,
      ':one': 1,
      ':schema': SCHEMA,
      ':none': [],
      ':messages': [messageOf(reason)],
      ':codes': new Set([reason.code]),
      ':maxMessages': MAX_MESSAGES,
    },
  })
}

/** Each lost race is a STOP that somebody else counted; so many in a row do not happen. */
const MAX_ROUNDS = 5

async function mend(table: Table, of: Latch): Promise<Latched> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const read = await get(table, of.what, controlKey)
    if (read.is === 'unknown') return read
    if (of.isNeedless(read.value)) return { is: 'already' }
    const item = read.value ?? {}
    if (newerSchema(item) !== null) return await haltNewer(table, of.what)
    const haltSeq = (soundCounters(item)?.haltSeq ?? highestSeq(item)) + 1
    const written = await writeWhole(table, { of, item, haltSeq })
    if (written.is === 'done') return { is: 'latched', haltSeq }
    if (written.is !== 'refused') return { is: 'unknown', why: written.why }
  }
  return { is: 'unknown', why: `${of.what}: the control item changed in each of ${MAX_ROUNDS} rounds` }
}

function writeWhole(
  table: Table,
  { of, item, haltSeq }: { readonly of: Latch; readonly item: Attributes; readonly haltSeq: number },
): Promise<Updated> {
  const control = parseControl(item)
  const isSound = soundCounters(item) !== null
  const seen = item['haltSeq']
  // What is no number is compared by being none: the first to mend it makes it one.
  const onSeen =
    typeof seen === 'number'
      ? { text: '#haltSeq = :seen', values: { ':seen': seen } }
      : { text: 'NOT #haltSeq BETWEEN :zero AND :maxSeq', values: { ':zero': 0, ':maxSeq': MAX_SEQ } }
  return update(table, {
    what: of.what,
    key: controlKey,
    update: `SET #halted = :true, #haltSeq = :haltSeq, #codes = :codes, #messages = :messages${
      isSound ? '' : ', #doneSeq = :before, #clearedSeq = :before, #schema = :schema'
    }`,
    condition: onSeen.text,
    values: {
      ':true': true,
      ':haltSeq': haltSeq,
      ':codes': new Set([...control.codes, of.reason.code]),
      ':messages': [...control.messages, messageOf(of.reason)].slice(0, MAX_MESSAGES),
      ...(isSound ? {} : { ':before': haltSeq - 1, ':schema': SCHEMA }),
      ...onSeen.values,
    },
  })
}

/** What newer code keeps is not ours to mend, but the flag is a person's and means the same in every version. */
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
    why: `${what}: the control item was written by newer code; its flag is set, the STOP is not counted: deploy that code`,
  }
}

/** Largest instant that a date can show. */
const MAX_DATE_MS = 8.64e15

function messageOf({ atMs, code, market, text }: StopReason): string {
  const at = Math.abs(atMs) <= MAX_DATE_MS ? new Date(atMs).toISOString() : String(atMs)
  const where = market === undefined ? '' : ` ${market}`
  return `${at} ${code}${where}: ${text}`.slice(0, MAX_MESSAGE_CHARS).toWellFormed()
}
