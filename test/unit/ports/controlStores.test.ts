import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryStore } from '../../../desk/replay/memoryStore.ts'
import type { Store } from '../../../shared/ports/store.ts'
import {
  aimed,
  comparable,
  controlOp,
  NOTHING_KEPT,
  runControlOp,
  stepControl,
  storedControl,
} from '../../support/controlHistory.ts'
import { MemoryClock } from '../../support/memoryClock.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import { apply } from '../../verification/model/apply.ts'
import { createModelPorts } from '../../verification/model/ports.ts'
import { EMPTY } from '../../verification/model/preparations.ts'
import type { World } from '../../verification/model/world.ts'

interface Stage {
  readonly store: Store
  /** null: this one has nobody who could edit it by hand. */
  readonly flip: ((on: boolean) => unknown) | null
}

/** The stores without a table, each for a reason of its own; the real one is held to the same in the store's tests. */
const STAGES: readonly (readonly [string, () => Stage])[] = [
  [
    'of the tests, with its faults',
    () => {
      const store = new MemoryStore(new MemoryClock(0))
      const flip = (halted: boolean): void => {
        if (store.control_ !== null) store.control_ = { ...store.control_, halted }
      }
      return { store, flip }
    },
  ],
  ['of replays, which copies nothing', () => ({ store: createMemoryStore(new MemoryClock(0)), flip: null })],
  [
    'of the explorers, which is a value',
    () => {
      let world: World = { ...EMPTY, control: 'absent' }
      const ports = createModelPorts('a', { nowMs: 0 }, async (op) => {
        const applied = apply(world, op)
        world = applied.world
        return applied.result
      })
      return { store: ports.store, flip: ports.flip }
    },
  ],
]

test.each(STAGES)('the store %s keeps the control item by the same rules as the table', async (_, start) => {
  const history = fc.array(controlOp, { minLength: 5, maxLength: 40 })

  await fc.assert(
    fc.asyncProperty(history, async (ops) => {
      const { store, flip } = start()
      let kept = NOTHING_KEPT
      for (const wanted of ops) {
        if (wanted.op === 'flipByHand' && flip === null) continue
        const op = aimed(wanted, kept)
        const step = stepControl(kept, op)
        expect(await runControlOp(store, op, flip ?? (() => undefined))).toEqual(step.answer)
        kept = step.kept
        expect(comparable(await storedControl(store))).toEqual(comparable(kept.control))
      }
    }),
    { numRuns: 200 },
  )
})
