import { expect, test } from 'vitest'
import { chunksOf } from '../../../shared/domain/chunksOf.ts'

test('chunks hold the whole list in its order, the last what is left', () => {
  expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(chunksOf([1, 2], 2)).toEqual([[1, 2]])
  expect(chunksOf([], 2)).toEqual([])
})
