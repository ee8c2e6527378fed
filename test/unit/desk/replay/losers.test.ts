import { describe, expect, test } from 'vitest'
import { verdictSentence } from '../../../../desk/verdict/verdictSentence.ts'
import { FILL_MODELS } from '../../../../shared/simulator/fillModel.ts'
import { at } from '../../../support/tapeFile.ts'
import { replayOf } from './replayOf.ts'
import { acrossGap, collapsed, decided, tripsAlone, tripsThenSlide, wiped } from './smallTapes.ts'

/** What is bought for 20 USDC at 50. */
const SHARES = 40_000_000
const usdc = (dollars: number): number => Math.round(dollars * 1e6)

describe.each(FILL_MODELS)('what was lost counts, filled by %s', (model) => {
  test.each([
    ['one-sided', collapsed()],
    ['wide', collapsed([[60, 10]])],
  ])('a position whose book stays %s is worth what its bids pay, and so is its markout', async (_, tape) => {
    const run = await replayOf(tape, { model })

    expect(run.position).toMatchObject({ sizeMicros: SHARES, priceMicros: 20_000 })
    expect(run.pnl).toMatchObject({
      totalMicros: usdc(-19.2),
      spreadMicros: usdc(0.4),
      markoutMicros: usdc(-19.6),
      driftMicros: 0,
      valuedMarkouts: 1,
      withoutMarkout: 0,
    })
    expect(run.fills).toMatchObject([
      { midMicros: 510_000, midBelief: 'believed', mid60Micros: 20_000, mid60Belief: 'bids' },
    ])
    expect(run.edge.netMicros).toBe(-480_000)
    expect(verdictSentence(run.verdict)).toBe(
      'Cannot say yet, no round trip was completed in 59 min 55 s: 0 of the 300 round trips needed. ' +
        'So far −19.2000 USDC, −48.00 c a share. ' +
        'Still held: 40.00 shares that cost 20.0000 USDC, worth 0.8000 USDC (bids pay 0.02).',
    )
  })

  test('a book that was wiped for 48 seconds is answered by its new mid', async () => {
    const run = await replayOf(wiped(), { model })

    expect(run.fills[0]).toMatchObject({ mid60Micros: 550_000, mid60Belief: 'believed' })
    expect(run.pnl.valuedMarkouts).toBe(0)
  })

  test('a loser is worth nothing, and a winner no more than the mid before', async () => {
    const loser = await replayOf(decided('loser'), { model })
    const winner = await replayOf(decided('winner'), { model, market: { maxDailyLossUsdc: 50 } })

    expect(loser.pnl.totalMicros).toBe(usdc(-20))
    expect(loser.position.priceMicros).toBe(0)
    // One share at 40 and the others at a cent.
    expect(winner.pnl.totalMicros).toBe(usdc(-20 + 0.4 + 0.39))
  })

  test('twenty-two trips of two cents and a slide are no gain: the verdict is on the total', async () => {
    const run = await replayOf(tripsThenSlide(22), { model })

    expect(run.trips).toHaveLength(22)
    expect(run.pnl.totalMicros).toBe(usdc(22 * 0.8 - 18.2))
    expect(run.verdict).toMatchObject({
      trips: 22,
      units: 23,
      totalMicros: usdc(-0.6),
      sharesMicros: 23 * SHARES,
      says: 'tooFew',
      lacks: 'trips',
      interval: null,
      wholeLosses: 1,
      largestStakeMicros: usdc(20),
    })
    expect(verdictSentence(run.verdict)).toMatch(
      /^Cannot say yet; at this rate it takes about \d+ hours more: 22 of the 300 round trips needed\. So far −0\.6000 USDC, −0\.07 c a share\. Still held: 40\.00 shares that cost 20\.0000 USDC, worth 1\.8000 USDC \(mid 0\.045\)\.$/,
    )
  })
})

test('what is resolved is worth its payout', async () => {
  const won = await replayOf(collapsed(), { payoutMicros: 1_000_000 })
  const lost = await replayOf(collapsed(), { payoutMicros: 0 })

  expect(won.pnl.totalMicros).toBe(usdc(20))
  expect(lost.pnl.totalMicros).toBe(usdc(-20))
  expect(lost.verdict.held).toMatchObject({ valueMicros: 0, by: 'pays 0' })
})

test('how what is held moves while nobody looks is a part of its own', async () => {
  const run = await replayOf(acrossGap())

  expect(run.time.gaps).toEqual([{ fromMs: at(395), toMs: at(4_000), why: 'silent' }])
  expect(run.pnl).toMatchObject({
    spreadMicros: usdc(0.4),
    markoutMicros: 0,
    gapDriftMicros: usdc(-4),
    driftMicros: 0,
    totalMicros: usdc(-3.6),
  })
})

test('three hundred trips that all went alike are a gain only as far as unseen losses allow', async () => {
  const run = await replayOf(tripsAlone(300))

  expect(run.trips).toHaveLength(300)
  // 300 x 0.80 USDC; with 97.5 % fewer than 3.69 positions of 20 USDC are lost whole in as many.
  expect(run.verdict).toMatchObject({
    says: 'gain',
    totalMicros: usdc(240),
    interval: { lowMicros: usdc(240 - 3.69 * 20), highMicros: usdc(240) },
  })
}, 90_000)
