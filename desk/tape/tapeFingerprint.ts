import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Of the file's bytes, without holding them. */
export async function tapeFingerprint(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(file)) hash.update(bytes as Buffer)
  return hash.digest('hex').slice(0, 32)
}
