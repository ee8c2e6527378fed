import {
  type Control,
  isRunning,
  isStopStanding,
  LEAST_EXPIRY_SLACK_MS,
  mayJoinStop,
  restoredUntilMs,
} from '../../../shared/domain/control.ts'
import { isLeaseOver } from '../../../shared/domain/lease.ts'
import { legKey } from '../../../shared/domain/leg.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { LedgerRow } from '../../../shared/ports/store.ts'
import { MARKET } from './modelSettings.ts'
import { type Applied, controlOf, type Op, type StoredItem, type World } from './world.ts'

type TableOp = Exclude<
  Op,
  {
    do:
      | 'begin'
      | 'sleep'
      | 'raise'
      | 'alarms'
      | 'post'
      | 'cancel'
      | 'cancelMarket'
      | 'trades'
      | 'history'
      | 'tradesById'
      | 'openOrders'
      | 'order'
      | 'balance'
      | 'positions'
  }
>

/**
 * The Store port as one atomic step each, with the conditions of the real one. Applying the same write twice, as
 * a client does whose first reply was lost, recognises its own mark just as the real one's reread does.
 */
export function applyToTable(world: World, op: TableOp): Applied {
  switch (op.do) {
    case 'acquire':
      return acquire(world, op)
    case 'commit':
      return commit(world, op)
    case 'mark':
      return mark(world, op)
    case 'release':
      return release(world, op)
    case 'control':
      return { world, result: known(world, controlOf(world)) }
    case 'marketItems':
      return {
        world,
        result: known(world, [
          { market: MARKET, state: world.item.state, newerSchema: false, ...standing(world.item) },
        ]),
      }
    case 'putLedger':
      return putLedger(world, op.rows)
    case 'ledgerFill':
      return { world, result: known(world, world.ledger.fills[op.key] ?? 'absent') }
    case 'ledgerOrder':
      return { world, result: known(world, world.ledger.orders[op.order] ?? 'absent') }
    case 'latchMessage':
    case 'latchIfArmed':
    case 'latchCondition':
    case 'latchFlip':
      return latch(world, op)
    case 'stopDone':
      return stopDone(world, op)
    default:
      return edit(world, op)
  }
}

function acquire(world: World, op: Extract<Op, { do: 'acquire' }>): Applied {
  const { item, nowMs } = world
  const isOurs = item.leaseId === op.id
  const isFree = item.leaseId === null || isLeaseOver(item.leaseUntilMs, epochMs(nowMs))
  if (!isOurs && !isFree) return { world, result: { is: 'busy', untilMs: item.leaseUntilMs } }
  const taken: StoredItem = isOurs
    ? item
    : { ...item, leaseId: op.id, leaseUntilMs: nowMs + op.leaseMs, fence: item.fence + 1 }
  const lease = { market: MARKET, id: op.id, fence: taken.fence, untilMs: epochMs(taken.leaseUntilMs) }
  return {
    world: { ...world, item: taken },
    result: { is: 'held', lease, rev: taken.rev, state: taken.state, ...standing(taken) },
  }
}

function commit(world: World, op: Extract<Op, { do: 'commit' }>): Applied {
  const { item } = world
  const written = { is: 'written', rev: op.rev + 1 }
  if (item.commitId === op.id) return { world, result: written }
  const holds = item.leaseId === op.lease.id && item.fence === op.lease.fence && item.rev === op.rev
  if (!holds) return { world, result: { is: 'lost' } }
  const marks = op.marks ?? item.marks
  const next = { ...item, state: op.state, rev: op.rev + 1, commitId: op.id, marks }
  return { world: { ...world, item: next }, result: written }
}

const standing = ({ marks }: StoredItem): Partial<StoredItem> => (marks.length === 0 ? {} : { marks })

function mark(world: World, { lease, marks }: Extract<Op, { do: 'mark' }>): Applied {
  const { item } = world
  if (item.leaseId !== lease.id || item.fence !== lease.fence) return { world, result: { is: 'lost' } }
  return { world: { ...world, item: { ...item, marks } }, result: { is: 'written' } }
}

function release(world: World, op: Extract<Op, { do: 'release' }>): Applied {
  const { item } = world
  if (item.leaseId === op.lease.id && item.fence === op.lease.fence) {
    return {
      world: { ...world, item: { ...item, leaseId: null, leaseUntilMs: 0 } },
      result: { is: 'written' },
    }
  }
  const isFree = item.fence === op.lease.fence && item.leaseId === null
  return { world, result: { is: isFree ? 'written' : 'lost' } }
}

function putLedger(world: World, rows: readonly LedgerRow[]): Applied {
  const fills = { ...world.ledger.fills }
  const orders = { ...world.ledger.orders }
  for (const row of rows) {
    if (row.kind === 'fill') fills[legKey(row.leg)] = row.leg
    if (row.kind === 'order') orders[row.order.id] = row.order
  }
  return { world: { ...world, ledger: { fills, orders } }, result: { is: 'written' } }
}

const MAX_IDS = 32

const FRESH: Control = {
  armed: false,
  halted: true,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
  codes: [],
  messages: [],
  flatten: null,
}

function latch(
  world: World,
  op: Extract<Op, { do: 'latchMessage' | 'latchIfArmed' | 'latchCondition' | 'latchFlip' }>,
): Applied {
  const control = world.control === 'absent' ? null : world.control.value
  const ids = world.control === 'absent' ? [] : world.control.ids
  const already = { world, result: { is: 'already' } }
  const id = op.do === 'latchFlip' ? undefined : op.message
  if (id !== undefined && ids.includes(id)) return already
  if (op.do === 'latchIfArmed' && control?.armed !== true) return { world, result: { is: 'not armed' } }
  if (op.do === 'latchCondition' && control?.halted && control.codes.includes(op.reason.code)) return already
  if (op.do === 'latchFlip') {
    const stands = control?.haltSeq === op.seenHaltSeq && control.clearedSeq === op.seenHaltSeq
    if (!stands) return already
  }
  const before = control ?? FRESH
  const code = op.do === 'latchFlip' ? 'OPERATOR' : op.reason.code
  const joins = op.do === 'latchCondition' && mayJoinStop(code) && isStopStanding(before)
  const value: Control = {
    ...before,
    halted: true,
    haltSeq: before.haltSeq + (joins ? 0 : 1),
    codes: before.codes.includes(code) ? before.codes : [...before.codes, code],
  }
  const kept = id === undefined || joins ? ids : [...ids, id].slice(-MAX_IDS)
  const isRestored = op.do !== 'latchFlip' && op.do !== 'latchCondition' && op.reason.restored === true
  const counted = isRestored ? { ...value, restoredAtMs: epochMs(world.nowMs) } : value
  const noted = id === undefined || joins ? world : withCounted(world, id)
  return withControl(noted, counted, undefined, { is: 'latched', haltSeq: value.haltSeq }, kept)
}

const withCounted = (world: World, id: string): World => ({
  ...world,
  ghost: { ...world.ghost, counted: [...new Set([...world.ghost.counted, id])] },
})

function stopDone(
  world: World,
  { seq, expirySlackMs = LEAST_EXPIRY_SLACK_MS }: Extract<Op, { do: 'stopDone' }>,
): Applied {
  const control = world.control === 'absent' ? null : world.control.value
  const stands =
    control !== null && control.haltSeq === seq && control.clearedSeq < seq && control.flatten?.seq !== seq
  const livesUntilMs = control === null ? null : restoredUntilMs(control, expirySlackMs)
  if (!stands || (livesUntilMs !== null && world.nowMs <= livesUntilMs))
    return { world, result: { is: 'lost' } }
  const handSinceMs = epochMs(world.nowMs)
  return withControl(world, { handSinceMs, ...control, doneSeq: seq }, undefined, { is: 'written' })
}

type Edit = Extract<
  Op,
  { do: 'resume' | 'arm' | 'disarm' | 'drain' | 'endDrain' | 'requestFlatten' | 'dropFlatten' | 'flip' }
>

function edit(world: World, op: Edit): Applied {
  const control = world.control === 'absent' ? null : world.control.value
  if (op.do === 'flip') {
    // A person's edit in the console touches nothing but the flag, and no mark.
    if (control === null) return { world, result: undefined }
    return withControl(world, { ...control, halted: op.halted }, undefined, undefined)
  }
  if (world.control !== 'absent' && world.control.editId === op.id)
    return { world, result: writtenOf(op, world.control.armedSeq) }
  const value = edited(control, op)
  return value === null
    ? { world, result: { is: 'lost' } }
    : withControl(world, value, op.id, writtenOf(op, value.haltSeq))
}

const writtenOf = (op: Edit, haltSeq: number): unknown =>
  op.do === 'arm' ? { is: 'armed', haltSeq } : { is: 'written' }

function edited(control: Control | null, op: Exclude<Edit, { do: 'flip' }>): Control | null {
  if (op.do === 'arm') {
    if (control !== null && (control.armed || control.halted || isStopStanding(control))) return null
    const before = control ?? FRESH
    const haltSeq = before.haltSeq + 1
    return { ...before, armed: true, drain: false, halted: true, haltSeq, codes: ['ARMING'] }
  }
  if (control === null) return null
  switch (op.do) {
    case 'disarm':
      return { ...control, armed: false }
    case 'drain':
      return { ...control, drain: op.on }
    case 'endDrain':
      return control.drain && isRunning(control) ? { ...control, armed: false } : null
    case 'resume': {
      const { handSinceMs: _, restoredAtMs: __, ...rest } = control
      return control.haltSeq === op.seq && control.doneSeq === op.seq && control.clearedSeq < op.seq
        ? { ...rest, halted: false, clearedSeq: op.seq, codes: [], messages: [], flatten: null }
        : null
    }
    case 'requestFlatten': {
      const { seq } = op.request
      return control.haltSeq === seq && control.doneSeq === seq && control.clearedSeq < seq
        ? { ...control, flatten: op.request }
        : null
    }
    case 'dropFlatten':
      return control.flatten?.seq === op.seq ? { ...control, flatten: null } : null
  }
}

/** Every change of the control item; what intents may be sent under it is noted for the invariants. */
function withControl(
  world: World,
  value: Control,
  editId: string | undefined,
  result: unknown,
  ids?: readonly string[],
): Applied {
  const before = world.control === 'absent' ? { editId: '', ids: [], armedSeq: 0 } : world.control
  const isArming = before.editId !== editId && (result as { is?: string } | undefined)?.is === 'armed'
  const control = {
    value,
    editId: editId ?? before.editId,
    ids: ids ?? before.ids,
    armedSeq: isArming ? value.haltSeq : before.armedSeq,
  }
  return { world: { ...world, control }, result }
}

const known = (world: World, value: unknown) => ({ ok: true, value, asOf: world.nowMs })
