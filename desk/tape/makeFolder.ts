import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'

/**
 * A folder and those above it. Level by level: where a file system has no folders to make, as below /proc, Node's own
 * `recursive` goes round forever.
 * @param field the option that named it.
 * @throws InputError where there can be no such folder.
 */
export function makeFolder(field: string, folder: string): void {
  try {
    for (const level of missing(resolve(folder))) mkdirSync(level)
  } catch (error) {
    throw unwritable(field, folder, (error as NodeJS.ErrnoException).code ?? String(error))
  }
  if (!statSync(folder).isDirectory()) throw unwritable(field, folder, 'ENOTDIR')
}

/** From the top down. */
function missing(folder: string): readonly string[] {
  return existsSync(folder) ? [] : [...missing(dirname(folder)), folder]
}

/** @param code What the file system said. */
export const unwritable = (field: string, folder: string, code: string): InputError =>
  wrongValue(field, folder, `name a folder that can be written (${code})`)
