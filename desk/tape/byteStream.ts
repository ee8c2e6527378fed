import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { InputError } from '../../shared/domain/inputError.ts'
import { SALVAGE } from './salvage.ts'

const CHUNK_BYTES = 1 << 20
const GZIP_MAGIC = [0x1f, 0x8b] as const

/** The bytes of a file, unpacked where it is gzipped, in bounded memory. */
export interface ByteStream {
  /** Bytes taken so far. */
  position(): number
  /** The next bytes, or fewer at the end of the file. Valid until the next call. */
  take(bytes: number): Promise<Buffer>
  /** Whatever there is, at most a chunk; empty at the end. */
  takeSome(): Promise<Buffer>
  close(): Promise<void>
}

/** @throws InputError where the file cannot be read, at once or later, or its gzip is broken. */
export async function openBytes(file: string): Promise<ByteStream> {
  const isGzipped = await startsWith(file, GZIP_MAGIC)
  const raw = createReadStream(file, { highWaterMark: CHUNK_BYTES })
  const stream = isGzipped ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw
  raw.on('error', (error) => stream.destroy(error))
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  let position = 0

  const more = async (): Promise<Buffer | null> => {
    try {
      const next = await chunks.next()
      return next.done === true ? null : (next.value as Buffer)
    } catch (cause) {
      throw readFault(file, position + rest.length, cause)
    }
  }
  return {
    position: () => position,
    async take(bytes) {
      const parts = [rest]
      let length = rest.length
      while (length < bytes) {
        const chunk = await more()
        if (chunk === null) break
        parts.push(chunk)
        length += chunk.length
      }
      const whole = parts.length === 1 ? rest : Buffer.concat(parts)
      const taken = whole.subarray(0, bytes)
      rest = whole.subarray(taken.length)
      position += taken.length
      return taken
    },
    async takeSome() {
      const taken = rest.length > 0 ? rest : ((await more()) ?? rest)
      rest = Buffer.alloc(0)
      position += taken.length
      return taken
    },
    async close() {
      raw.destroy()
      stream.destroy()
      await chunks.return?.()
    },
  }
}

async function startsWith(file: string, magic: readonly number[]): Promise<boolean> {
  try {
    const handle = await open(file, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0)
      return bytesRead === magic.length && magic.every((byte, at) => buffer[at] === byte)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw readFault(file, 0, cause)
  }
}

function readFault(file: string, byte: number, cause: unknown): InputError {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
  const whole = (what: string, remedy: string) => new InputError({ file, what, remedy, cause })
  if (code === 'ENOENT') return whole('there is no such file', 'Give the path of a tape or a recording.')
  if (!code.startsWith('Z_')) return whole(`it cannot be read (${code})`, 'Make it readable.')
  const what = code === 'Z_BUF_ERROR' ? 'its gzip data ends too early' : `its gzip data is broken (${code})`
  return new InputError({ file, at: { byte }, what, remedy: SALVAGE, cause })
}
