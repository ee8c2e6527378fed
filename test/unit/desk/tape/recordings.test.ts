import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measureFillModelBias } from '../../../../desk/replay/fillModelBias.ts'
import { tapeInfo } from '../../../../desk/tape/tapeInfo.ts'
import { writeTape } from '../../../../desk/tape/writeTape.ts'
import { folder, rowsOfFile, source } from '../../../support/tapeFile.ts'

const recordings = process.env['RECORDINGS']
const recording = (name: string): string => join(recordings ?? '', 'tapes', name)

const TOR_CLE = '20250624_mlb-tor-cle-2025-06-24'
/** The recordings' README, to the cent/100 it prints: filled, orders, markout. */
const MEASURED = [
  {
    name: '20250624_mlb-bos-laa-2025-06-24',
    orders: 291,
    touch: [144, 0.35],
    proportional: [88, 0.05],
    trades: [88, 0.05],
  },
  { name: TOR_CLE, orders: 39, touch: [15, 0.3], proportional: [10, 0.05], trades: [10, -0.1] },
  {
    name: '20250619_mlb-min-cin-2025-06-19',
    orders: 27,
    touch: [16, 0.03],
    proportional: [14, 0.03],
    trades: [14, 0.03],
  },
] as const

describe.skipIf(recordings === undefined)(
  'the recordings (set RECORDINGS to their folder to run this)',
  () => {
    test.each(MEASURED)(
      'the naive order on $name fares as measured, read as a recording and as a tape',
      async (of) => {
        const raw = await source(recording(`${of.name}.events.jsonl`))
        const tape = join(folder(), 'made.tape')
        await writeTape(raw, tape)

        const measured = [await measureFillModelBias(raw), await measureFillModelBias(await source(tape))]

        for (const models of measured) {
          for (const { model, orders, filled, markoutCents } of models) {
            const [count, cents] = of[model]
            expect([model, orders, filled]).toEqual([model, of.orders, count])
            expect(Math.abs((markoutCents ?? Number.NaN) - cents)).toBeLessThanOrEqual(0.01)
          }
        }
      },
    )

    test('the trades inferred from the raw channel are those of the events, row for row', async () => {
      const events = await rowsOfFile(recording(`${TOR_CLE}.events.jsonl`))

      const inferred = await rowsOfFile(recording(`${TOR_CLE}_polymarket-market-events.csv`))

      expect(inferred).toEqual(events)
    })

    test('the 5-level log is a market that resolves, without a trade', async () => {
      const info = await tapeInfo(await source(recording('btc-updown-5m-1777108200.orderbook.log')), 600_000)

      expect(info.kinds).toMatchObject({ snapshot: 524, tradeBuy: 0, tradeSell: 0, status: 1 })
      expect(info.header).toMatchObject({
        endMs: 1777108500000,
        outcomes: ['Up', 'Down'],
        tickMicros: 10_000,
      })
    })
  },
)
