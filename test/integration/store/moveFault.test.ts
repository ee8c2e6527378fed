import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { moveHistories } from './moveHistories.ts'
import { startTable, type TableFixture } from './tableFixture.ts'

/** A deliberate fault: the key is moved while an order of the item may be alive. */
vi.mock('../../../shared/dynamodb/moveItem.ts', async (original) => ({
  ...(await original<typeof import('../../../shared/dynamodb/moveItem.ts')>()),
  isMovable: () => true,
}))

let table: TableFixture
beforeEach(async () => {
  table = await startTable()
})
afterEach(() => table.close())

test('the histories of a move find it when a key is moved with an order alive', async () => {
  await expect(moveHistories(table, { count: 60, isShrunk: false })).rejects.toThrow('Property failed')
}, 240_000)
