import type { ArchiveFile } from './archiveFile.ts'
import { openHour } from './archiveHour.ts'
import { hourEvents } from './hourEvents.ts'
import type { ArchiveInput } from './openArchive.ts'
import { textOf } from './parquetTable.ts'

/** An hour as a Parquet file, opened where it is wanted. */
export function parquetHour(name: string, openFile: () => Promise<ArchiveFile>): ArchiveInput {
  return {
    name,
    open: async (market) => {
      const file = await openFile()
      try {
        const hour = await openHour(file, { market })
        return {
          tokens: [...hour.rows.keys()],
          events: (of) => hourEvents(name, hour, of),
          close: () => file.close(),
        }
      } catch (error) {
        await file.close()
        throw error
      }
    },
    marketOf: async (token) => {
      const file = await openFile()
      try {
        const { table, rows } = await openHour(file, { token })
        const [range] = rows.get(token) ?? []
        if (range === undefined) return null
        const { from, group } = range
        const { market } = await table.read(group, { columns: ['market'], from, to: from + 1 })
        return textOf(market[0])?.toLowerCase() ?? null
      } finally {
        await file.close()
      }
    },
  }
}
