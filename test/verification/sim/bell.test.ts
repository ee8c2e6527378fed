import { expect, test } from 'vitest'
import { runSeed } from './runSeed.ts'
import type { SimBellKind } from './simBell.ts'

/** Three hours of the same two markets, without a fault but the bell's own; then nobody trades, and books are compared. */
const HOURS = 3
const SEED = 6
const runWith = (rings: boolean | SimBellKind) =>
  runSeed(SEED, HOURS / 24, { entryUsdc: 20, isFaultless: true, rings })
/** A tick of both markets each shortest gap is the most that a bell can bring. */
const MOST_TICKS = 2 * (HOURS + 1) * 3_600
const off = runWith(false)

test('with the bell off the ledger is the venue’s, and the bot trades', async () => {
  const { violations, checkpoints, fills, stops } = await off
  expect(violations).toEqual([])
  expect(checkpoints).toBe(1)
  expect(fills).toBeGreaterThan(10)
  expect(stops).toEqual({})
})

test('a bell that is lost costs nothing but speed: as many ticks as with the bell off', async () => {
  const [without, lost] = [await off, await runWith('breaks')]
  expect(lost.faults['bell: breaks']).toBeGreaterThan(HOURS * 60 - 1)
  expect(lost).toMatchObject({ violations: [], checkpoints: 1, stops: {}, pages: without.pages })
  expect(lost.fills).toBeGreaterThan(10)
  // What a fill or an answer brings forward is drawn otherwise.
  expect(Math.abs(lost.ticks / without.ticks - 1)).toBeLessThan(0.1)
})

test.each<SimBellKind>(['rings now and then', 'goes silent', 'lies', 'floods'])(
  'with a bell that %s there are more ticks, and no rule is broken: the ledger is the venue’s as with the bell off',
  async (kind) => {
    const [without, rung] = [await off, await runWith(kind)]
    expect(Object.keys(rung.faults).filter((name) => name.startsWith('bell: '))).toEqual([`bell: ${kind}`])
    expect(rung.violations).toEqual([])
    expect(rung).toMatchObject({ checkpoints: 1, stops: {}, pages: without.pages })
    expect(rung.fills).toBeGreaterThan(10)
    expect(rung.ticks).toBeGreaterThan(without.ticks)
    expect(rung.ticks).toBeLessThan(MOST_TICKS)
  },
)
