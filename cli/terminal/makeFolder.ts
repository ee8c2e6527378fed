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

/** What a file system answers where a file cannot be written. */
const UNWRITABLE = ['EACCES', 'EDQUOT', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']

/** Writes a file below `--out`. @throws InputError where it cannot be written there. */
export async function writtenTo<T>(file: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    const { code = '', path = file } = error as NodeJS.ErrnoException
    // A recording that cannot be read is another matter.
    if (!UNWRITABLE.includes(code) || !path.startsWith(file)) throw error
    throw new InputError({
      field: '--out',
      value: file,
      remedy: `name a folder that can be written (${code})`,
    })
  }
}
