import { accessSync, constants, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { wrongValue } from '../../shared/domain/inputError.ts'

/** The text of a configuration that will be written. @throws InputError before anything else is done, where it cannot be. */
export function readWritable(file: string, field = '--config'): string {
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    return readFileSync(file, 'utf8')
  } catch {
    throw wrongValue(
      field,
      file,
      'it cannot be read and written: name your own copy of config.json, such as my-config.json',
    )
  }
}

/** Whole or not at all. */
export function replaceFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}
