import { expect, test } from 'vitest'
import { size } from '../../../shared/domain/units.ts'
import { holding, shares, state, TOKEN } from '../../support/build.ts'
import { bench, ticked } from '../../support/engineBench.ts'

/** Twenty shares by our fills, none by the venue's cache. */
function lagging() {
  const of = bench({ state: state({ folded: holding(20) }) })
  of.venue.balances.set(TOKEN, size(0))
  return of
}
const refreshes = ({ venue }: ReturnType<typeof bench>) =>
  venue.calls.filter((call) => call === 'refreshBalance').length
const ticks = async (of: ReturnType<typeof bench>, count: number) => {
  for (let nth = 0; nth < count; nth += 1) {
    await ticked(of)
    of.clock.advance(10_000)
  }
}

test('a balance that lags is refreshed before it counts, and the exit is posted in the same tick', async () => {
  const of = lagging()
  of.venue.onRefresh = () => of.venue.balances.set(TOKEN, shares(20))
  await ticks(of, 3)

  expect(refreshes(of)).toBe(1)
  expect(of.venue.posted.map(({ draft }) => [draft.side, draft.sizeMicros])).toEqual([['SELL', shares(20)]])
  expect(of.stored().suspicion).not.toHaveProperty('balanceRefresh')
})

test('what a refresh finds in part is offered', async () => {
  const of = lagging()
  of.venue.onRefresh = () => of.venue.balances.set(TOKEN, shares(12))
  await ticks(of, 1)

  expect(of.venue.posted.map(({ draft }) => draft.sizeMicros)).toEqual([shares(12)])
})

test('still short after an answer, it is asked again each half minute, and a STOP after its lag', async () => {
  const of = lagging()
  await ticks(of, 61)
  expect(of.control().halted).toBe(false)
  expect(refreshes(of)).toBe(21)
  await ticks(of, 1)
  expect(of.control().codes).toEqual(['BALANCE_SHORT'])
})

test('a refresh that nobody answers starts no clock', async () => {
  const of = lagging()
  of.venue.silent.add('refreshBalance')
  await ticks(of, 100)

  expect(of.control().halted).toBe(false)
  expect(of.stored().suspicion.balanceShortSinceMs).toBeNull()
})
