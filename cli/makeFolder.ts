import { mkdirSync } from 'node:fs'
import { UsageError } from '../desk/session/usageError.ts'

/** @throws UsageError where there can be no such folder. */
export function makeFolder(field: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new UsageError({ field, value: folder, remedy: `name a folder that can be written (${code})` })
  }
}
