import { StringDecoder } from 'node:string_decoder'
import { InputError } from '../../shared/domain/inputError.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { openBytes } from './byteStream.ts'
import { SALVAGE } from './salvage.ts'

/**
 * The first frame of the market channel is all books at once, 4.3 KiB a token, and a recording of it may hold it as
 * one line; a file without line ends must not fill memory.
 */
export const MAX_LINE_CHARS = 8_000_000

/** What some editors put before the first line. */
const BYTE_ORDER_MARK = /^\ufeff/

export interface TextLine {
  readonly number: number
  readonly text: string
  /** False for a last line without its line end: a recording that was cut may end so. */
  readonly ended: boolean
}

/**
 * The lines of a text, gzipped or not, in bounded memory; empty ones are left out.
 * @throws InputError
 */
export async function* textLines(file: string): AsyncGenerator<TextLine> {
  const bytes = await openBytes(file)
  try {
    const decoder = new StringDecoder('utf8')
    let rest = ''
    let number = 0
    for (let chunk = await bytes.takeSome(); chunk.length > 0; chunk = await bytes.takeSome()) {
      const text = rest + decoder.write(chunk)
      const pieces = (number === 0 ? text.replace(BYTE_ORDER_MARK, '') : text).split('\n')
      rest = pieces.pop() ?? ''
      for (const text of pieces) {
        number += 1
        if (text.trim() !== '') yield { number, text: bounded(file, number, text), ended: true }
      }
      bounded(file, number + 1, rest)
    }
    rest += decoder.end()
    if (rest.trim() !== '') yield { number: number + 1, text: rest, ended: false }
  } finally {
    await bytes.close()
  }
}

/** @throws InputError where the line is not JSON. */
export function jsonIn(file: string, { number, text, ended }: TextLine): unknown {
  const json = parseJson(text)
  if (json !== undefined) return json
  const what = ended ? 'not JSON' : 'the file is cut in the middle of a line'
  throw new InputError({ file, at: { line: number }, what, remedy: SALVAGE })
}

function bounded(file: string, line: number, text: string): string {
  if (text.length <= MAX_LINE_CHARS) return text
  const what = `the line is longer than ${MAX_LINE_CHARS} characters`
  throw new InputError({
    file,
    at: { line },
    what,
    remedy: 'A recording holds one event a line: is this one?',
  })
}
