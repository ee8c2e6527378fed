import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochMs, price } from '../../../shared/domain/units.ts'
import { MAX_MIDS, type MidMemory, remember } from '../../../shared/strategy/midMemory.ts'

const WINDOW_MS = 600_000
/** The beginning of a slot. */
const START_MS = 1_750_815_480_000

const mid = (cents: number, second: number) => ({
  priceMicros: price(cents * 10_000),
  atMs: epochMs(START_MS + second * 1_000),
})
const having = (...seen: readonly (readonly [cents: number, second: number])[]): MidMemory | null =>
  seen.reduce<MidMemory | null>(
    (memory, [cents, second]) => remember(memory, mid(cents, second), WINDOW_MS),
    null,
  )

describe('the memory of mids', () => {
  it('begins with the first', () => {
    expect(having([57, 3])).toEqual({ slotMs: 10_000, lastSlot: START_MS / 10_000, micros: [570_000] })
  })

  it.each([
    {
      name: 'one a slot',
      seen: [
        [57, 0],
        [58, 10],
        [59, 20],
      ] as const,
      want: [570_000, 580_000, 590_000],
    },
    {
      name: 'the latest of a slot',
      seen: [
        [57, 0],
        [58, 4],
        [59, 9],
      ] as const,
      want: [590_000],
    },
    {
      name: 'a hole for each slot nobody saw',
      seen: [
        [57, 0],
        [58, 39],
      ] as const,
      want: [570_000, null, null, 580_000],
    },
    {
      name: 'nothing of before a silence as long as the window',
      seen: [
        [57, 0],
        [58, 600],
      ] as const,
      want: [580_000],
    },
    {
      name: 'nothing of before a step back of the clock',
      seen: [
        [57, 30],
        [58, 0],
      ] as const,
      want: [580_000],
    },
  ])('holds $name', ({ seen, want }) => {
    expect(having(...seen)?.micros).toEqual(want)
  })

  it('is as long as the window and no longer', () => {
    const memory = having(...Array.from({ length: 100 }, (_, i) => [40 + (i % 5), i * 10] as const))

    expect(memory?.micros).toHaveLength(MAX_MIDS)
    expect(having([57, 0], [58, 590])?.micros).toHaveLength(MAX_MIDS)
  })

  it('is the very same where a look adds nothing', () => {
    const memory = remember(null, mid(57, 0), WINDOW_MS)

    expect(remember(memory, mid(57, 5), WINDOW_MS)).toBe(memory)
  })

  it('begins again for another window', () => {
    const memory = remember(having([57, 0], [58, 10]), mid(59, 20), 2 * WINDOW_MS)

    expect(memory).toMatchObject({ slotMs: 20_000, micros: [590_000] })
  })

  it('of no window is the last mid alone', () => {
    const first = remember(null, mid(57, 0), 0)

    expect(remember(first, mid(58, 1), 0)).toEqual({
      slotMs: 1,
      lastSlot: START_MS + 1_000,
      micros: [580_000],
    })
  })

  it('never outgrows its bound, ends with the last mid and begins with one', () => {
    const looks = fc.array(
      fc.record({ cents: fc.integer({ min: 1, max: 99 }), ms: fc.integer({ min: -5_000, max: 400_000 }) }),
    )
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 1_800_000 }), (drawn, windowMs) => {
        let atMs = START_MS
        let memory: MidMemory | null = null
        for (const { cents, ms } of drawn) {
          atMs += ms
          memory = remember(memory, { priceMicros: price(cents * 10_000), atMs: epochMs(atMs) }, windowMs)
          expect(memory.micros.length).toBeLessThanOrEqual(MAX_MIDS)
          expect(memory.micros.at(-1)).toBe(cents * 10_000)
          expect(memory.lastSlot).toBe(Math.floor(atMs / memory.slotMs))
        }
      }),
    )
  })
})
