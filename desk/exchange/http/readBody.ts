import type { IncomingMessage } from 'node:http'

/** Fifteen orders are some 15 kB, a thousand ids 70 kB. */
export const MAX_BODY_BYTES = 1_000_000

/** The body as text; null: longer than the bound, or it broke off. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) return null
      chunks.push(chunk)
    }
  } catch {
    // The client hung up in the middle.
    return null
  }
  return Buffer.concat(chunks).toString('utf8')
}
