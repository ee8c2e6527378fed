import { unwritable } from '../../desk/tape/makeFolder.ts'

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
    throw unwritable('--out', file, code)
  }
}
