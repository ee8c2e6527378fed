import { type Leg, legKey } from '../../../shared/domain/leg.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import {
  type ControlCall,
  type ControlChange,
  controlProtocol,
  type KeptControl,
} from '../../../shared/ports/controlProtocol.ts'
import type { LedgerRecord } from '../../../shared/ports/store.ts'
import { acquire, claim, commit, look, putUnlatched, release, renew, unlatchedOf } from './leaseModel.ts'
import { MARKET, TOKEN } from './modelSettings.ts'
import { noteTurns } from './relayInvariants.ts'
import { type Applied, controlOf, type Op, type StoredControl, type World } from './world.ts'

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
      | 'books'
      | 'haltCheck'
  }
>

/**
 * The Store port as one atomic step each, with the conditions of the real one. Applying the same write twice, as
 * a client does whose first reply was lost, recognises its own mark just as the real one's reread does.
 */
export function applyToTable(world: World, op: TableOp): Applied {
  switch (op.do) {
    case 'acquire':
      return inTurn(world, op, acquire(world, op))
    case 'claim':
      return inTurn(world, op, claim(world, op))
    case 'renew':
      return renew(world, op)
    case 'commit':
      return inTurn(world, op, commit(world, op))
    case 'putUnlatched':
      return putUnlatched(world, op)
    case 'look':
      return inTurn(world, op, { world, result: look(world, op) })
    case 'release':
      return inTurn(world, op, release(world, op))
    case 'control':
      return { world, result: known(world, controlOf(world)) }
    case 'marketItems':
      return {
        world,
        result: known(world, [
          {
            market: MARKET,
            tokenId: world.venue.tokenId ?? TOKEN,
            state: world.item.state,
            newerSchema: false,
            ...unlatchedOf(world.item),
          },
        ]),
      }
    case 'putLedger':
      return putLedger(world, op.records)
    case 'ledgerFill':
      return { world, result: known(world, world.ledger.fills[op.key] ?? 'absent') }
    case 'ledgerOrder':
      return { world, result: known(world, world.ledger.orders[op.order] ?? 'absent') }
    case 'ledgerLateFills':
      return { world, result: known(world, lateFills(world.ledger, op.order)) }
    default:
      return change(world, op)
  }
}

const lateFills = ({ fills, late }: World['ledger'], order: string): readonly Leg[] =>
  late.flatMap((key) => fills[key] ?? []).filter(({ orderId }) => orderId === order)

const inTurn = (before: World, op: Op, { world, result }: Applied): Applied => ({
  world: noteTurns(before, op, world, result),
  result,
})

function putLedger(world: World, records: readonly LedgerRecord[]): Applied {
  const fills = { ...world.ledger.fills }
  const orders = { ...world.ledger.orders }
  const late = records.flatMap((record) =>
    record.kind === 'fill' && record.orderLeft === true && !world.ledger.late.includes(legKey(record.leg))
      ? [legKey(record.leg)]
      : [],
  )
  for (const record of records) {
    if (record.kind === 'fill') fills[legKey(record.leg)] = record.leg
    if (record.kind === 'order') orders[record.order.id] = record.order
  }
  return {
    world: { ...world, ledger: { fills, orders, late: [...world.ledger.late, ...late] } },
    result: { is: 'written' },
  }
}

type ControlOp = Extract<Op, { do: ControlCall | 'flip' }>

/** The one control protocol of stores in memory, and the mark by which an edit that is retried knows its own. */
function change(world: World, op: ControlOp): Applied {
  const stored = world.control === 'absent' ? NO_CONTROL : world.control
  if (op.do === 'flip') {
    // A person's edit in the console touches nothing but the flag, and no mark.
    if (stored.value === 'absent') return { world, result: undefined }
    return {
      world: withControl(world, { ...stored, value: { ...stored.value, halted: op.halted } }),
      result: undefined,
    }
  }
  const editId = 'id' in op ? op.id : null
  if (editId !== null && stored.editId === editId) return { world, result: writtenOf(op, stored.armedSeq) }
  const before: KeptControl = { control: stored.value, ids: stored.ids }
  const { kept, answer } = changeOf(op)(before, epochMs(world.nowMs))
  if (kept === before || kept.control === 'absent') return { world, result: answer }
  const next: StoredControl = {
    // What a STOP said is for people: kept, it would make worlds differ that are the same.
    value: { ...kept.control, messages: [] },
    ids: kept.ids,
    editId: editId ?? stored.editId,
    armedSeq: op.do === 'arm' ? kept.control.haltSeq : stored.armedSeq,
  }
  return { world: withControl(withCounted(world, op, kept.control.haltSeq), next), result: answer }
}

const NO_CONTROL = { value: 'absent', ids: [], editId: '', armedSeq: 0 } as const

function changeOf(op: Exclude<ControlOp, { do: 'flip' }>): ControlChange<unknown> {
  switch (op.do) {
    case 'latchMessage':
    case 'latchIfArmed':
    case 'latchCondition':
      return controlProtocol[op.do](op.reason, op.message)
    case 'latchFlip':
      return controlProtocol.latchFlip({ code: 'OPERATOR', text: '', atMs: epochMs(0) }, op.seenHaltSeq)
    case 'stopDone':
      return controlProtocol.stopDone(op.seq, op.expirySlackMs)
    case 'resume':
    case 'dropFlatten':
      return controlProtocol[op.do](op.seq)
    case 'requestFlatten':
      return controlProtocol.requestFlatten(op.request)
    case 'drain':
      return controlProtocol.drain(op.on, op.market)
    case 'arm':
    case 'disarm':
    case 'endDrain':
      return controlProtocol[op.do]()
  }
}

const writtenOf = (op: ControlOp, haltSeq: number): unknown =>
  op.do === 'arm' ? { is: 'armed', haltSeq } : { is: 'written' }

const withControl = (world: World, control: StoredControl): World => ({ ...world, control })

/** Each message that raised the number, whatever the protocol keeps of its id. */
function withCounted(world: World, op: ControlOp, haltSeq: number): World {
  const before = controlOf(world)
  const isRaised = haltSeq > (before === 'absent' ? 0 : before.haltSeq)
  if (!isRaised || !('message' in op) || op.message === undefined) return world
  const counted = [...new Set([...world.ghost.counted, op.message])]
  return { ...world, ghost: { ...world.ghost, counted } }
}

const known = (world: World, value: unknown) => ({ ok: true, value, asOf: world.nowMs })
