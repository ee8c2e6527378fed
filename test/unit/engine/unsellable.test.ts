import { expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { at, decide, holding, observation, openState, pages, shares, state } from '../../support/build.ts'
import { info } from '../../support/market.ts'

const look = (before: MarketState, minimumShares: number | null) =>
  decide(
    before,
    observation({
      info:
        minimumShares === null
          ? unknown('no answer')
          : known(info({ minSizeMicros: shares(minimumShares) }), at(-1)),
    }),
  ).decision

const RAISED = expect.stringMatching(
  /^20 shares are held and the market's minimum is now 30: .*"npx bot adopt"/,
)

test('a position that a raised minimum leaves unsellable calls a person, once', () => {
  const first = look(openState, 30)
  const second = look(first.state, 30)

  expect(pages(first)).toContainEqual(RAISED)
  expect(first.state).toMatchObject({ unsellable: true, minSizeMicros: shares(5), phase: 'POSITION_OPEN' })
  expect(pages(second)).toEqual([])
})

test('not while the rules cannot be read, and again where it begins again', () => {
  const first = look(openState, 30)
  const unread = look(first.state, null)
  const lowered = look(unread.state, 5)
  const again = look(lowered.state, 30)

  expect(pages(look(openState, null))).toEqual([])
  expect([unread, lowered].flatMap(pages)).toEqual([])
  expect(unread.state.unsellable).toBe(true)
  expect(lowered.state).not.toHaveProperty('unsellable')
  expect(pages(again)).toContainEqual(RAISED)
})

test.each([
  ['dust below either minimum', state({ folded: holding(4) }), 30],
  ['enough for both', openState, 20],
])('%s calls nobody', (_, before, minimum) => {
  expect(pages(look(before, minimum))).toEqual([])
})
