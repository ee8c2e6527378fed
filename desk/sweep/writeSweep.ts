import { writeFile } from 'node:fs/promises'
import { loadPlainAssets } from '../report/page/assets.ts'
import type { WrittenReport } from '../report/writeReport.ts'
import { renderSweep } from './page/renderSweep.ts'
import { checkedSweep, type SweepResult } from './sweepResult.ts'

/** The document next to the page under the same name with the ending ".json", written first; the page of a sound one only. */
export async function writeSweep(file: string, sweep: SweepResult): Promise<WrittenReport> {
  const json = file.replace(/(\.html?)?$/i, '.json')
  await writeFile(json, `${JSON.stringify(sweep)}\n`)
  await writeFile(file, renderSweep(checkedSweep(sweep), await loadPlainAssets()))
  return { page: file, json }
}
