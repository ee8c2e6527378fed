import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import { postEntry } from '../../../shared/machine/rows/idle.ts'
import { postExit } from '../../../shared/machine/rows/positionOpen.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { at, balanceOf, observation, openState, settings, state } from '../../support/build.ts'
import { book } from '../../support/market.ts'

const WIDE = known(book([[0.3, 500]], [[0.8, 500]]), at(-0.5))
const contextWith = (of: MarketState, seen: Parameters<typeof observation>[0] = {}) =>
  contextOf(of, observation({ balance: balanceOf(20), ...seen }), settings(), true)

describe('a row that is asked although its conditions do not hold prices nothing: that is an error in the bot', () => {
  test('an entry outside of a valid regime', () => {
    expect(() => postEntry(contextWith(state(), { book: WIDE }), [])).toThrow(
      'IDLE: an entry outside of a valid regime',
    )
  })

  test.each<readonly [string, MarketState, Parameters<typeof observation>[0], string]>([
    [
      'an exit of shares that no balance has shown',
      openState,
      { balance: unknown('no answer') },
      'POSITION_OPEN without a size to offer',
    ],
    ['an exit without a position', state(), {}, 'POSITION_OPEN without a position'],
    ['an exit by an odd book', openState, { book: WIDE }, 'POSITION_OPEN without a price'],
  ])('%s', (_, of, seen, message) => {
    expect(() => postExit(contextWith(of, seen), [])).toThrow(message)
  })
})
