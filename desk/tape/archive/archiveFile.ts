import { open } from 'node:fs/promises'
import { InputError } from '../../../shared/domain/inputError.ts'

/** A file whose bytes are read where they are wanted: it may be larger than memory, or far away. */
export interface ArchiveFile {
  /** What faults call it. */
  readonly name: string
  readonly byteLength: number
  /** Both ends inside of the file; `end` not included. @throws InputError where the bytes cannot be had. */
  read(start: number, end: number): Promise<ArrayBuffer>
  /** Of a file that is far away: brings all of these bytes near at once, for reads of parts of them. */
  fetch?(start: number, end: number): Promise<void>
  close(): Promise<void>
}

/** @throws InputError */
export async function openLocalFile(name: string): Promise<ArchiveFile> {
  const fault = (what: string, cause: unknown): InputError =>
    new InputError({ file: name, what, remedy: 'Make it readable.', cause })
  const failed = (cause: unknown): InputError => {
    const code = (cause as NodeJS.ErrnoException).code
    return fault(code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? cause})`, cause)
  }
  try {
    const handle = await open(name, 'r')
    const { size } = await handle.stat()
    return {
      name,
      byteLength: size,
      read: async (start, end) => {
        const bytes = new Uint8Array(end - start)
        try {
          for (let at = 0; at < bytes.length; ) {
            const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at)
            if (bytesRead === 0) throw fault('it ends too early', null)
            at += bytesRead
          }
        } catch (cause) {
          throw cause instanceof InputError ? cause : failed(cause)
        }
        return bytes.buffer
      },
      close: () => handle.close(),
    }
  } catch (cause) {
    throw failed(cause)
  }
}
