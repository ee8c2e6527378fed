import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { InputError } from '../../../shared/domain/inputError.ts'
import type { TextLine } from '../textLines.ts'

/** The longest snapshot recorded has 755 bytes; a file without line ends must not fill memory. */
export const MAX_EVENT_CHARS = 1_000_000
const CHUNK_BYTES = 65_536

/**
 * The lines of a file, one at a time, in bounded memory. Synchronous on purpose: the desk's market is an
 * Iterable, and a session reads a few kilobytes between two ticks.
 * @throws InputError where the file cannot be read or a line is too long.
 */
export function* readLines(file: string): Generator<TextLine> {
  const descriptor = open(file)
  try {
    const decoder = new StringDecoder('utf8')
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let rest = ''
    let number = 0
    for (let bytes = read(file, descriptor, chunk); bytes > 0; bytes = read(file, descriptor, chunk)) {
      const pieces = (rest + decoder.write(chunk.subarray(0, bytes))).split('\n')
      rest = pieces.pop() ?? ''
      for (const text of pieces) yield { number: ++number, text: bounded(file, number, text), ended: true }
      bounded(file, number + 1, rest)
    }
    rest += decoder.end()
    if (rest !== '') yield { number: number + 1, text: bounded(file, number + 1, rest), ended: false }
  } finally {
    closeSync(descriptor)
  }
}

function bounded(file: string, line: number, text: string): string {
  if (text.length <= MAX_EVENT_CHARS) return text
  const what = `the line is longer than ${MAX_EVENT_CHARS} characters`
  throw new InputError({
    file,
    at: { line },
    what,
    remedy: 'A recording holds one JSON object a line: is this one?',
  })
}

function open(file: string): number {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

function read(file: string, descriptor: number, into: Buffer): number {
  try {
    return readSync(descriptor, into)
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

function unreadable(file: string, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
  const what = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`
  return new InputError({ file, what, remedy: 'Give the path of a recording (*.events.jsonl).', cause })
}
