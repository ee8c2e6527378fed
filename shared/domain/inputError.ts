/** Where in a file the fault lies: a byte of its (unpacked) data, a line of a text, or a row of a table from 0. */
export type FilePlace =
  | { readonly byte: number; readonly block?: number }
  | { readonly line: number }
  | { readonly row: number }

/** An option or a setting and what was there, or a file, or a place in it, and what is wrong with it. */
export type InputFault = { readonly remedy: string; readonly cause?: unknown } & (
  | { readonly field: string; readonly value: string }
  | { readonly file: string; readonly at?: FilePlace; readonly what: string }
)

/**
 * What a person has to correct: one message names the option or the place in the file, what is wrong, and the remedy.
 * The program is not at fault. A command prints the message and exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly fault: InputFault

  constructor(fault: InputFault) {
    super(
      'field' in fault
        ? `${fault.field} = ${fault.value}: ${fault.remedy}`
        : `${fault.file}${placeInWords(fault.at)}: ${fault.what}. ${fault.remedy}`,
      { cause: fault.cause },
    )
    this.fault = fault
  }
}

/** Of an option or a setting: what was there, and what to do. */
export const wrongValue = (field: string, value: string, remedy: string): InputError =>
  new InputError({ field, value, remedy })

function placeInWords(at?: FilePlace): string {
  if (at === undefined) return ''
  if ('line' in at) return `:${at.line}`
  if ('row' in at) return ` in row ${at.row}`
  return at.block === undefined ? ` at byte ${at.byte}` : ` at byte ${at.byte} (block ${at.block})`
}
