import { crc32 } from 'node:zlib'
import {
  BLOCK_HEAD_BYTES,
  BLOCK_MARK,
  type Block,
  CONTINUES,
  FRAME_BYTES,
  MAX_BLOCK_BYTES,
  MAX_MICROS,
} from './format.ts'
import { writeVarint, zigzag } from './varint.ts'

/**
 * One block with its frame. Columns one after the other: kinds as bytes; the time since the event before; the price
 * as the difference to the row before, and the size, each divided by the greatest unit that divides all of them.
 */
export function encodeBlock(block: Block, sequence: number): Buffer {
  const out = Buffer.alloc(FRAME_BYTES + MAX_BLOCK_BYTES)
  const body = out.subarray(FRAME_BYTES)
  const priceUnit = commonUnit(block.priceMicros, block.rows, MAX_MICROS)
  const sizeUnit = commonUnit(block.sizeMicros, block.rows, MAX_MICROS)
  body.set(block.kind.subarray(0, block.rows), BLOCK_HEAD_BYTES)
  const timesAt = BLOCK_HEAD_BYTES + block.rows
  const pricesAt = writeTimes(body, timesAt, block)
  const sizesAt = writePrices(body, pricesAt, block, priceUnit)
  const end = writeSizes(body, sizesAt, block, sizeUnit)

  body.writeUInt32LE(sequence, 0)
  body.writeUInt32LE(block.rows, 4)
  body.writeUInt32LE(block.events, 8)
  body.writeDoubleLE(block.firstMs, 12)
  body.writeDoubleLE(block.lastMs, 20)
  body.writeUInt32LE(priceUnit, 28)
  body.writeUInt32LE(sizeUnit, 32)
  body.writeUInt32LE(pricesAt - timesAt, 36)
  body.writeUInt32LE(sizesAt - pricesAt, 40)
  body.writeUInt32LE(end - sizesAt, 44)
  return frame(out, BLOCK_MARK, end)
}

/** Puts mark, length and checksum before a body that follows them. */
export function frame(out: Buffer, mark: number, length: number): Buffer {
  out.writeUInt32LE(mark, 0)
  out.writeUInt32LE(length, 4)
  out.writeUInt32LE(crc32(out.subarray(FRAME_BYTES, FRAME_BYTES + length)), 8)
  return out.subarray(0, FRAME_BYTES + length)
}

/** Only the first row of an event has a time; the block's head has the first event's. */
function writeTimes(body: Uint8Array, from: number, { kind, atMs, rows, firstMs }: Block): number {
  let end = from
  let before = firstMs
  for (let row = 0; row < rows; row += 1) {
    if (((kind[row] ?? 0) & CONTINUES) !== 0) continue
    const now = atMs[row] ?? 0
    end = writeVarint(body, end, now - before)
    before = now
  }
  return end
}

function writePrices(body: Uint8Array, from: number, { priceMicros, rows }: Block, unit: number): number {
  let end = from
  let before = 0
  for (let row = 0; row < rows; row += 1) {
    const now = (priceMicros[row] ?? 0) / unit
    end = writeVarint(body, end, zigzag(now - before))
    before = now
  }
  return end
}

function writeSizes(body: Uint8Array, from: number, { sizeMicros, rows }: Block, unit: number): number {
  let end = from
  for (let row = 0; row < rows; row += 1) end = writeVarint(body, end, (sizeMicros[row] ?? 0) / unit)
  return end
}

/** The greatest divisor of all values that is not above `most`. */
function commonUnit(values: Int32Array | Float64Array, rows: number, most: number): number {
  let unit = most
  for (let row = 0; row < rows; row += 1) {
    const value = values[row] ?? 0
    if (value % unit !== 0) unit = greatestCommonDivisor(unit, value)
  }
  return unit
}

function greatestCommonDivisor(a: number, b: number): number {
  let [greater, less] = [a, b]
  while (less > 0) [greater, less] = [less, greater % less]
  return greater
}
