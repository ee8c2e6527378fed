import { mkdirSync } from 'node:fs'
import { InputError } from '../../shared/domain/inputError.ts'

/** @throws InputError where there can be no such folder. */
export function makeFolder(field: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new InputError({ field, value: folder, remedy: `name a folder that can be written (${code})` })
  }
}
