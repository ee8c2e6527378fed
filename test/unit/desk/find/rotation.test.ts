import { expect, test } from 'vitest'
import type { Candidate } from '../../../../desk/find/candidateOf.ts'
import { compared } from '../../../../desk/find/compared.ts'
import { rotation } from '../../../../desk/find/rotation.ts'
import type { MarketSettings } from '../../../../shared/domain/settings.ts'
import { usdc } from '../../../../shared/domain/units.ts'
import { settings } from '../../../support/build.ts'
import { madeCandidate } from './madeCandidate.ts'

const CAP_USDC = 25
const [first, second, third, fourth] = [1, 2, 3, 4].map((nth) => madeCandidate({ nth })) as [
  Candidate,
  Candidate,
  Candidate,
  Candidate,
]
const traded = ({ market }: Candidate, entries = true): MarketSettings => ({
  ...settings({ risk: { maxUsdcLockedMicros: usdc(CAP_USDC * 1e6) } }),
  market,
  entries,
})

const turned = (
  markets: readonly MarketSettings[],
  best: readonly Candidate[],
  of: { readonly budgetUsdc?: number; readonly held?: string | null } = {},
) =>
  rotation(markets, compared(markets, best, [first, second, third, fourth]), {
    top: 2,
    quoting: 'one',
    mostMarkets: 200,
    budgetMicros: (of.budgetUsdc ?? 50) * 1e6,
    usdcMicros: 20_000_000,
    heldBy: () => of.held ?? null,
  })

test('a market that should leave loses its entries first, and nothing comes in its place yet', () => {
  const turn = turned([traded(first), traded(second)], [first, third])

  expect(turn).toMatchObject({ off: [second.market], removed: [], kept: [], added: [] })
  expect(turn.waiting).toEqual([
    { candidate: third, why: '0 USDC of the budget are free, a market takes 25' },
  ])
})

test('once it is empty it is removed, and its part goes to the best that is not there', () => {
  const turn = turned([traded(first), traded(second, false)], [first, third])

  expect(turn).toMatchObject({ off: [], removed: [second.market], kept: [], waiting: [] })
  expect(turn.added).toMatchObject([{ candidate: third, maxUsdcLocked: 25, entryUsdc: 12.5 }])
})

test('what is held, or not known to be empty, stays and keeps its part of the budget', () => {
  const turn = turned([traded(first), traded(second, false)], [first, third], { held: 'it still holds 5' })

  expect(turn).toMatchObject({ removed: [], added: [] })
  expect(turn.kept).toEqual([{ market: second.market, why: 'it still holds 5' }])
})

test.each([
  [49, 0],
  [75, 1],
  [100, 1],
])('caps never come to more than a budget of %d USDC', (budgetUsdc, count) => {
  const turn = turned([traded(first)], [first, third, fourth], { budgetUsdc })
  const caps = turn.added.reduce((sum, { maxUsdcLocked }) => sum + maxUsdcLocked, CAP_USDC)

  expect(turn.added.length).toBe(count)
  expect(caps).toBeLessThanOrEqual(budgetUsdc)
})

test('two outcomes of one market leave as one', () => {
  const pair = [traded(second), { ...traded(second), tokenId: settings().tokenId }]

  expect(turned(pair, [first]).off).toEqual([second.market])
})
