import type { BlockColumns } from './columns.ts'
import { BLOCK_HEAD_BYTES, CONTINUES, KIND_MASK, MAX_MICROS, MAX_ROWS, ROW_KINDS } from './format.ts'
import { type Cursor, readLongVarint, unzigzag } from './varint.ts'

/**
 * Fills the columns from a block's body, whose checksum has been found right.
 * @returns the block's sequence number, or what is wrong with it: a checksum says who wrote it, not that it is sound.
 */
export function decodeBlock(body: Buffer, into: BlockColumns): number | string {
  if (body.length < BLOCK_HEAD_BYTES) return 'the block is shorter than its head'
  const sequence = body.readUInt32LE(0)
  const rows = body.readUInt32LE(4)
  const priceUnit = body.readUInt32LE(28)
  const sizeUnit = body.readUInt32LE(32)
  const timesAt = BLOCK_HEAD_BYTES + rows
  const pricesAt = timesAt + body.readUInt32LE(36)
  const sizesAt = pricesAt + body.readUInt32LE(40)
  const end = sizesAt + body.readUInt32LE(44)
  if (rows === 0 || rows > MAX_ROWS) return `the block has ${rows} rows`
  if (end !== body.length) return 'the columns do not fill the block'
  if (priceUnit === 0 || sizeUnit === 0) return 'a unit of 0'

  into.rows = rows
  into.events = body.readUInt32LE(8)
  into.firstMs = body.readDoubleLE(12)
  into.lastMs = body.readDoubleLE(20)
  if (!Number.isSafeInteger(into.firstMs) || into.firstMs < 0) return `the block begins at ${into.firstMs}`
  into.kind.set(body.subarray(BLOCK_HEAD_BYTES, timesAt))
  return (
    readTimes(body, timesAt, pricesAt, into) ??
    readPrices(body, pricesAt, sizesAt, into, priceUnit) ??
    readSizes(body, sizesAt, end, into, sizeUnit) ??
    sequence
  )
}

/*
 * The loops below run for every row of every tape. They keep their place in a local variable, for an object's field
 * would be stored each time, and decode numbers of up to three bytes in place.
 */

function readTimes(bytes: Buffer, from: number, end: number, into: BlockColumns): string | null {
  const { kind, atMs, rows } = into
  const cursor: Cursor = { bytes, at: from }
  let at = from
  let now = into.firstMs
  let events = 0
  let worst = 0
  for (let row = 0; row < rows; row += 1) {
    const of = kind[row] as number
    if ((of & CONTINUES) === 0) {
      const byte = bytes[at] as number
      if (byte < 0x80) {
        at += 1
        now += byte
      } else {
        cursor.at = at
        now += readLongVarint(cursor)
        at = cursor.at
      }
      events += 1
    }
    worst = Math.max(worst, of & KIND_MASK)
    atMs[row] = now
  }
  if (worst >= ROW_KINDS) return `a row of kind ${worst}, which this version does not know`
  if (((kind[0] as number) & CONTINUES) !== 0) return 'the first row belongs to no event'
  const fits = at === end && events === into.events && now === into.lastMs
  return fits ? null : 'the times do not fit their head'
}

function readPrices(
  bytes: Buffer,
  from: number,
  end: number,
  into: BlockColumns,
  unit: number,
): string | null {
  const { priceMicros, rows } = into
  const cursor: Cursor = { bytes, at: from }
  let at = from
  let now = 0
  let isInRange = true
  for (let row = 0; row < rows; row += 1) {
    const byte = bytes[at] as number
    if (byte < 0x80) {
      at += 1
      now += (byte >> 1) ^ -(byte & 1)
    } else {
      cursor.at = at
      now += unzigzag(readLongVarint(cursor))
      at = cursor.at
    }
    const micros = now * unit
    if (!(micros >= 0 && micros <= MAX_MICROS)) isInRange = false
    priceMicros[row] = micros
  }
  return isInRange && at === end ? null : 'a price is not between 0 and 1'
}

function readSizes(
  bytes: Buffer,
  from: number,
  end: number,
  into: BlockColumns,
  unit: number,
): string | null {
  const { sizeMicros, rows } = into
  const cursor: Cursor = { bytes, at: from }
  let at = from
  let isNumber = true
  for (let row = 0; row < rows; row += 1) {
    let value = bytes[at] as number
    if (value < 0x80) at += 1
    else {
      const second = bytes[at + 1] as number
      const third = bytes[at + 2] as number
      if (second < 0x80) {
        value = (value & 0x7f) | (second << 7)
        at += 2
      } else if (third < 0x80) {
        value = (value & 0x7f) | ((second & 0x7f) << 7) | (third << 14)
        at += 3
      } else {
        cursor.at = at
        value = readLongVarint(cursor)
        at = cursor.at
        if (!(value >= 0)) isNumber = false
      }
    }
    sizeMicros[row] = value * unit
  }
  return isNumber && at === end ? null : 'the sizes do not fit their column'
}
