import { expect, test } from 'vitest'
import { size } from '../../../shared/domain/units.ts'
import { id } from '../../support/build.ts'
import { haltedBench } from './stop/haltedBench.ts'

test('the model venue fills what it is asked to, and no more', () => {
  const of = haltedBench()
  expect(() => of.venue.fill(id(55), size(1))).toThrow('no order')
  expect(() => of.venue.settle('none' as never, 'CONFIRMED')).toThrow('no trade')
})
