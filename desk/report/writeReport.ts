import { writeFile } from 'node:fs/promises'
import { assert } from '../../shared/domain/assert.ts'
import { loadAssets } from './page/assets.ts'
import { renderReport } from './page/renderReport.ts'
import { parseReplayResult } from './parseResult.ts'
import type { ReplayResult } from './result.ts'

export interface WrittenReport {
  readonly page: string
  /** The document the page draws, next to it. */
  readonly json: string
}

/**
 * The document is written first and checked then: a page is drawn of a sound one only, and an unsound one is there
 * to be looked at.
 * @param file The page; its document goes next to it under the same name with the ending ".json".
 */
export async function writeReport(file: string, result: ReplayResult): Promise<WrittenReport> {
  const json = file.replace(/(\.html?)?$/i, '.json')
  await writeFile(json, `${JSON.stringify(result)}\n`)
  const parsed = parseReplayResult(result)
  assert(parsed.ok, parsed.ok ? '' : `${json}: ${parsed.problems[0]}`)
  await writeFile(file, renderReport(parsed.result, await loadAssets()))
  return { page: file, json }
}
