import { chunksOf } from '../domain/chunksOf.ts'
import type { WriteResult } from '../ports/store.ts'

const RECORDS_IN_PARALLEL = 10

/** Writes every record, some at a time; the first that is not written ends it, and is the answer. */
export async function writeRecords<T>(
  records: readonly T[],
  write: (record: T) => Promise<WriteResult>,
): Promise<WriteResult> {
  for (const some of chunksOf(records, RECORDS_IN_PARALLEL)) {
    const written = await Promise.all(some.map(write))
    const failed = written.find((one) => one.is !== 'written')
    if (failed !== undefined) return failed
  }
  return { is: 'written' }
}
