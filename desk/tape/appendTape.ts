import { closeSync, existsSync, ftruncateSync, openSync } from 'node:fs'
import { InputError } from '../../shared/domain/inputError.ts'
import type { TapeHeader } from './format.ts'
import { readTapeHeader, type TapeProgress, tapeBlocks } from './readTape.ts'
import { createTapeWriter, headerBytes, type TapeWriter, writeAll } from './tapeWriter.ts'

export interface OpenedTape {
  readonly writer: TapeWriter
  /** It holds events of an earlier recording: what happened since is not known. */
  readonly isContinued: boolean
}

/**
 * Opens a tape for more events: a new one gets its head; one that is there is read through, cut after its last
 * whole block (an earlier recorder may have died in the middle of one) and gone on with.
 * @throws InputError where it is another token's tape, or no tape.
 */
export async function appendTape(file: string, header: TapeHeader): Promise<OpenedTape> {
  if (!existsSync(file)) {
    const descriptor = openSync(file, 'wx')
    writeAll(descriptor, headerBytes(header))
    return { writer: createTapeWriter(descriptor), isContinued: false }
  }
  const before = await readTapeHeader(file)
  if (before.tokens[0] !== header.tokens[0]) {
    const what = `it is a tape of token ${before.tokens[0]}`
    throw new InputError({ file, what, remedy: 'Record into another file.' })
  }
  const progress = await validPart(file)
  const descriptor = openSync(file, 'r+')
  const endByte = progress?.endByte ?? headerBytes(before).length
  ftruncateSync(descriptor, endByte)
  closeSync(descriptor)
  const appending = openSync(file, 'a')
  return { writer: createTapeWriter(appending, progress ?? undefined), isContinued: progress !== null }
}

async function validPart(file: string): Promise<TapeProgress | null> {
  const seen: { last: TapeProgress | null } = { last: null }
  try {
    for await (const _ of tapeBlocks(file, (progress) => {
      seen.last = progress
    })) {
      // Only their soundness is wanted.
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return seen.last
}
