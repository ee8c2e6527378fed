import { expect, it } from 'vitest'
import { tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const armed = { schema: 1, armed: true, halted: false, haltSeq: 0, doneSeq: 0, clearedSeq: 0 }

it.each([
  ['the drain is active', { drain: true }, false],
  ['a person typed it in', { drain: 'yes' }, false],
  ['the operator took it back', { drain: false }, true],
  ['nobody ever drained', {}, true],
  ['a STOP came', { drain: true, halted: true, haltSeq: 1 }, true],
  ['a person flipped the flag', { drain: true, halted: true }, true],
  ['a person flipped it back in the midst of a STOP', { drain: true, haltSeq: 1, doneSeq: 1 }, true],
])('the end of a drain disarms or not: %s', async (_, change, stays) => {
  await table.putControl({ ...armed, ...change })

  const wrote = await table.store.endDrain()

  expect(wrote).toEqual({ is: stays ? 'lost' : 'written' })
  expect(await table.store.control()).toMatchObject({ value: { armed: stays } })
})

it('the end of a drain is nothing to say of what is not armed', async () => {
  await table.putControl({ ...armed, armed: false, drain: true })

  expect(await table.store.endDrain()).toEqual({ is: 'lost' })
})
