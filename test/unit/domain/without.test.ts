import { expect, test } from 'vitest'
import { updated } from '../../../shared/domain/updated.ts'
import { without } from '../../../shared/domain/without.ts'

interface Item {
  readonly size: number
  readonly note?: string
}

test('without a key that it has it is a copy, and the old value stays', () => {
  const item: Item = { size: 1, note: 'x' }
  expect(without(item, 'note')).toEqual({ size: 1 })
  expect(Object.hasOwn(without(item, 'note'), 'note')).toBe(false)
  expect(item.note).toBe('x')
})

test('without a key that it has not it is the very same value', () => {
  const item: Item = { size: 1 }
  expect(without(item, 'note')).toBe(item)
})

test('updated by what differs it is a copy; by what it has already it is the very same value', () => {
  const item: Item = { size: 1, note: 'x' }
  expect(updated(item, { size: 2 })).toEqual({ size: 2, note: 'x' })
  expect(item.size).toBe(1)
  expect(updated(item, { size: 1, note: 'x' })).toBe(item)
  const short: Item = { size: 1 }
  expect(updated(short, { note: 'y' })).toEqual({ size: 1, note: 'y' })
})
