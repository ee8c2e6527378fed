import { expect, test } from 'vitest'
import { isSameJson } from '../../../shared/domain/isSameJson.ts'

test.each<[unknown, unknown]>([
  [1, 1],
  [null, null],
  [
    { a: [1, { b: 2 }], c: null },
    { c: null, a: [1, { b: 2 }] },
  ],
  [{ a: 1 }, { a: 1, b: undefined }],
  [[], []],
])('%j is the same as %j', (a, b) => {
  expect(isSameJson(a, b)).toBe(true)
})

test.each<[unknown, unknown]>([
  [1, '1'],
  [null, {}],
  [[], {}],
  [[1, 2], [1]],
  [
    [1, 2],
    [2, 1],
  ],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: { b: 1 } }, { a: { b: 2 } }],
])('%j is not the same as %j', (a, b) => {
  expect(isSameJson(a, b)).toBe(false)
})
