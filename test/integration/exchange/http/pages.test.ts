import { expect, test } from 'vitest'
import { page } from '../../../../desk/exchange/http/pages.ts'

const records = Array.from({ length: 250 }, (_, i) => i)
const same = (record: number) => record

test('pages follow each other by cursors and end with LTE=', () => {
  const first = page(records, 'MA==', same)
  const second = page(records, first?.next_cursor ?? null, same)
  const third = page(records, second?.next_cursor ?? null, same)

  expect(first).toMatchObject({ limit: 100, count: 100, next_cursor: 'MTAw' })
  expect(third).toMatchObject({ limit: 100, count: 50, next_cursor: 'LTE=' })
  expect([first, second, third].flatMap((one) => one?.data ?? [])).toEqual(records)
})

test('no cursor is the first page, a list that fits has no second, and the end is empty', () => {
  expect(page(records, null, same)?.next_cursor).toBe('MTAw')
  expect(page(records.slice(0, 100), null, same)).toMatchObject({ count: 100, next_cursor: 'LTE=' })
  expect(page([], null, same)).toEqual({ limit: 100, count: 0, next_cursor: 'LTE=', data: [] })
  expect(page(records, 'LTE=', same)).toMatchObject({ count: 0, next_cursor: 'LTE=', data: [] })
})

test.each(['x', 'MTAwMTAwMTAwMTAw', 'LTI='])('the cursor %s is none of ours', (cursor) => {
  expect(page(records, cursor, same)).toBeNull()
})
