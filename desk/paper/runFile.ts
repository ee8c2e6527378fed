import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isObject } from '../../shared/domain/jsonObject.ts'

/** What a run leaves in its folder for the commands that look at it, while it runs and after. */
export interface RunFile {
  readonly pid: number
  /** Where its table answers, as long as the process lives. */
  readonly endpoint: string
  /** Its configuration, compact. */
  readonly config: string
  readonly startedAtMs: number
}

const fileIn = (folder: string): string => join(folder, 'run.json')

export function writeRunFile(folder: string, run: RunFile): void {
  const file = fileIn(folder)
  writeFileSync(`${file}.new`, JSON.stringify(run))
  renameSync(`${file}.new`, file)
}

/** null: no run of this version has used the folder. */
export function readRunFile(folder: string): RunFile | null {
  try {
    const run: unknown = JSON.parse(readFileSync(fileIn(folder), 'utf8'))
    if (!isObject(run)) return null
    const { pid, endpoint, config, startedAtMs } = run
    return typeof pid === 'number' &&
      typeof endpoint === 'string' &&
      typeof config === 'string' &&
      typeof startedAtMs === 'number'
      ? { pid, endpoint, config, startedAtMs }
      : null
  } catch {
    return null
  }
}
