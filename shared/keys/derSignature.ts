/** An ECDSA signature as two numbers of the curve. */
export interface Ecdsa {
  readonly r: bigint
  readonly s: bigint
}

const SEQUENCE = 0x30
const INTEGER = 0x02
/** 32 bytes, and a zero before them where the first bit is set. */
const MAX_INTEGER_BYTES = 33

/**
 * Reads `SEQUENCE { INTEGER r, INTEGER s }` in its one canonical form; lengths below 128 are one byte, and no
 * signature on a curve of 256 bits is longer.
 * @throws Error without quoting what was read.
 */
export function parseDerSignature(der: Uint8Array): Ecdsa {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw malformed('no sequence of its length')
  const first = readInteger(der, 2)
  const second = readInteger(der, first.end)
  if (second.end !== der.length) throw malformed('bytes after the second number')
  return { r: first.value, s: second.value }
}

function readInteger(der: Uint8Array, at: number): { readonly value: bigint; readonly end: number } {
  const length = der[at + 1] ?? 0
  const begin = at + 2
  const bytes = der.slice(begin, begin + length)
  if (der[at] !== INTEGER || length < 1 || length > MAX_INTEGER_BYTES || bytes.length !== length) {
    throw malformed('no number where one must be')
  }
  const [high = 0, next = 0] = bytes
  if (high >= 0x80) throw malformed('a negative number')
  if (length > 1 && high === 0 && next < 0x80) throw malformed('a number with a needless zero')
  return { value: BigInt(`0x${Buffer.from(bytes).toString('hex')}`), end: begin + length }
}

const malformed = (why: string): Error => new Error(`KMS: the signature is not DER (${why})`)
