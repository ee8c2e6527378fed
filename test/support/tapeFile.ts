import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TapeHeader } from '../../desk/tape/format.ts'
import { openSource } from '../../desk/tape/openSource.ts'
import type { TapeEvent } from '../../desk/tape/tapeEvent.ts'
import { createTapeWriter, headerBytes, writeAll } from '../../desk/tape/tapeWriter.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { level } from './level.ts'

export const START_MS = Date.UTC(2026, 0, 5, 12)

export const HEADER: TapeHeader = {
  schema: 1,
  market: null,
  tokens: ['11', '22'],
  outcomes: ['Yes', 'No'],
  question: 'Is it so?',
  tickMicros: 10_000,
  minSizeMicros: 5_000_000,
  feeRatePpm: 0,
  feeExponent: 1,
  rebatePpm: 0,
  gameStartMs: null,
  endMs: START_MS + 40 * 86_400_000,
  rewards: null,
  source: 'a test',
}

const root = mkdtempSync(join(tmpdir(), 'tape-test-'))
process.on('exit', () => rmSync(root, { recursive: true, force: true }))

/** A new one each time, gone with the process. */
export const folder = (): string => mkdtempSync(join(root, 'f-'))

export function tapeOf(events: readonly TapeEvent[], header: Partial<TapeHeader> = {}): string {
  const file = join(folder(), 'made.tape')
  const descriptor = openSync(file, 'w')
  writeAll(descriptor, headerBytes({ ...HEADER, ...header }))
  const writer = createTapeWriter(descriptor)
  for (const event of events) writer.write(event)
  writer.end()
  return file
}

export const source = (file: string, onSalvaged: Parameters<typeof openSource>[1]['onSalvaged'] = null) =>
  openSource(file, { outcome: 0, facts: {}, onSalvaged })

/** A row as a tuple: kind with its flag, instant, price, size. */
export async function rowsOfFile(file: string): Promise<number[][]> {
  const rows: number[][] = []
  for await (const block of (await source(file)).blocks()) {
    for (let row = 0; row < block.rows; row += 1) {
      rows.push([block.kind[row], block.atMs[row], block.priceMicros[row], block.sizeMicros[row]].map(Number))
    }
  }
  return rows
}

/** Events in cents and shares, seconds from the start. */
export const book = (
  second: number,
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): TapeEvent => ({
  type: 'book',
  atMs: at(second),
  bids: bids.map((pair) => level(...pair)),
  asks: asks.map((pair) => level(...pair)),
})

export const delta = (second: number, side: 'bid' | 'ask', cents: number, shares: number): TapeEvent => ({
  type: 'delta',
  atMs: at(second),
  changes: [{ side, ...level(cents, shares) }],
})

export const trade = (second: number, taker: 'BUY' | 'SELL', cents: number, shares: number): TapeEvent => ({
  type: 'trade',
  atMs: at(second),
  taker,
  ...level(cents, shares),
})

export const at = (second: number) => epochMs(START_MS + Math.round(second * 1_000))
