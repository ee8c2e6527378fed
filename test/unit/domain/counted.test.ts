import { expect, test } from 'vitest'
import { counted } from '../../../shared/domain/counted.ts'

test('a number and its noun agree', () => {
  expect([0, 1, 2].map((count) => counted(count, 'gap'))).toEqual(['0 gaps', '1 gap', '2 gaps'])
  expect(counted(1, 'is', 'are')).toBe('1 is')
  expect(counted(3, 'is', 'are')).toBe('3 are')
})
