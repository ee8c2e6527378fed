import { expect, test } from 'vitest'
import { countRefusals, entryRefusals } from '../../../shared/machine/marketsOwn.ts'
import type { Row } from '../../../shared/machine/row.ts'
import { state } from '../../support/build.ts'

const refused: Row = {
  at: 'IDLE',
  does: 'wait',
  code: 'noEntry',
  reason: 'no entry',
  actions: [],
  refusals: ['inPlay', 'tradesUnread'],
}

test('what refuses an entry is the market’s own or something else', () => {
  expect(entryRefusals(refused)).toEqual({ own: ['inPlay'], other: ['tradesUnread'] })
})

test('what posts an entry refuses none', () => {
  const { refusals: _, ...posted } = refused

  expect(entryRefusals(posted)).toEqual({ own: [], other: [] })
})

test('what bars an exit is no refusal of an entry, and is not counted as one', () => {
  const { day } = state()
  const exit: Row = { ...refused, at: 'POSITION_OPEN', code: 'noExit' }

  expect(entryRefusals(exit)).toEqual({ own: [], other: [] })
  expect(countRefusals(day, exit)).toBe(day)
  expect(countRefusals(day, refused).refused).toEqual({ inPlay: 1 })
})
