import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSource } from '../../../../desk/tape/openSource.ts'
import type { RecordingChoice } from '../../../../desk/tape/recording.ts'
import { folder } from '../../../support/tapeFile.ts'

export const MARKET = `0x${'ab'.repeat(32)}`
/** The outcomes' tokens. */
export const [YES, NO] = ['111', '222'] as const
export const T = 1_780_000_000_000
/** Kinds of rows as docs/tapes.md numbers them; 128 is the bit of a row that continues its event. */
export const [BID, ASK, BUYS, SELLS, UNKNOWN, BOOK, TICK, STATUS] = [0, 1, 2, 3, 4, 5, 7, 8] as const

/** A file of these lines, in a folder of its own. */
export const file = (name: string, lines: readonly string[]): string => {
  const path = join(folder(), name)
  writeFileSync(path, `${lines.join('\n')}\n`)
  return path
}

export const open = (path: string, choice: Partial<RecordingChoice> = {}) =>
  openSource(path, { outcome: 0, facts: {}, onSalvaged: null, ...choice })

/** [kind, ms since T, price in ten-thousandths, shares] */
export async function rows(path: string, choice: Partial<RecordingChoice> = {}): Promise<number[][]> {
  const found: number[][] = []
  for await (const block of (await open(path, choice)).blocks()) {
    for (let row = 0; row < block.rows; row += 1) {
      const [kind = 0, at = 0] = [block.kind[row], block.atMs[row]]
      found.push([kind, at - T, (block.priceMicros[row] ?? 0) / 100, (block.sizeMicros[row] ?? 0) / 1e6])
    }
  }
  return found
}
