import { describe, expect, test } from 'vitest'
import { allRead, type LegStatus } from '../../../shared/domain/leg.ts'
import { known } from '../../../shared/domain/read.ts'
import { monotonicMs, tradeId } from '../../../shared/domain/units.ts'
import { readHistory } from '../../../shared/engine/history.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import { at, MARKET, seenLeg, shares, TOKEN } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const DAY_S = 86_400

/** Reads a history in which one fill of 20 shares, matched a day ago, is told once for each status. */
async function readTold(statuses: readonly LegStatus[]) {
  const { ports } = bench()
  const legs = statuses.map((status) => {
    return seenLeg({ tradeId: tradeId('t-1'), matchedAtMs: at(-DAY_S), sizeMicros: shares(20), status })
  })
  const venue = {
    ...ports.venue,
    history: async ({ fromMs, untilMs }) => {
      const within = legs.filter(({ matchedAtMs: ms }) => ms >= fromMs && ms < untilMs)
      return known({ is: 'whole', trades: allRead(within) }, at(0))
    },
  } satisfies Ports['venue']
  return await readHistory(
    { ...ports, venue },
    { market: MARKET, tokenId: TOKEN, info: info(), adoptions: [] },
    null,
    {
      untilMs: at(0),
      by: monotonicMs(ports.clock.monotonicMs() + 10_000),
      byBalance: true,
    },
  )
}

describe('a fill that the history tells twice', () => {
  test.each<readonly LegStatus[]>([
    ['CONFIRMED', 'CONFIRMED'],
    ['PROVISIONAL', 'CONFIRMED'],
    ['CONFIRMED', 'PROVISIONAL'],
  ])('as %s and as %s is settled, counts once and is left to no balance', async (...statuses) => {
    const read = await readTold(statuses)

    expect(read).toMatchObject({ is: 'whole', open: [], place: { legs: 1 } })
    expect(read.place.position?.sizeMicros).toBe(shares(20))
  })

  test('and that never settled is left to the balance once', async () => {
    const read = await readTold(['PROVISIONAL', 'PROVISIONAL'])

    expect(read).toMatchObject({ is: 'whole', open: [{ tradeId: 't-1' }], place: { legs: 1 } })
    expect(read.place.position?.sizeMicros).toBe(0)
  })
})
