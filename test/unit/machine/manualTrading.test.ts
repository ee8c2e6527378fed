import { expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { isEmpty } from '../../../shared/machine/isEmpty.ts'
import { isManualFill, isManualOrder, manualSinceMs } from '../../../shared/machine/manualTrading.ts'
import { at, entryState, halted, now, openState, running, seenLeg, state } from '../../support/build.ts'

const done = known(halted({ haltSeq: 4, doneSeq: 4, clearedSeq: 3, handSinceMs: at(-100) }), now)

test('trading is the person’s from the instant on at which the halt that stands was first done', () => {
  expect(manualSinceMs(done)).toBe(at(-100))
  expect(manualSinceMs(known(running, now))).toBeNull()
  expect(manualSinceMs(known('absent', now))).toBeNull()
  expect(manualSinceMs(unknown('no answer'))).toBeNull()
})

test('an order is the person’s if it was created later than that, by more than the clocks may differ', () => {
  const isTheirs = (createdAtMs: ReturnType<typeof at> | null, sinceMs = manualSinceMs(done)) =>
    isManualOrder({ createdAtMs }, sinceMs, 5_000)

  expect(isTheirs(at(-94.999))).toBe(true)
  expect(isTheirs(at(-95))).toBe(false)
  expect(isTheirs(at(-106))).toBe(false)
  expect(isTheirs(null)).toBe(false)
  expect(isTheirs(at(0), null)).toBe(false)
})

test('a fill is the person’s if it was matched later than that', () => {
  expect(isManualFill(seenLeg({ matchedAtMs: at(-99) }), done)).toBe(true)
  expect(isManualFill(seenLeg({ matchedAtMs: at(-100) }), done)).toBe(false)
  expect(isManualFill(seenLeg({ matchedAtMs: at(-99) }), known(running, now))).toBe(false)
})

test('a market is empty that quotes nothing and holds nothing to be sold', () => {
  expect([state(), entryState, openState].map(isEmpty)).toEqual([true, false, false])
  expect(isEmpty({ ...openState, phase: 'IDLE' })).toBe(false)
  expect(isEmpty({ ...entryState, phase: 'IDLE' })).toBe(false)
})
