import { describe, expect, test } from 'vitest'
import type { MadeMarket } from '../../../../desk/catalogue/makeCatalogue.ts'
import { quotesOf, trueShare } from '../../../../desk/catalogue/makers.ts'
import { candidateOf } from '../../../../desk/find/candidateOf.ts'
import { chosen } from '../../../../desk/find/chosen.ts'
import { defaultConfig, judgingSettings } from '../../../../desk/find/defaultConfig.ts'
import { scanMarkets } from '../../../../desk/find/scanMarkets.ts'
import { catalogueStage } from '../../../support/catalogueStage.ts'

const USDC_MICROS = 50_000_000
const MAX_CALLS = 400
const MAX_MS = 120_000
/** Of the venue's own scores, maker by maker, which no book shows. */
const truth = ({ makers, listed }: MadeMarket, sides: 'first' | 'second' | 'both'): number => {
  const { rewards } = listed
  if (rewards === undefined) return 0
  const ours = quotesOf(makers, { usdcMicros: USDC_MICROS, sides })
  return trueShare(makers, ours, rewards) * rewards.dailyUsdcMicros
}

describe('a look at a venue of two thousand markets', () => {
  test('bounds what each would pay, close enough to choose by, within the calls and the time it may take', {
    timeout: 2 * MAX_MS,
  }, async () => {
    const stage = await catalogueStage({ seed: 7, count: 2_000 })
    const beganMs = performance.now()
    const progress: string[] = []
    const read = await scanMarkets(stage.catalogue, {
      usdcMicros: USDC_MICROS,
      host: stage.hosts.host,
      clock: stage.clock,
      onProgress: (what) => progress.push(what),
    })
    const tookMs = performance.now() - beganMs

    if (!read.ok) throw new Error(read.unknown)
    const { markets, calls, notes } = read.value
    const called = [...stage.venue.calls.values()].reduce((sum, count) => sum + count, 0)
    expect(markets).toHaveLength(2_000)
    expect(notes).toEqual([])
    expect(calls).toBe(called)
    expect(called).toBeLessThanOrEqual(MAX_CALLS)
    expect(tookMs).toBeLessThan(MAX_MS)
    expect(progress).toHaveLength(5)

    const terms = {
      nowMs: stage.startMs,
      usdcMicros: USDC_MICROS,
      settings: judgingSettings(defaultConfig()),
    }
    const candidates = new Map(markets.map((seen) => [seen.listed.market, candidateOf(seen, terms)]))
    const judged = stage.made.flatMap((made) => {
      const candidate = candidates.get(made.listed.market)
      return candidate === undefined
        ? []
        : [
            { ...candidate.bothSides, truth: truth(made, 'both') },
            { ...candidate.oneSide, truth: truth(made, candidate.outcome === 0 ? 'first' : 'second') },
          ]
    })
    const within = judged.filter(
      (each) => each.truth >= each.lowMicros - 1 && each.truth <= each.highMicros + 1,
    )
    expect(judged).toHaveLength(4_000)
    expect(within.length / judged.length).toBeGreaterThanOrEqual(0.95)
    const ratios = judged
      .filter(({ highMicros }) => highMicros > 0)
      .map(({ lowMicros, highMicros }) => highMicros / lowMicros)
      .toSorted((a, b) => a - b)
    expect(ratios.length).toBeGreaterThan(2_000)
    expect(ratios[Math.floor(ratios.length / 2)]).toBeLessThanOrEqual(3)

    const filters = {
      tag: 'Politics',
      minRewardMicros: 100_000,
      maxSdMicros: null,
      minMidMicros: null,
      maxMidMicros: null,
      minHoursToEnd: null,
      refused: false,
    }
    const best = chosen([...candidates.values()], {
      filters,
      sort: 'net',
      quoting: 'two',
      nowMs: stage.startMs,
    })
    expect(best.length).toBeGreaterThan(20)
    expect(
      best.every((candidate) => candidate.refusals.length === 0 && candidate.tags.includes('Politics')),
    ).toBe(true)
    expect(best[0]?.tradesAnHour).not.toBeNull()
  })
})
