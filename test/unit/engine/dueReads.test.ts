import { describe, expect, test } from 'vitest'
import { type EpochMs, epochMs, tokenId } from '../../../shared/domain/units.ts'
import { isBalanceDue, isPositionDue, isWitnessDue } from '../../../shared/engine/dueReads.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  entryState,
  exitState,
  holding,
  leg,
  now,
  openState,
  order,
  settings,
  shares,
  state,
  TOKEN,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const TICK_MS = 10_000
const { sanityEveryMs } = settings().safety

/** The times at which a market that asks when it is due has asked, tick by tick. */
function askedMs(of: MarketState, hours: number, asks = isBalanceDue): readonly number[] {
  const asked: number[] = []
  let readMs: EpochMs = now
  for (let ms = TICK_MS; ms <= hours * 3_600_000; ms += TICK_MS) {
    const nowMs = epochMs(now + ms)
    const looked = { sanityReadAtMs: readMs, tradesReadAtMs: epochMs(nowMs - TICK_MS) }
    if (!asks({ ...of, ...looked }, settings(), nowMs)) continue
    asked.push(nowMs)
    readMs = nowMs
  }
  return asked
}
const gapsMs = (times: readonly number[]) => times.slice(1).map((ms, nth) => ms - (times[nth] ?? 0))
const asksNow = (of: MarketState): boolean => isBalanceDue({ ...of, sanityReadAtMs: now }, settings(), now)

describe('what the venue says is held', () => {
  test.each([
    ['nothing', state()],
    ['shares whose exit rests for all of them', exitState],
    ['an entry that rests', entryState],
  ])('is read once a stretch, and never older than a stretch and a tick, by who has %s', (_, of) => {
    const asked = askedMs(of, 1)

    expect(asked.length).toBe(Math.floor(3_600_000 / sanityEveryMs))
    expect(Math.max(...gapsMs(asked))).toBeLessThan(sanityEveryMs + TICK_MS)
  })

  test.each<[string, MarketState, boolean]>([
    ['shares that nothing offers', openState, true],
    [
      'shares that settle only now',
      state({ legs: [leg({ status: 'PROVISIONAL', sizeMicros: shares(20) })] }),
      true,
    ],
    ['an exit for a part, the rest enough for another', { ...exitState, folded: holding(26) }, true],
    ['an exit for all but dust', { ...exitState, folded: holding(24) }, false],
    [
      'an exit whose cancel is under way',
      { ...exitState, orders: [order({ side: 'SELL', life: { at: 'UNKNOWN', sinceMs: at(-5) } })] },
      true,
    ],
    ['dust alone', state({ folded: holding(4) }), false],
    ['an exit, and a balance that lacked shares', short({ balanceShortSinceMs: at(-5) }), true],
    [
      'an exit, and a balance that was refreshed',
      short({ balanceRefresh: { atMs: at(-5), answered: false } }),
      true,
    ],
    [
      'an exit, and shares too many',
      { ...exitState, surplus: { sinceMs: at(-5), sizeMicros: shares(9) } },
      true,
    ],
  ])('is read in the very tick with %s: %j', (_, of, is) => {
    expect(asksNow(of)).toBe(is)
  })

  test('is compared with the positions in every tick that has something to sell, which costs no request more', () => {
    const asked = (of: MarketState) => isPositionDue({ ...of, sanityReadAtMs: now }, settings(), now)

    expect([exitState, openState, entryState, state()].map(asked)).toEqual([true, true, false, false])
  })

  test('is not asked for by all markets of a stack in one round, nor with the witness', () => {
    const many = Array.from({ length: 200 }, (_, nth) => ({
      ...exitState,
      tokenId: tokenId(String((nth + 1) * 7_919_317)),
    }))
    const balances = many.flatMap((of) => askedMs(of, 0.1))
    const rounds = [...Map.groupBy(balances, (ms) => ms).values()]
    const busiest = Math.max(...rounds.map(({ length }) => length))
    const together = many.filter((of) => {
      const witnesses = new Set(askedMs(of, 0.1, isWitnessDue))
      return askedMs(of, 0.1).some((ms) => witnesses.has(ms))
    })

    // A sixth of them in each of the six ticks of a stretch; by chance a half more.
    expect(busiest).toBeLessThanOrEqual((200 / (sanityEveryMs / TICK_MS)) * 1.5)
    expect(together).toEqual([])
  })
})

function short(suspicion: Partial<MarketState['suspicion']>): MarketState {
  return { ...exitState, suspicion: { ...exitState.suspicion, ...suspicion } }
}

describe('an exit that ends by itself', () => {
  const balances = (of: Bench): number => of.venue.calls.filter((call) => call === 'balance').length
  const round = async (of: Bench): Promise<void> => {
    await runInvocation(of.ports, of.stack, of.later(45))
    of.clock.advance(TICK_MS)
  }

  test('has the balance read in that very tick, before another is posted', async () => {
    const of = bench({ state: { ...openState, sanityReadAtMs: now }, stack: { cadenceMs: null } })
    of.venue.balances.set(TOKEN, shares(20))
    await round(of)
    const [exit] = of.venue.posted
    expect(exit?.draft.side).toBe('SELL')
    await round(of)
    // Right behind a reading of its stretch, so that the next is not due.
    for (let nth = balances(of); balances(of) === nth; ) await round(of)
    const before = balances(of)
    await round(of)
    expect(balances(of)).toBe(before)

    // The venue drops it, and eight shares are gone by another hand.
    const listed = of.venue.orders.get(exit?.id ?? order().id)
    if (listed === undefined) throw new Error('no exit')
    of.venue.orders.set(listed.id, { ...listed, status: 'TERMINAL' })
    of.venue.balances.set(TOKEN, shares(12))
    await round(of)
    await round(of)

    expect(balances(of)).toBeGreaterThan(before)
    expect(of.venue.posted.slice(1).map(({ draft }) => draft.sizeMicros)).toEqual([shares(12)])
  })
})
