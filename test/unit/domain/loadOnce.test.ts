import { expect, test } from 'vitest'
import { loadOnce } from '../../../shared/domain/loadOnce.ts'

test('what is loaded once is loaded at the first call, for all who ask', async () => {
  let loads = 0
  const load = loadOnce(async () => {
    loads += 1
    return 'key'
  })
  expect(loads).toBe(0)
  expect(await Promise.all([load(), load()])).toEqual(['key', 'key'])
  expect(await load()).toBe('key')
  expect(loads).toBe(1)
})

test('a failure is everybody’s who asked meanwhile, and nobody’s who asks after it', async () => {
  let loads = 0
  const load = loadOnce(async () => {
    loads += 1
    if (loads === 1) throw new Error('not now')
    return 'key'
  })
  const both = await Promise.allSettled([load(), load()])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await load()).toBe('key')
  expect(loads).toBe(2)
})
