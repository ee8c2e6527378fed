import fc from 'fast-check'
import type { Control, StopCode } from '../../shared/domain/control.ts'
import { epochMs, type MarketId, price } from '../../shared/domain/units.ts'
import {
  type ControlCall,
  type ControlChange,
  controlProtocol,
  type KeptControl,
} from '../../shared/ports/controlProtocol.ts'
import type { Store } from '../../shared/ports/store.ts'
import { OTHER_MARKET, reason } from '../integration/store/samples.ts'
import { MARKET } from './wireIds.ts'

export type ControlOp =
  | {
      readonly op: 'latchMessage' | 'latchIfArmed' | 'latchCondition'
      readonly code: StopCode
      readonly id?: string | undefined
      /** Counts where the latch is a message's. */
      readonly restored?: boolean
    }
  | { readonly op: 'latchFlip'; readonly seq: number }
  | { readonly op: 'stopDone' | 'resume' | 'requestFlatten' | 'dropFlatten'; readonly seq: number }
  | { readonly op: 'arm' | 'disarm' | 'endDrain' }
  | { readonly op: 'drain'; readonly on: boolean; readonly market?: MarketId | undefined }
  | { readonly op: 'flipByHand'; readonly on: boolean }

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
  fc.record({
    op: fc.constant('drain' as const),
    on: fc.boolean(),
    market: fc.constantFrom(undefined, MARKET, OTHER_MARKET),
  }),
  fc.record({ op: fc.constant('flipByHand' as const), on: fc.boolean() }),
)

/** Where each history begins. */
export const NOTHING_KEPT: KeptControl = { control: 'absent', ids: [] }

/** Latches and their ends from what is kept, so that long histories stay meaningful. */
export const aimed = (op: ControlOp, { control }: KeptControl): ControlOp =>
  'seq' in op && op.seq > 1 ? { ...op, seq: control === 'absent' ? 0 : control.haltSeq } : op

/** What the protocol makes of an op, and what the call must answer. In a history no time passes. */
export function stepControl(
  kept: KeptControl,
  op: ControlOp,
): { readonly kept: KeptControl; readonly answer: unknown } {
  if (op.op !== 'flipByHand') return called<ControlChange<unknown>>(controlProtocol, op)(kept, epochMs(0))
  const { control } = kept
  if (control === 'absent') return { kept, answer: undefined }
  return { kept: { ...kept, control: { ...control, halted: op.on } }, answer: undefined }
}

/** Flips by hand are nobody's call of the store: `flip` edits what it keeps. */
export const runControlOp = async (
  store: Store,
  op: ControlOp,
  flip: (on: boolean) => unknown,
): Promise<unknown> =>
  op.op === 'flipByHand' ? await flip(op.on) : await called<Promise<unknown>>(store, op)

/** The protocol has the store's own calls. */
function called<Answer>(
  of: { readonly [Call in ControlCall]: (...given: Parameters<Store[Call]>) => Answer },
  op: Exclude<ControlOp, { op: 'flipByHand' }>,
): Answer {
  switch (op.op) {
    case 'latchMessage':
    case 'latchIfArmed':
    case 'latchCondition':
      return of[op.op]({ ...reason(op.code), ...(op.restored && { restored: true }) }, op.id)
    case 'latchFlip':
      return of.latchFlip(reason('OPERATOR'), op.seq)
    case 'requestFlatten':
      return of.requestFlatten({ seq: op.seq, markets: [MARKET], floorMicros: price(1) })
    case 'stopDone':
    case 'resume':
    case 'dropFlatten':
      return of[op.op](op.seq)
    case 'arm':
    case 'disarm':
    case 'endDrain':
      return of[op.op]()
    case 'drain':
      return of.drain(op.on, op.market)
  }
}

export const isLatch = (op: ControlOp): boolean => op.op.startsWith('latch')

/** The control item as its store keeps it. */
export async function storedControl(store: Store): Promise<KeptControl['control']> {
  const read = await store.control()
  if (!read.ok) throw new Error(read.unknown)
  return read.value
}

/** What every store keeps alike: not its words, nor the instants of its own clock. */
export function comparable(control: KeptControl['control']) {
  if (control === 'absent') return control
  const { messages: _, codes, handSinceMs, restoredAtMs, ...rest }: Control = control
  return {
    ...rest,
    codes: codes.toSorted(),
    wasDone: handSinceMs !== undefined,
    restored: restoredAtMs !== undefined,
  }
}
