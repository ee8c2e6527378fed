import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { archiveTapeName } from '../../../desk/tape/archive/archiveTapeName.ts'
import { nameOfHour } from '../../../desk/tape/archive/hourOfName.ts'
import { openSource } from '../../../desk/tape/openSource.ts'
import { archiveRows, hourOfMarket, MARKET, marketRows, TOKEN } from '../../support/archive/archiveRows.ts'
import { flatRows, rowsOfEvents } from '../../support/archive/flatRows.ts'
import { writeArchive } from '../../support/archive/writeArchive.ts'

/**
 * What an import may hold, whatever the size of the file: the program itself has some 200 MB, and a page of a column
 * without values can be a whole row group, which are a million rows to unpack.
 */
export const MAX_RESIDENT_BYTES = 600_000_000
/** As the noise of other markets packs. */
const BYTES_PER_ROW = 101
const ROWS_PER_OTHER = 128
const HOUR_MS = Date.UTC(2026, 4, 1, 10)
const SEED = 7

export interface MeasuredImport {
  readonly fileBytes: number
  readonly fileRows: number
  readonly otherMarkets: number
  readonly writeMs: number
  readonly importMs: number
  readonly residentBytes: number
  readonly tapeRows: number
  /** The tape is, row for row, the market as it was made up. */
  readonly isExact: boolean
}

/** Makes an hour of the archive of about that size, imports one market of it by the command, and compares. */
export async function measureImport(megabytes: number, groupRows: number): Promise<MeasuredImport> {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'))
  try {
    const file = join(folder, nameOfHour(HOUR_MS))
    const events = [...hourOfMarket(HOUR_MS, SEED)]
    const others = Math.ceil((megabytes * 1e6) / BYTES_PER_ROW / ROWS_PER_OTHER)
    const ours = marketRows(events, SEED)
    const beganMs = performance.now()
    const all = archiveRows({ hourMs: HOUR_MS, seed: SEED, others, rowsPerOther: ROWS_PER_OTHER, ours })
    const { rows } = await writeArchive(file, all, groupRows)
    const writtenMs = performance.now()
    const child = join(import.meta.dirname, 'measuredImport.ts')
    const args = ['import', file, '--market', MARKET, '--token', TOKEN, '--out', folder]
    const { stdout } = await promisify(execFile)(process.execPath, [child, ...args])
    const importMs = performance.now() - writtenMs
    const { residentBytes } = JSON.parse(stdout) as { readonly residentBytes: number }
    const tape = join(folder, archiveTapeName([file], { market: MARKET, token: TOKEN }))
    const found = await flatRows(await openSource(tape, { outcome: 0, facts: {}, onSalvaged: null }))
    const isExact = JSON.stringify(found) === JSON.stringify(rowsOfEvents(events))
    const fileBytes = statSync(file).size
    return {
      fileBytes,
      fileRows: rows,
      otherMarkets: others,
      writeMs: writtenMs - beganMs,
      importMs,
      residentBytes,
      tapeRows: found.length,
      isExact,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const describeImport = (of: MeasuredImport): string =>
  `${(of.fileBytes / 1e6).toFixed(1)} MB, ${of.fileRows} rows of ${of.otherMarkets + 1} markets ` +
  `(written in ${(of.writeMs / 1e3).toFixed(1)} s): one market, ${of.tapeRows} rows, imported in ` +
  `${(of.importMs / 1e3).toFixed(1)} s with ${(of.residentBytes / 1e6).toFixed(0)} MB resident at most, ` +
  `${of.isExact ? 'exact' : 'NOT as it was made up'}\n`
