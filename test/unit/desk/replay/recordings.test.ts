import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FILL_MODELS } from '../../../../shared/simulator/fillModel.ts'
import { replayOf } from './replayOf.ts'

const recordings = process.env['RECORDINGS']
const recording = (name: string): string => join(recordings ?? '', 'tapes', `${name}.events.jsonl`)

/** Game starts are not in the recordings; min-cin's lies before its beginning. */
const TAPES = [
  { name: '20250624_mlb-bos-laa-2025-06-24', gameStartMs: Date.UTC(2025, 5, 25, 1, 38) },
  { name: '20250624_mlb-tor-cle-2025-06-24', gameStartMs: Date.UTC(2025, 5, 24, 22, 40) },
  { name: '20250619_mlb-min-cin-2025-06-19', gameStartMs: Date.UTC(2025, 5, 19, 17, 10) },
] as const
const [BOS_LAA] = TAPES
/** The wiped book is sane again after this long. */
const SANE_AFTER_MS = 48_000

const CASES = TAPES.flatMap((tape) => FILL_MODELS.map((model) => ({ ...tape, model })))

describe.skipIf(recordings === undefined)(
  'the recordings (set RECORDINGS to their folder to run this)',
  () => {
    test.each(CASES)(
      '$name by $model: by default nothing is entered in play, nor sold into the wiped book',
      async (of) => {
        const { model, gameStartMs } = of

        const run = await replayOf(recording(of.name), { model, facts: { gameStartMs } })

        const inPlay = run.quotes.filter(
          ({ purpose, fromMs }) => purpose === 'entry' && fromMs >= gameStartMs,
        )
        expect(inPlay).toEqual([])
        expect(soldInto(run.fills, gameStartMs)).toEqual([])
        expect(run.failures).toEqual([])
        expect(run.stop).toBeNull()
      },
    )

    test.each(FILL_MODELS)(
      'by %s a position that is held into the wipe is not sold into it',
      async (model) => {
        // Nobody would configure it so: entries until the very start, and a target that no buyer meets before.
        const market = {
          regime: { gameStartMarginMinutes: 0, minDepthShares: 0 },
          exit: { targetTicks: 20 },
        }

        const run = await replayOf(recording(BOS_LAA.name), {
          model,
          market,
          facts: { gameStartMs: BOS_LAA.gameStartMs },
        })

        const at = run.series.atMs.findLastIndex((ms) => ms < BOS_LAA.gameStartMs)
        expect(run.series.inventoryMicros[at]).toBeGreaterThan(0)
        expect(soldInto(run.fills, BOS_LAA.gameStartMs)).toEqual([])
        const wiped = run.quotes.filter(
          ({ side, fromMs }) =>
            side === 'SELL' && fromMs >= BOS_LAA.gameStartMs && fromMs < BOS_LAA.gameStartMs + SANE_AFTER_MS,
        )
        expect(wiped).toEqual([])
      },
    )

    test('the silence of half an hour is left out and counted', async () => {
      const run = await replayOf(recording(BOS_LAA.name), { facts: { gameStartMs: BOS_LAA.gameStartMs } })

      expect(run.time.gaps).toHaveLength(1)
      expect((run.time.spanMs - run.time.coveredMs) / 60_000).toBeCloseTo(29.7, 1)
    })
  },
)

const soldInto = <F extends { readonly side: string; readonly atMs: number }>(
  fills: readonly F[],
  startMs: number,
) => fills.filter(({ side, atMs }) => side === 'SELL' && atMs >= startMs && atMs < startMs + SANE_AFTER_MS)
