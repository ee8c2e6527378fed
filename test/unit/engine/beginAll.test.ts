import { describe, expect, test } from 'vitest'
import { tokenId } from '../../../shared/domain/units.ts'
import { beginAll } from '../../../shared/engine/begin.ts'
import type { Fresh } from '../../../shared/engine/leases.ts'
import { readWaits } from '../../../shared/engine/waits.ts'
import { at, MARKET, settings, WALLET } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'

const OTHER = `0x${'bb'.repeat(32)}` as typeof MARKET
const fresh = (market: typeof MARKET, token = settings().tokenId): Fresh => ({
  lease: { market, tokenId: token, id: `lease of ${market}`, fence: 1, untilMs: at(55), lastsMs: 55_000 },
  rev: 1,
  settings: { ...settings(), market, tokenId: token },
})
const BOTH = [fresh(OTHER, tokenId('8')), fresh(MARKET)]

/** What breaks over the first market, at the call of that name. */
async function begun(call: 'history' | 'market' | 'balance', broken: () => Promise<never>) {
  const of = bench()
  const isOther = (asked: unknown): boolean =>
    asked === OTHER || asked === '8' || (asked as { market?: unknown } | null)?.market === OTHER
  const sound = of.venue[call].bind(of.venue) as (...all: unknown[]) => Promise<never>
  const spoilt = (...all: unknown[]): Promise<never> => (isOther(all[0]) ? broken() : sound(...all))
  Object.assign(of.venue, { [call]: spoilt })
  const { ports } = of
  const waits = await readWaits(ports)
  const result = await beginAll(ports, WALLET, BOTH, waits, of.later(20))
  return { result, waits }
}

describe('what breaks over one market’s beginning is that market’s trouble', () => {
  test.each(['history', 'market', 'balance'] as const)('an exception of "%s"', async (call) => {
    const { result, waits } = await begun(call, () => Promise.reject(new TypeError('of our own code')))

    expect(waits.waitOf({ market: MARKET, tokenId: settings().tokenId })).toBeNull()
    expect(result.held.map(({ lease }) => lease.market)).toEqual([MARKET])
    expect(result.fresh.map(({ lease }) => lease.market)).toEqual([OTHER])
    expect(waits.waitOf({ market: OTHER, tokenId: tokenId('8') })?.why).toBe(
      'not started: its ledger cannot be initialised: of our own code',
    )
  })

  test('thrown at once, not as a rejection', async () => {
    const { result } = await begun('history', () => {
      throw new RangeError('Maximum call stack size exceeded')
    })

    expect(result.held).toHaveLength(1)
    expect(result.fresh).toHaveLength(1)
  })

  test('the place that was read of a long history is kept', async () => {
    const of = bench()
    const waits = await readWaits(of.ports)
    const place = { fromMs: 5 } as never
    const before = { ...waits, placeOf: () => place }
    const noted: unknown[] = []
    Object.assign(of.venue, { history: () => Promise.reject(new Error('x')) })

    await beginAll(
      of.ports,
      WALLET,
      [fresh(MARKET)],
      { ...before, note: async (_market, _why, begunAt) => void noted.push(begunAt?.place) },
      of.later(20),
    )

    expect(noted).toEqual([place])
  })
})
