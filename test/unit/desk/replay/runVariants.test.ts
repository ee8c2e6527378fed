import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runReplay } from '../../../../desk/replay/runReplay.ts'
import { runVariants } from '../../../../desk/replay/runVariants.ts'
import type { TraderOptions } from '../../../../desk/replay/trader.ts'
import { sessionConfigJson } from '../../../../desk/session/sessionConfig.ts'
import { parseAxes } from '../../../../desk/sweep/axis.ts'
import { splitTapes } from '../../../../desk/sweep/splitTapes.ts'
import { variantsOf } from '../../../../desk/sweep/variants.ts'
import { openSource } from '../../../../desk/tape/openSource.ts'
import { tapeInfo } from '../../../../desk/tape/tapeInfo.ts'
import { tokenId } from '../../../../shared/domain/units.ts'
import type { FillModel } from '../../../../shared/simulator/fillModel.ts'
import { at, book, tapeOf } from '../../../support/tapeFile.ts'

const MADE_UP = fileURLToPath(new URL('../../../../examples/made-up.tape', import.meta.url))
const MAX_SILENCE_MS = 600_000
const open = (file: string) => openSource(file, { outcome: 0, facts: {}, onSalvaged: null })

/** Traders of all kinds: those who rest, and those who take what others then still see. */
function traders(vary: readonly string[], models: readonly FillModel[]): readonly TraderOptions[] {
  const written = sessionConfigJson(
    { config: null, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('1') },
  )
  const variants = variantsOf(written, { axes: parseAxes(vary), sample: null })
  return models.flatMap((model) =>
    variants.map(({ config }) => ({
      config,
      model,
      latency: { book: 300, cancel: 300 },
      maxSilenceMs: MAX_SILENCE_MS,
      payoutMicros: null,
    })),
  )
}

describe('many traders on one pass over a tape', () => {
  // Twelve replays of nine hours.
  test('each gets to the last digit what it gets alone', { timeout: 90_000 }, async () => {
    const variants = traders(['exit.takerExit=true', 'exit.timeStopMinutes=5,240'], ['trades', 'touch'])
    const common = { maxSilenceMs: MAX_SILENCE_MS, onEvents: () => {} }

    const [together = []] = await runVariants(await open(MADE_UP), { variants, cutMs: null, ...common })

    expect(together).toHaveLength(6)
    const takers = together.map(({ fills }) => fills.filter(({ role }) => role === 'taker').length)
    expect(Math.max(...takers)).toBeGreaterThan(0)
    expect(new Set(takers).size).toBeGreaterThan(2)
    for (const [index, variant] of variants.entries()) {
      expect([together[index]], `variant ${index}`).toEqual(await runReplay(await open(MADE_UP), variant))
    }
  })

  test('a tape that is cut is two: each side begins with nothing, and together they are the whole time', async () => {
    const variants = traders(['quote.volatilityDistance=0'], ['trades'])
    const common = { variants, maxSilenceMs: MAX_SILENCE_MS, onEvents: () => {} }
    const [[whole] = []] = await runVariants(await open(MADE_UP), { ...common, cutMs: null })
    const { startMs = 0, endMs = 0 } = whole?.tape ?? {}
    const cutMs = Math.floor((startMs + endMs) / 2)

    const [before = [], after = []] = await runVariants(await open(MADE_UP), { ...common, cutMs })

    const [first, second] = [before[0], after[0]]
    expect(first?.tape.startMs).toBe(startMs)
    expect(first?.tape.endMs).toBeLessThan(cutMs)
    expect([second?.tape.startMs, second?.tape.endMs]).toEqual([cutMs, endMs])
    const { events } = await tapeInfo(await open(MADE_UP), MAX_SILENCE_MS)
    expect(whole?.tape.events).toBe(events)
    expect((first?.tape.events ?? 0) + (second?.tape.events ?? 0)).toBe(events)
    expect((first?.tape.trades ?? 0) + (second?.tape.trades ?? 0)).toBe(whole?.tape.trades)
    // What was done before the cut is what was done without it.
    const ends = first?.tape.endMs ?? 0
    const early = whole?.fills
      .filter(({ atMs }) => atMs <= ends)
      .map(({ atMs, priceMicros }) => [atMs, priceMicros])
    expect(first?.fills.map(({ atMs, priceMicros }) => [atMs, priceMicros])).toEqual(early)
    expect(early?.length).toBeGreaterThan(0)
    expect(second?.fills.every(({ atMs }) => atMs >= cutMs)).toBe(true)
    expect(second?.fills[0]?.side).toBe('BUY')
  })

  test('the tape in the box is traded on both sides of a sweep’s cut', async () => {
    const { startMs, endMs } = await tapeInfo(await open(MADE_UP), MAX_SILENCE_MS)
    const [part] = splitTapes([{ market: 'm', startMs, endMs }], 33)?.parts ?? []
    const variants = traders(['quote.volatilityDistance=1'], ['trades'])

    const sides = await runVariants(await open(MADE_UP), {
      variants,
      cutMs: part?.is === 'cut' ? part.atMs : null,
      maxSilenceMs: MAX_SILENCE_MS,
      onEvents: () => {},
    })

    const trips = sides.map(([run]) => run?.trips.length ?? 0)
    expect(trips[0]).toBeGreaterThan(15)
    expect(trips[1]).toBeGreaterThan(5)
  })

  test('a cut in a silence begins the second side at the end of the silence', async () => {
    const calm = (second: number) => book(second, [[49, 1000]], [[52, 1000]])
    const tape = tapeOf([...[0, 60, 120].map(calm), ...[4_000, 4_060, 4_120].map(calm)])
    const variants = traders(['quote.volatilityDistance=0'], ['trades'])

    const [, [second] = []] = await runVariants(await open(tape), {
      variants,
      cutMs: at(2_000),
      maxSilenceMs: MAX_SILENCE_MS,
      onEvents: () => {},
    })

    expect(second?.time.gaps).toEqual([{ fromMs: at(2_000), toMs: at(4_000), why: 'silent' }])
    expect(second?.time.coveredMs).toBe(120_000)
  })

  test('a tape that breaks off is nobody’s result', async () => {
    const source = await open(MADE_UP)
    const blocks = source.blocks()
    const broken = {
      ...source,
      blocks: async function* () {
        const first = await blocks.next()
        if (first.done !== true) yield first.value
        throw new Error('the disk is gone')
      },
    }
    const options = { cutMs: null, maxSilenceMs: MAX_SILENCE_MS, onEvents: () => {} }

    const run = runVariants(broken, {
      variants: traders(['quote.volatilityDistance=0'], ['trades']),
      ...options,
    })

    await expect(run).rejects.toThrow('the disk is gone')
  })
})
