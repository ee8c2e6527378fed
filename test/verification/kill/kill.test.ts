import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bundles, synthBundles } from '../../support/bundles.ts'
import { runKillTest } from './killTest.ts'

/** Another run: KILL_SEED=7. The instants are the seed's; what the processes are doing then is this machine's. */
const SEED = Number(process.env['KILL_SEED'] ?? 1)
const KILLS = 200
const ORDERS = 30
const CELLS = 4
const AT_MOST_MS = 10 * 60_000

const folder = mkdtempSync(join(tmpdir(), 'kill-'))
let bundles: Bundles
beforeAll(async () => {
  bundles = await synthBundles(folder)
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('processes killed at any instant, overlapping, with replies lost: nothing is doubled and nothing is lost', async () => {
  // Act
  const result = await runKillTest({
    bundles,
    seed: SEED,
    cells: CELLS,
    kills: KILLS,
    orders: ORDERS,
    atMostMs: AT_MOST_MS,
  })

  // Assess
  const { kills, started, stops, orders, fills, seconds, faults } = result
  console.log(
    JSON.stringify({ seed: SEED, kills, processes: started, stops, orders, fills, seconds, faults }),
  )
  expect(result.violations).toEqual([])
  expect(result.differences).toEqual([])
  expect(result.died).toEqual([])
  expect(kills).toBeGreaterThanOrEqual(KILLS)
  expect(orders).toBeGreaterThanOrEqual(ORDERS)
  expect(fills).toBeGreaterThan(ORDERS / 5)
  expect(stops).toBeGreaterThan(KILLS / 20)
})
