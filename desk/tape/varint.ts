/** Integers from 0 to 2^53, seven bits a byte, lowest first: most of a tape's numbers take one or two bytes. */
const MAX_VARINT_BYTES = 8

/** @returns the position after it. */
export function writeVarint(into: Uint8Array, at: number, value: number): number {
  let rest = value
  let end = at
  while (rest >= 0x80) {
    into[end] = (rest % 0x80) | 0x80
    rest = Math.floor(rest / 0x80)
    end += 1
  }
  into[end] = rest
  return end + 1
}

/** Small numbers of either sign become small numbers: 0, -1, 1, -2 are 0, 1, 2, 3. */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value)
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

/** A place in some bytes, moved on by each read. */
export interface Cursor {
  readonly bytes: Uint8Array
  at: number
}

/** NaN where the bytes end in the middle of a number or it has more than 56 bits. */
export function readLongVarint(cursor: Cursor): number {
  let value = 0
  let factor = 1
  for (let length = 0; length < MAX_VARINT_BYTES; length += 1) {
    const byte = cursor.bytes[cursor.at]
    if (byte === undefined) return Number.NaN
    cursor.at += 1
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return value
    factor *= 0x80
  }
  return Number.NaN
}
