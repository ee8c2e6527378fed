import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { epochMs, tokenId } from '../../../shared/domain/units.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { isContradicted } from '../../../shared/strategy/witness.ts'
import {
  at,
  balanceOf,
  cents,
  decide,
  dollars,
  halted,
  holding,
  MARKET,
  observation,
  settings,
  shares,
  state,
  stops,
  TOKEN,
} from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { book } from '../../support/market.ts'

const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: cents(57) }
const { risk, regime, quote, safety } = settings()
const seenBefore = {
  lastGoodMid: { priceMicros: cents(57), atMs: at(-200) },
  doubtedBids: { levels: [{ priceMicros: cents(10), sizeMicros: shares(500) }], atMs: at(-1) },
  contradiction: { sinceMs: at(-150), atMs: at(-10) },
  tradedUnder: { risk, regime, quote, safety },
}

async function adopted(before = state({ ...seenBefore, folded: holding(20) }), token = TOKEN) {
  const of = bench({ state: before })
  of.store.control_ = halted({ doneSeq: 4 })
  of.venue.balances.set(TOKEN, shares(20))
  const made = await adopt(of.ports, of.stack, { ...request, tokenId: token })
  if (made.is !== 'adopted') throw new Error(made.why)
  return made.state
}

describe('books that are written again', () => {
  test('keep what was seen of the market: its last believed mid, the bids since, what speaks against its book', async () => {
    const after = await adopted()

    expect(after).toMatchObject(seenBefore)
    expect(isContradicted(after.contradiction, at(0), settings())).toBe(true)
  })

  test('keep the limits they were traded under, should the market have left the configuration', async () => {
    expect((await adopted()).tradedUnder).toEqual(seenBefore.tradedUnder)
  })

  test('of another wallet: its dust leaves the books at its cost, whatever was adopted for it before', async () => {
    // Prepare: 30 shares were adopted for the old wallet, and 27 of them sold by fills that the new one does not have.
    const of = bench({ state: state({ wallet: '0xold', folded: holding(3) }) })
    of.store.control_ = halted({ doneSeq: 4 })
    of.venue.balances.set(TOKEN, shares(0))
    const { sizeMicros, costMicros } = holding(30)
    const lot = { sizeMicros, costMicros, realisedMicros: dollars(0), priceMicros: cents(56) }
    const adoption = { market: MARKET, atMs: at(-900), fromMs: at(-900), ...lot, position: holding(30) }
    await of.store.putLedger([{ kind: 'adoption', market: MARKET, adoption }])

    // Act
    const made = await adopt(of.ports, of.stack, { ...request, priceMicros: null })

    // Assess
    const rows = await of.store.adoptions({ market: MARKET, tokenId: TOKEN })
    expect(made).toMatchObject({ is: 'adopted', state: { wallet: of.stack.wallet, phase: 'IDLE' } })
    expect(rows.ok && rows.value.at(-1)).toMatchObject({
      sizeMicros: -shares(3),
      costMicros: -holding(3).costMicros,
      position: { sizeMicros: 0, costMicros: 0 },
    })
  })

  test('of another token keep nothing of it', async () => {
    const other = state({ ...seenBefore, tokenId: tokenId('99'), folded: holding(20) })

    expect(await adopted(other)).not.toHaveProperty('contradiction')
    expect((await adopted(other)).lastGoodMid).toBeNull()
  })

  test('begin the day at the last believed mid: what is lost from there on is of today', async () => {
    const after = await adopted()

    expect(after.day.startEquityMicros).toBe(
      20 * 570_000 - after.folded.costMicros + after.folded.realisedMicros,
    )
    // 20 shares at 0.57 are 11.40; the bids pay 2.00.
    const wide = observation({ control: known(halted(), at(-0.5)), balance: balanceOf(20) })
    expect(stops(decide(after, wide, limit(9)).decision.actions)).toEqual(['LOSS'])
    expect(stops(decide(after, wide, limit(10)).decision.actions)).toEqual([])
  })
})

const limit = (dollars: number) => settings({ risk: { maxDailyLossMicros: (dollars * 1_000_000) as never } })

test('a holding whose price was never believed is lost by what the bids pay, three minutes after its books began', () => {
  const unpriced = state({ folded: holding(50), lastGoodMid: null, adoptedAtMs: epochMs(at(0) - 180_000) })
  const seen = observation({
    book: known(book([[0.1, 500]], [[0.9, 500]]), at(-0.5)),
    balance: balanceOf(50),
  })
  const young = { ...unpriced, adoptedAtMs: epochMs(at(0) - 179_000) }

  expect(stops(decide(unpriced, seen, limit(5)).decision.actions)).toEqual(['LOSS'])
  expect(stops(decide(young, seen, limit(5)).decision.actions)).toEqual([])
})
