import { expect, test } from 'vitest'
import { parseJson } from '../../../shared/domain/parseJson.ts'

test('JSON is its value, and text that is none is undefined, which no JSON is', () => {
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] })
  expect(parseJson('null')).toBeNull()
  expect(parseJson('')).toBeUndefined()
  expect(parseJson('{"a":')).toBeUndefined()
})
