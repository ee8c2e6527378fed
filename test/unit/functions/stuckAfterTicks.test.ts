import { expect, test } from 'vitest'
import { stuckAfterTicks } from '../../../functions/stuckAfterTicks.ts'
import { at, cents, dollars, holding, state } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'

const EIGHT = Date.UTC(2026, 2, 1, 8, 0)
/** Twelve shares of a market that has ended, last worth 50 cents each. */
const stuck = state({
  folded: holding(12),
  settling: true,
  lastGoodMid: { priceMicros: cents(50), atMs: at(0) },
})

async function pagesOf(accountUsdc: number, dueMs = EIGHT, leftMs = 60_000) {
  const of = bench({ state: stuck, stack: { accountMicros: dollars(accountUsdc) } })
  await stuckAfterTicks(of.ports, of.stack)(leftMs, dueMs)
  return of.told.pages
}

test('the run of one minute of the day pages money that is stuck, from the configured share of the account on', async () => {
  const [page] = await pagesOf(60)

  expect(page).toMatch(/^stuck: about 6 USDC in one market, 10.0 % of accountUsdc: "npx bot status"/)
  expect(await pagesOf(60.01)).toEqual([])
})

test('no other minute does, none without time for it, and an unreadable table pages nothing of it', async () => {
  expect(await pagesOf(60, EIGHT + 60_000)).toEqual([])
  expect(await pagesOf(60, EIGHT + 59_999)).toHaveLength(1)
  expect(await pagesOf(60, EIGHT, 1_000)).toEqual([])

  const of = bench({ state: stuck, stack: { accountMicros: dollars(10) } })
  of.store.fault = () => 'before'
  await stuckAfterTicks(of.ports, of.stack)(60_000, EIGHT)
  expect(of.told.pages).toEqual([])
})
