import { writeFile } from 'node:fs/promises'
import { loadAssets } from './page/assets.ts'
import { renderReport } from './page/renderReport.ts'
import type { ReplayResult } from './result.ts'

export interface WrittenReport {
  readonly page: string
  /** The document the page draws, beside it. */
  readonly json: string
}

/** @param file The page; its document goes beside it under the same name with the ending ".json". */
export async function writeReport(file: string, result: ReplayResult): Promise<WrittenReport> {
  const page = renderReport(result, await loadAssets())
  const json = file.replace(/(\.html?)?$/i, '.json')
  await Promise.all([writeFile(file, page), writeFile(json, `${JSON.stringify(result)}\n`)])
  return { page: file, json }
}
