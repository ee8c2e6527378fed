/** Where in a file the fault lies: a byte of its (unpacked) data, a line of a text, or a row of a table from 0. */
export type TapePosition =
  | { readonly byte: number; readonly block?: number }
  | { readonly line: number }
  | { readonly row: number }
  | { readonly whole: true }

/**
 * A tape or a recording that cannot be read: the file is at fault, not the program. One message names file,
 * position, fault and remedy.
 */
export class TapeError extends Error {
  override readonly name = 'TapeError'
  readonly file: string
  readonly at: TapePosition

  constructor(of: {
    readonly file: string
    readonly at: TapePosition
    readonly what: string
    readonly remedy: string
    readonly cause?: unknown
  }) {
    super(`${of.file}${describe(of.at)}: ${of.what}. ${of.remedy}`, { cause: of.cause })
    this.file = of.file
    this.at = of.at
  }
}

/** What is said of every fault that has something valid before it. */
export const SALVAGE = 'Take the recording again, or keep what was valid before it with --salvage.'

function describe(at: TapePosition): string {
  if ('line' in at) return `:${at.line}`
  if ('row' in at) return ` in row ${at.row}`
  if ('whole' in at) return ''
  return at.block === undefined ? ` at byte ${at.byte}` : ` at byte ${at.byte} (block ${at.block})`
}
