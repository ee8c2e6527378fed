import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { EXAMPLE_TAPE, writeExampleTape } from '../../../../desk/tape/exampleTape.ts'
import { KIND_MASK, ROW } from '../../../../desk/tape/format.ts'
import { tapeInfo } from '../../../../desk/tape/tapeInfo.ts'
import { folder, source } from '../../../support/tapeFile.ts'

const HOUR_MS = 3_600_000
const ROOT = join(import.meta.dirname, '../../../..')
const committed = join(ROOT, EXAMPLE_TAPE)

test('npm run example-tape writes the committed bytes', () => {
  const file = join(folder(), 'made.tape')

  writeExampleTape(file)

  expect(readFileSync(file).equals(readFileSync(committed))).toBe(true)
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`npx bot replay ${EXAMPLE_TAPE}`)
  expect(statSync(committed).size).toBeLessThan(300_000)
})

test('it holds some hours with calm, a trend, a jump and a wiped book', async () => {
  const info = await tapeInfo(await source(committed), 600_000)
  const { startMs, header, gaps } = info
  const mids = await minuteMids()
  const hours = (from: number, to: number) => mids.slice(from * 60, to * 60)
  const range = (of: readonly number[]) => Math.max(...of) - Math.min(...of)

  expect(info.endMs - startMs).toBeGreaterThan(4.9 * HOUR_MS)
  expect(gaps).toEqual([])
  expect((header.gameStartMs ?? 0) - startMs).toBe(4.75 * HOUR_MS)
  // Cents: calm, then a trend, then at once nine more.
  expect(range(hours(0, 1.25))).toBeLessThanOrEqual(5)
  expect(range(hours(1.25, 2.25))).toBeGreaterThanOrEqual(6)
  expect(Math.abs(hours(2.25, 2.3)[0] as number) - (hours(2.2, 2.25).at(-1) as number)).toBeGreaterThan(5)
  expect(await emptySnapshots()).toEqual([header.gameStartMs])
  expect(info.kinds.tradeBuy + info.kinds.tradeSell).toBeGreaterThan(1_000)

  /** The last snapshot's mid of each minute, in cents. */
  async function minuteMids(): Promise<readonly number[]> {
    const of: number[] = []
    for (const { atMs, bid, ask } of await snapshots())
      of[Math.floor((atMs - startMs) / 60_000)] = (bid + ask) / 2
    for (let at = 1; at < of.length; at += 1) of[at] ??= of[at - 1] as number
    return of.map((micros) => micros / 10_000)
  }

  async function emptySnapshots(): Promise<readonly number[]> {
    return (await snapshots())
      .filter(({ bid, ask }) => bid === 0 && ask === 1_000_000)
      .map(({ atMs }) => atMs)
  }
})

/** Best bid and ask of each; 0 and 1 where there is none. */
async function snapshots() {
  const found: { atMs: number; bid: number; ask: number }[] = []
  for await (const block of (await source(committed)).blocks()) {
    for (let row = 0; row < block.rows; row += 1) {
      const kind = (block.kind[row] ?? 0) & KIND_MASK
      const at = block.priceMicros[row] ?? 0
      if (kind === ROW.snapshot) found.push({ atMs: block.atMs[row] ?? 0, bid: 0, ask: 1_000_000 })
      const last = found.at(-1)
      const continues = ((block.kind[row] ?? 0) & ~KIND_MASK) !== 0
      if (last === undefined || !continues || last.atMs !== block.atMs[row]) continue
      if (kind === ROW.bid) last.bid = Math.max(last.bid, at)
      if (kind === ROW.ask) last.ask = Math.min(last.ask, at)
    }
  }
  return found
}
