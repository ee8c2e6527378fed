import { crc32 } from 'node:zlib'
import { InputError } from '../../shared/domain/inputError.ts'
import { type ByteStream, openBytes } from './byteStream.ts'
import { type BlockColumns, createColumns } from './columns.ts'
import { decodeBlock } from './decodeBlock.ts'
import {
  BLOCK_MARK,
  type Block,
  FRAME_BYTES,
  KIND_MASK,
  MAX_BLOCK_BYTES,
  MAX_HEADER_BYTES,
  PREAMBLE_BYTES,
  TAPE_MAGIC,
  TAPE_VERSION,
  type TapeHeader,
  TRAILER_MARK,
  tapeHeaderSchema,
  tapeTrailerSchema,
} from './format.ts'
import { SALVAGE } from './salvage.ts'
import { NOTHING_YET, type WrittenSoFar } from './tapeWriter.ts'

/** What has been read and found right so far, for code that continues writing or describes the tape. */
export interface TapeProgress extends WrittenSoFar {
  /** After the last good block. */
  readonly endByte: number
  readonly firstMs: number
}

/** @throws InputError where the file is not a tape, or one of a later version, or its header is broken. */
export async function readTapeHeader(file: string): Promise<TapeHeader> {
  const bytes = await openBytes(file)
  try {
    return await takeHeader(file, bytes)
  } finally {
    await bytes.close()
  }
}

/**
 * The blocks of a tape, one at a time, all in the same arrays: what is needed longer must be copied. The generator
 * returns once the trailer has been read and found to fit.
 * @throws InputError at the first fault: truncated, altered, reordered, no trailer.
 */
export async function* tapeBlocks(
  file: string,
  onBlock: (progress: TapeProgress) => void = () => {},
): AsyncGenerator<Block> {
  const bytes = await openBytes(file)
  try {
    await takeHeader(file, bytes)
    const columns = createColumns()
    let progress: TapeProgress = { ...NOTHING_YET, endByte: bytes.position(), firstMs: 0 }
    while (true) {
      const body = await takeFrame(file, bytes, progress.blocks)
      if (body.mark === TRAILER_MARK) {
        await checkEnd(file, bytes, body, progress)
        return
      }
      fill(file, body, columns, progress)
      progress = advance(progress, columns, bytes.position())
      yield columns
      onBlock(progress)
    }
  } finally {
    await bytes.close()
  }
}

async function takeHeader(file: string, bytes: ByteStream): Promise<TapeHeader> {
  const preamble = Buffer.from(await bytes.take(PREAMBLE_BYTES))
  const fault = (byte: number, what: string, remedy: string): InputError =>
    new InputError({ file, at: { byte }, what, remedy })
  if (preamble.length === 0) throw fault(0, 'the tape is empty', 'Record it again.')
  if (!TAPE_MAGIC.equals(preamble.subarray(0, TAPE_MAGIC.length))) {
    throw fault(0, 'this is not a tape', 'Convert a recording with "npx bot import".')
  }
  if (preamble.length < PREAMBLE_BYTES)
    throw fault(preamble.length, 'the header is truncated', 'Record it again.')
  const version = preamble.readUInt16LE(8)
  if (version !== TAPE_VERSION) {
    const remedy = 'Use the newer program, or record it again with this one.'
    throw fault(8, `the tape has version ${version}, this program reads ${TAPE_VERSION}`, remedy)
  }
  const length = preamble.readUInt32LE(12)
  if (length > MAX_HEADER_BYTES) throw fault(12, `a header of ${length} bytes`, 'Record it again.')
  const rest = await bytes.take(length + 4)
  const json = rest.subarray(0, length)
  const isWhole = rest.length === length + 4 && crc32(json) === rest.readUInt32LE(length)
  const parsed = isWhole ? tapeHeaderSchema.safeParse(JSON.parse(json.toString())) : null
  if (parsed === null) throw fault(PREAMBLE_BYTES, 'the header is damaged', 'Record it again.')
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const what = `the header's ${issue?.path.join('.')} is wrong: ${issue?.message}`
  throw fault(PREAMBLE_BYTES, what, 'Record it again.')
}

interface Frame {
  readonly mark: number
  readonly body: Buffer
  readonly byte: number
}

async function takeFrame(file: string, bytes: ByteStream, block: number): Promise<Frame> {
  const byte = bytes.position()
  const fault = (what: string): InputError =>
    new InputError({ file, at: { byte, block }, what, remedy: SALVAGE })
  const head = Buffer.from(await bytes.take(FRAME_BYTES))
  if (head.length < FRAME_BYTES) throw fault('the tape ends here, without its trailer')
  const mark = head.readUInt32LE(0)
  const length = head.readUInt32LE(4)
  if (mark !== BLOCK_MARK && mark !== TRAILER_MARK) throw fault('no block begins here')
  if (length > MAX_BLOCK_BYTES) throw fault(`a block of ${length} bytes`)
  const body = await bytes.take(length)
  if (body.length < length) throw fault(`the tape ends in the middle of a block`)
  if (crc32(body) !== head.readUInt32LE(8)) throw fault('the block is damaged: its checksum does not fit')
  return { mark, body, byte }
}

function fill(file: string, { body, byte }: Frame, columns: BlockColumns, progress: TapeProgress): void {
  const fault = (what: string): InputError =>
    new InputError({ file, at: { byte, block: progress.blocks }, what, remedy: SALVAGE })
  const sequence = decodeBlock(body, columns)
  if (typeof sequence === 'string') throw fault(sequence)
  if (sequence !== progress.blocks) {
    throw fault(`block ${sequence} is here: the tape is reordered or a block is missing`)
  }
  if (columns.firstMs < progress.lastMs) throw fault('the tape is reordered: its time goes back')
}

function advance(before: TapeProgress, columns: BlockColumns, endByte: number): TapeProgress {
  const kinds = [...before.kinds]
  for (let row = 0; row < columns.rows; row += 1) {
    const kind = (columns.kind[row] as number) & KIND_MASK
    kinds[kind] = (kinds[kind] as number) + 1
  }
  return {
    blocks: before.blocks + 1,
    rows: before.rows + columns.rows,
    events: before.events + columns.events,
    kinds,
    firstMs: before.blocks === 0 ? columns.firstMs : before.firstMs,
    lastMs: columns.lastMs,
    endByte,
  }
}

async function checkEnd(
  file: string,
  bytes: ByteStream,
  { body, byte }: Frame,
  progress: TapeProgress,
): Promise<void> {
  const at = { byte, block: progress.blocks }
  const trailer = tapeTrailerSchema.safeParse(JSON.parse(body.toString()))
  const { blocks, rows, events, kinds } = progress
  const fits =
    trailer.success && JSON.stringify(trailer.data) === JSON.stringify({ blocks, rows, events, kinds })
  if (!fits) throw new InputError({ file, at, what: 'the trailer counts other rows', remedy: SALVAGE })
  if ((await bytes.take(1)).length === 0) return
  throw new InputError({ file, at, what: 'something follows the trailer', remedy: SALVAGE })
}
