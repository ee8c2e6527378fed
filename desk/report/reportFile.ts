import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { wrongValue } from '../../shared/domain/inputError.ts'

export const DEFAULT_REPORT = 'report.html'

/**
 * @returns the file, if its name is one a report can have and its folder takes one: nobody plays for an hour to hear
 * of it then. @throws InputError
 */
export function reportFile(field: string, file: string): string {
  if (!/\.html?$/i.test(file)) {
    const remedy = 'use a name that ends in .html: the document is written next to it as .json'
    throw wrongValue(field, file, remedy)
  }
  if (isWritable(dirname(file))) return file
  throw wrongValue(field, file, 'name a file in a folder that exists and can be written')
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export interface ReportOptions {
  /** A file, or false for none. */
  readonly report?: string | boolean
  readonly json?: true
}

/**
 * Where the report goes: as asked; else to the usual place, where that takes one, but not for a program, which reads
 * the JSON it asked for.
 * @returns null for nowhere. @throws InputError
 */
export function wantedReport({ report, json }: ReportOptions, usual = DEFAULT_REPORT): string | null {
  if (report === false) return null
  if (typeof report === 'string') return reportFile('--report', report)
  return json === true || !isWritable('.') ? null : usual
}
