import fc from 'fast-check'
import { price } from '../../shared/domain/units.ts'
import type { Store } from '../../shared/ports/store.ts'
import { MARKET, reason } from '../integration/store/samples.ts'
import type { ControlModel, ControlOp } from './controlModel.ts'

const code = fc.constantFrom('EXPOSURE' as const, 'LOSS' as const, 'ALARM' as const)
const seq = fc.nat({ max: 4 })
/** Anything that may befall the control item. */
export const controlOp: fc.Arbitrary<ControlOp> = fc.oneof(
  fc.record({
    op: fc.constantFrom('latchMessage' as const, 'latchIfArmed' as const, 'latchCondition' as const),
    code,
    // Mostly messages that come again, and enough others that one of them is forgotten.
    id: fc.option(fc.oneof(fc.constantFrom('a', 'b'), fc.nat({ max: 60 }).map(String)), { nil: undefined }),
    // Seldom: nothing but the end of the halt ends it.
    restored: fc.nat({ max: 19 }).map((n) => n === 0),
  }),
  fc.record({ op: fc.constant('latchFlip' as const), seq }),
  // A STOP runs its course often enough to reach what comes after it.
  { arbitrary: fc.record({ op: fc.constantFrom('stopDone' as const, 'resume' as const), seq }), weight: 4 },
  {
    arbitrary: fc.record({ op: fc.constantFrom('requestFlatten' as const, 'dropFlatten' as const), seq }),
    weight: 2,
  },
  fc.record({ op: fc.constantFrom('arm' as const, 'disarm' as const, 'endDrain' as const) }),
  fc.record({ op: fc.constantFrom('drain' as const, 'flipByHand' as const), on: fc.boolean() }),
)

/** Latches and their ends from what stands in the table, so that long histories stay meaningful. */
export const aimed = (op: ControlOp, model: ControlModel | null): ControlOp =>
  'seq' in op && op.seq > 1 ? { ...op, seq: model?.haltSeq ?? 0 } : op

/** Flips by hand are nobody's call of the store: `flip` edits what it keeps. */
export async function runControlOp(
  store: Store,
  op: ControlOp,
  flip: (on: boolean) => unknown,
): Promise<unknown> {
  switch (op.op) {
    case 'latchMessage':
    case 'latchIfArmed':
    case 'latchCondition':
      return await store[op.op]({ ...reason(op.code), ...(op.restored && { restored: true }) }, op.id)
    case 'latchFlip':
      return await store.latchFlip(reason('OPERATOR'), op.seq)
    case 'requestFlatten':
      return await store.requestFlatten({ seq: op.seq, markets: [MARKET], floorMicros: price(1) })
    case 'stopDone':
    case 'resume':
    case 'dropFlatten':
      return await store[op.op](op.seq)
    case 'arm':
    case 'disarm':
    case 'endDrain':
      return await store[op.op]()
    case 'drain':
      return await store.drain(op.on)
    case 'flipByHand':
      return await flip(op.on)
  }
}

export const isLatch = (op: ControlOp): boolean => op.op.startsWith('latch')

/** What the call must answer, given what the model was and what it did with it. */
export function answers(op: ControlOp, next: ControlModel | null, before: ControlModel | null): unknown {
  if (op.op === 'flipByHand') return undefined
  if (op.op === 'arm') return next === null ? { is: 'lost' } : { is: 'armed', haltSeq: next.haltSeq }
  if (!isLatch(op)) return { is: next === null ? 'lost' : 'written' }
  if (next !== null) return { is: 'latched', haltSeq: next.haltSeq }
  const isUnarmed = op.op === 'latchIfArmed' && before?.armed !== true
  return isUnarmed && !(op.id !== undefined && before?.ids.includes(op.id))
    ? { is: 'not armed' }
    : { is: 'already' }
}

/** The control item as a history's model tells it. */
export async function storedControl(store: Store): Promise<Omit<ControlModel, 'ids'> | null> {
  const read = await store.control()
  if (!read.ok) throw new Error(read.unknown)
  if (read.value === 'absent') return null
  const { flatten, messages: _, codes, handSinceMs, restoredAtMs, ...rest } = read.value
  return {
    ...rest,
    codes: codes.toSorted(),
    flattenSeq: flatten?.seq ?? null,
    wasDone: handSinceMs !== undefined,
    restored: restoredAtMs !== undefined,
  }
}
