import { openSync, renameSync, rmSync } from 'node:fs'
import { CONTINUES, KIND_MASK, type TapeTrailer } from './format.ts'
import type { TapeSource } from './tapeSource.ts'
import { createTapeWriter, headerBytes, writeAll } from './tapeWriter.ts'

/**
 * Writes a source as a tape. It appears under its name only when it is whole.
 * @throws InputError of the source; nothing is left then.
 */
export async function writeTape(source: TapeSource, file: string): Promise<TapeTrailer> {
  const partial = `${file}.partial`
  const descriptor = openSync(partial, 'w')
  try {
    writeAll(descriptor, headerBytes(source.header))
    const writer = createTapeWriter(descriptor)
    for await (const block of source.blocks()) {
      for (let from = 0; from < block.rows; ) {
        const rows = []
        do {
          const kind = block.kind[from] ?? 0
          rows.push({
            kind: kind & KIND_MASK,
            atMs: block.atMs[from] ?? 0,
            priceMicros: block.priceMicros[from] ?? 0,
            sizeMicros: block.sizeMicros[from] ?? 0,
            continues: (kind & CONTINUES) !== 0,
          })
          from += 1
        } while (from < block.rows && ((block.kind[from] ?? 0) & CONTINUES) !== 0)
        writer.writeRecords(rows)
      }
    }
    const trailer = writer.end()
    renameSync(partial, file)
    return trailer
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}
