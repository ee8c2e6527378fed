import { chunksOf } from '../domain/chunksOf.ts'
import type { Wrote } from '../ports/store.ts'

const ROWS_IN_PARALLEL = 10

/** Writes every row, some at a time; the first that is not written ends it, and is the answer. */
export async function writeRows<T>(rows: readonly T[], write: (row: T) => Promise<Wrote>): Promise<Wrote> {
  for (const some of chunksOf(rows, ROWS_IN_PARALLEL)) {
    const written = await Promise.all(some.map(write))
    const failed = written.find((one) => one.is !== 'written')
    if (failed !== undefined) return failed
  }
  return { is: 'written' }
}
