import { describe, expect, test } from 'vitest'
import { chosen, type Filters } from '../../../../desk/find/chosen.ts'
import { compared } from '../../../../desk/find/compared.ts'
import { plan } from '../../../../desk/find/plan.ts'
import { size } from '../../../../shared/domain/units.ts'
import { madeCandidate } from './madeCandidate.ts'

const NO_FILTERS: Filters = {
  tag: null,
  minRewardMicros: 0,
  maxSdMicros: null,
  minMidMicros: null,
  maxMidMicros: null,
  minHoursToEnd: null,
  refused: false,
}

describe('limits for the best markets', () => {
  test('add up to the budget, with entries of what was asked for or half of the cap', () => {
    const candidates = [madeCandidate({ nth: 1 }), madeCandidate({ nth: 2 }), madeCandidate({ nth: 3 })]
    const { markets, left } = plan(candidates, {
      top: 2,
      budgetMicros: 100_000_000,
      usdcMicros: 20_000_000,
      quoting: 'one',
    })

    expect(markets.map(({ candidate }) => candidate.market)).toEqual(
      candidates.slice(0, 2).map(({ market }) => market),
    )
    expect(markets[0]).toMatchObject({ maxUsdcLocked: 50, entryUsdc: 20, maxDailyLossUsdc: 10 })
    expect(left).toEqual([])
    const small = plan(candidates, {
      top: 3,
      budgetMicros: 100_000_000,
      usdcMicros: 20_000_000,
      quoting: 'one',
    })
    expect(small.markets[0]).toMatchObject({ maxUsdcLocked: 33.33, entryUsdc: 16.66 })
  })

  test('leave out a market whose programme asks for more than an entry may cost, and take the next', () => {
    const dear = madeCandidate({ nth: 1, minSizeMicros: size(100_000_000) })
    const candidates = [dear, madeCandidate({ nth: 2 }), madeCandidate({ nth: 3 })]
    const { markets, left } = plan(candidates, {
      top: 2,
      budgetMicros: 100_000_000,
      usdcMicros: 20_000_000,
      quoting: 'one',
    })

    expect(markets.map(({ candidate }) => candidate.market)).toEqual(
      candidates.slice(1).map(({ market }) => market),
    )
    expect(left).toEqual([
      { candidate: dear, why: 'an order that earns rewards costs 49.00 USDC, and only 20.00 is allowed' },
    ])
  })

  test('with both outcomes are half as large, and large enough for the dearer one', () => {
    const candidates = [madeCandidate({ nth: 1, minSizeMicros: size(50_000_000) }), madeCandidate({ nth: 2 })]
    const both = { top: 2, budgetMicros: 100_000_000, usdcMicros: 20_000_000, quoting: 'two' } as const
    const { markets, left } = plan(candidates, both)

    expect(markets).toMatchObject([{ maxUsdcLocked: 25, entryUsdc: 12.5 }])
    expect(left).toMatchObject([
      { why: expect.stringMatching(/costs 2\d\.\d\d USDC, and only 12\.50 is allowed/) },
    ])
  })

  test('are none where the budget is too small for each', () => {
    const { markets, left } = plan([madeCandidate({ nth: 1 })], {
      top: 10,
      budgetMicros: 50_000_000,
      usdcMicros: 20_000_000,
      quoting: 'one',
    })
    expect(markets).toEqual([])
    expect(left[0]?.why).toBe('5.00 USDC a market is below 9.00: choose fewer markets')
  })
})

describe('the ranking', () => {
  test('goes by what is left after the fills, and puts what is not known behind', () => {
    const calm = madeCandidate({ nth: 1, reward: 1_000_000, lossMicros: 100_000 })
    const wild = madeCandidate({ nth: 2, reward: 2_000_000, lossMicros: 1_900_000 })
    const unread = madeCandidate({ nth: 3, reward: 3_000_000, lossMicros: null })
    const order = (sort: 'net' | 'reward') =>
      chosen([wild, unread, calm], { filters: NO_FILTERS, sort, quoting: 'one', nowMs: 0 })

    expect(order('net')).toEqual([calm, wild, unread])
    expect(order('reward')).toEqual([unread, wild, calm])
  })

  test('passes what is known to pass, and no refused market unless it is asked for', () => {
    const refused = madeCandidate({ nth: 1, refusals: ['depth'] })
    const fine = madeCandidate({ nth: 2, tags: ['Politics'] })
    const unknown = madeCandidate({ nth: 3, sdMicros: null })
    const passing = (filters: Partial<Filters>) =>
      chosen([refused, fine, unknown], {
        filters: { ...NO_FILTERS, ...filters },
        sort: 'pool',
        quoting: 'one',
        nowMs: 0,
      })

    expect(passing({})).toEqual([fine, unknown])
    expect(passing({ refused: true })).toHaveLength(3)
    expect(passing({ tag: 'politics' })).toEqual([fine])
    expect(passing({ maxSdMicros: 10_000 })).toEqual([fine])
    expect(passing({ minMidMicros: 600_000 })).toEqual([])
    expect(passing({ minHoursToEnd: 1 })).toEqual([])
  })
})

test('a configuration is shown what stays, what leaves and why, and what comes', () => {
  const [stays, comes] = [madeCandidate({ nth: 1 }), madeCandidate({ nth: 2 })]
  const thin = madeCandidate({ nth: 3, refusals: ['depth', 'ending'] })
  const worse = madeCandidate({ nth: 4 })
  const gone = madeCandidate({ nth: 5 })
  const change = compared([stays, thin, worse, gone], [stays, comes], [stays, comes, thin, worse])

  expect(change.stays).toEqual([stays])
  expect(change.comes).toEqual([comes])
  expect(change.leaves.map(({ why }) => why)).toEqual([
    'the bot would not enter it now: depth, ending',
    'it is not among the best 2',
    'it has no reward programme now, or none that was read',
  ])
})
