import { expect, test } from 'vitest'
import { describeImport, MAX_RESIDENT_BYTES, measureImport } from './measureImport.ts'

/** `npm run archive` does the same with 200 MB and the archive's own row groups. */
test('a market is imported out of 20 MB of the archive in bounded memory, and exactly', async () => {
  const measured = await measureImport(20, 131_072)
  process.stdout.write(describeImport(measured))

  expect(measured.fileBytes).toBeGreaterThan(18e6)
  expect(measured.otherMarkets).toBeGreaterThan(1_000)
  expect(measured.isExact).toBe(true)
  expect(measured.residentBytes).toBeLessThan(MAX_RESIDENT_BYTES)
})
