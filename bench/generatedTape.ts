import { openSync, writeSync } from 'node:fs'
import type { TapeRow } from '../desk/tape/columns.ts'
import { createRandom } from '../desk/tape/feed/chance.ts'
import { ROW, type TapeHeader } from '../desk/tape/format.ts'
import { createTapeWriter, headerBytes } from '../desk/tape/tapeWriter.ts'
import { LOT_MICROS } from '../shared/domain/venueRules.ts'

const START_MS = Date.UTC(2026, 0, 5)
const DAY_MS = 86_400_000
const CENT_MICROS = 10_000
const LEVELS = 8
/** One event in this many is a trade, which a snapshot follows. */
const TRADE_EVERY = 1_000
/** The touch moves a tick about every two minutes. */
const MOVE_EVERY = 14_000

const HEADER: TapeHeader = {
  schema: 1,
  market: null,
  tokens: ['1', '2'],
  outcomes: ['Yes', 'No'],
  question: 'A busy market made up for measuring',
  tickMicros: CENT_MICROS,
  minSizeMicros: 5_000_000,
  feeRatePpm: 0,
  feeExponent: 1,
  rebatePpm: 0,
  gameStartMs: null,
  endMs: START_MS + 30 * DAY_MS,
  rewards: null,
  source: 'generated',
}

/** Writes a market of one day with that many events: levels that change, trades with their snapshots, a touch that moves. */
export function writeGeneratedTape(file: string, events: number): void {
  const descriptor = openSync(file, 'w')
  writeSync(descriptor, headerBytes(HEADER))
  const writer = createTapeWriter(descriptor)
  const random = createRandom(7)
  const sizes = { bid: new Float64Array(101), ask: new Float64Array(101) }
  let bid = 49

  const draw = (): number => random.between(20_000, 300_000) * LOT_MICROS
  const level = (
    side: 'bid' | 'ask',
    tick: number,
    atMs: number,
    sizeMicros: number,
    continues = false,
  ): TapeRow => {
    sizes[side][tick] = sizeMicros
    return { kind: ROW[side], atMs, priceMicros: tick * CENT_MICROS, sizeMicros, continues }
  }
  const snapshot = (atMs: number): TapeRow[] => {
    const rows: TapeRow[] = [{ kind: ROW.snapshot, atMs, priceMicros: 0, sizeMicros: 0, continues: false }]
    for (let depth = 0; depth < LEVELS; depth += 1) {
      rows.push(level('bid', bid - depth, atMs, sizes.bid[bid - depth] || draw(), true))
      rows.push(level('ask', bid + 2 + depth, atMs, sizes.ask[bid + 2 + depth] || draw(), true))
    }
    return rows
  }
  const trade = (atMs: number): TapeRow => {
    const isSell = random.chance(0.5)
    const [side, tick] = isSell ? (['bid', bid] as const) : (['ask', bid + 2] as const)
    const sizeMicros = Math.min(sizes[side][tick] ?? 0, random.between(500, 400_000) * LOT_MICROS)
    sizes[side][tick] = (sizes[side][tick] ?? 0) - sizeMicros
    const kind = isSell ? ROW.tradeSell : ROW.tradeBuy
    return { kind, atMs, priceMicros: tick * CENT_MICROS, sizeMicros, continues: false }
  }
  writer.writeRecords(snapshot(START_MS))
  for (let event = 1; event < events; event += 1) {
    const atMs = START_MS + Math.floor((event * DAY_MS) / events)
    if (event % MOVE_EVERY === 0) {
      bid = Math.min(60, Math.max(40, bid + (random.chance(0.5) ? 1 : -1)))
      sizes.bid.fill(0)
      sizes.ask.fill(0)
      writer.writeRecords(snapshot(atMs))
    } else if (event % TRADE_EVERY === 0) writer.writeRecords([trade(atMs)])
    else if (event % TRADE_EVERY === 1) writer.writeRecords(snapshot(atMs))
    else {
      const depth = random.between(0, LEVELS - 1)
      const isBid = random.chance(0.5)
      const tick = isBid ? bid - depth : bid + 2 + depth
      writer.writeRecords([level(isBid ? 'bid' : 'ask', tick, atMs, draw())])
    }
  }
  writer.end()
}
