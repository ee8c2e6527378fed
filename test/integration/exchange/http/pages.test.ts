import { expect, test } from 'vitest'
import { page } from '../../../../desk/exchange/http/pages.ts'

const rows = Array.from({ length: 250 }, (_, i) => i)
const same = (row: number) => row

test('pages follow each other by cursors and end with LTE=', () => {
  const first = page(rows, 'MA==', same)
  const second = page(rows, first?.next_cursor ?? null, same)
  const third = page(rows, second?.next_cursor ?? null, same)

  expect(first).toMatchObject({ limit: 100, count: 100, next_cursor: 'MTAw' })
  expect(third).toMatchObject({ limit: 100, count: 50, next_cursor: 'LTE=' })
  expect([first, second, third].flatMap((one) => one?.data ?? [])).toEqual(rows)
})

test('no cursor is the first page, a list that fits has no second, and the end is empty', () => {
  expect(page(rows, null, same)?.next_cursor).toBe('MTAw')
  expect(page(rows.slice(0, 100), null, same)).toMatchObject({ count: 100, next_cursor: 'LTE=' })
  expect(page([], null, same)).toEqual({ limit: 100, count: 0, next_cursor: 'LTE=', data: [] })
  expect(page(rows, 'LTE=', same)).toMatchObject({ count: 0, next_cursor: 'LTE=', data: [] })
})

test.each(['x', 'MTAwMTAwMTAwMTAw', 'LTI='])('the cursor %s is none of ours', (cursor) => {
  expect(page(rows, cursor, same)).toBeNull()
})
