import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMemoryStore } from '../../../desk/replay/memoryStore.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { MARKET, now, state } from '../../support/build.ts'
import { followLeases, type LeaseStage, leaseOps } from '../../support/leaseHistory.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import { apply } from '../../verification/model/apply.ts'
import { createModelPorts } from '../../verification/model/ports.ts'
import { EMPTY } from '../../verification/model/preparations.ts'
import type { World } from '../../verification/model/world.ts'

type Start = (clock: { nowMs: number }) => LeaseStage['store']

const real = (clock: { nowMs: number }) => ({
  nowMs: () => epochMs(clock.nowMs),
  monotonicMs: () => clock.nowMs as never,
  sleep: async () => undefined,
})

/** The stores without a table; the real one is held to the same histories in the store's tests. */
const STAGES: readonly (readonly [string, Start])[] = [
  ['of the tests', (clock) => new MemoryStore(real(clock))],
  ['of replays', (clock) => createMemoryStore(real(clock))],
  [
    'of the explorers',
    (clock) => {
      let world: World = EMPTY
      return createModelPorts('a', clock, async (op) => {
        const applied = apply({ ...world, nowMs: clock.nowMs }, op)
        world = applied.world
        return applied.result
      }).store
    },
  ],
]

test.each(STAGES)('the store %s gives leases and claims by the same rules as the table', async (_, start) => {
  let histories = 0

  await fc.assert(
    fc.asyncProperty(leaseOps, async (ops) => {
      histories += 1
      const clock = { nowMs: now as number }
      const kept = state({ market: MARKET })
      await followLeases(
        {
          store: start(clock),
          market: MARKET,
          tokenId: kept.tokenId,
          clock,
          state: (value) => ({ ...kept, feeRatePpm: value }),
          valueIn: ({ feeRatePpm }) => feeRatePpm,
        },
        ops,
      )
    }),
    { numRuns: 300 },
  )
  expect(histories).toBeGreaterThanOrEqual(300)
})
