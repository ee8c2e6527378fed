import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { toleranceMicros } from '../../../shared/domain/tolerance.ts'
import { size } from '../../../shared/domain/units.ts'
import { surplusMicros, watchBalance } from '../../../shared/machine/balanceShort.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import type { BalanceRefresh, MarketState } from '../../../shared/machine/state.ts'
import { tallyFrom } from '../../../shared/machine/tally.ts'
import {
  at,
  balanceOf,
  holding,
  leg,
  now,
  observation,
  settings,
  shares,
  state,
} from '../../support/build.ts'

const asked = (answered: boolean, seconds = 0): BalanceRefresh => ({ atMs: at(seconds), answered })
const suspicion = state().suspicion
const held = state({ folded: holding(20), tally: tallyFrom(size(0)) })
/** A lot: no fill was counted since the two were equal. */
const TOLERANCE = 0.01

const watch = (of: MarketState, seen: Parameters<typeof observation>[0]) =>
  watchBalance({ state: of, seen: observation(seen), settings: settings(), mark: markOf(of, now) })
const withBalance = (of: MarketState, count: number, balanceRefresh?: BalanceRefresh) =>
  watch(of, { balance: balanceOf(count), ...(balanceRefresh && { balanceRefresh }) }).state

describe('shares beyond our fills', () => {
  test('are those beyond the tolerance, and beyond what still settles into the position', () => {
    const settling = { ...held, legs: [leg({ sizeMicros: shares(5), status: 'PROVISIONAL' })] }

    expect(surplusMicros(held, shares(20.01))).toBe(0)
    expect(surplusMicros(held, shares(20.010001))).toBe(1)
    expect(surplusMicros(settling, shares(25.01))).toBe(0)
    expect(surplusMicros(state(), shares(0))).toBe(-toleranceMicros(0))
  })

  test('are noted with all that there is too much, and since when', () => {
    expect(withBalance(held, 20 + TOLERANCE)).not.toHaveProperty('surplus')
    expect(withBalance(held, 35).surplus).toStrictEqual({ sinceMs: now, sizeMicros: shares(15) })

    const before = { ...held, surplus: { sinceMs: at(-30), sizeMicros: shares(1) } }
    expect(withBalance(before, 35).surplus).toEqual({ sinceMs: at(-30), sizeMicros: shares(15) })
    expect(withBalance(before, 20)).not.toHaveProperty('surplus')
  })

  test.each<
    readonly [string, BalanceRefresh | undefined, BalanceRefresh | undefined, BalanceRefresh | undefined]
  >([
    ['none was sent', undefined, undefined, undefined],
    ['the first', undefined, asked(false), asked(false)],
    ['the first, answered at once', undefined, asked(true), asked(true)],
    ['none in this tick', asked(true, -30), undefined, asked(true, -30)],
    ['one more without an answer', asked(false, -30), asked(false), asked(false)],
    ['one more, answered', asked(false, -30), asked(true), asked(true)],
    ['one more after an answer', asked(true, -30), asked(false), asked(true)],
  ])('remember the last request to look again, answered once any was: %s', (_, before, now_, remembered) => {
    const surplus = { sinceMs: at(-60), sizeMicros: shares(15), ...(before && { refresh: before }) }

    expect(withBalance({ ...held, surplus }, 35, now_).surplus).toEqual({
      sinceMs: at(-60),
      sizeMicros: shares(15),
      ...(remembered && { refresh: remembered }),
    })
  })
})

describe('a balance that lacks shares', () => {
  const short = { ...held, suspicion: { ...suspicion, balanceRefresh: asked(false, -60) } }

  test('counts from the first reading after the venue was asked to look again, and answered', () => {
    expect(withBalance(held, 19).suspicion.balanceShortSinceMs).toBeNull()
    expect(withBalance(short, 19, asked(false)).suspicion).toMatchObject({
      balanceRefresh: asked(false),
      balanceShortSinceMs: null,
    })
    expect(withBalance(short, 19, asked(true)).suspicion).toMatchObject({
      balanceRefresh: asked(true),
      balanceShortSinceMs: now,
    })
  })

  test('was answered, though the next request is not', () => {
    const answered = { ...held, suspicion: { ...suspicion, balanceRefresh: asked(true, -60) } }

    expect(withBalance(answered, 19, asked(false)).suspicion.balanceRefresh).toEqual(asked(true))
    expect(withBalance(answered, 19).suspicion).toMatchObject({
      balanceRefresh: asked(true, -60),
      balanceShortSinceMs: now,
    })
  })

  test('is over once it lacks none, and so is what was asked', () => {
    const lasting = { ...short, suspicion: { ...short.suspicion, balanceShortSinceMs: at(-30) } }

    expect(withBalance(lasting, 20).suspicion).toEqual(suspicion)
    expect(
      withBalance({ ...held, suspicion: { ...suspicion, balanceShortSinceMs: at(-30) } }, 20).suspicion,
    ).toEqual(suspicion)
  })

  test('is no question while it cannot be read, and stays one that was', () => {
    const { state: unread, stop } = watch(short, {
      balance: unknown('no answer'),
      balanceRefresh: asked(true),
    })

    expect(stop).toBeNull()
    expect(unread.suspicion.balanceRefresh).toEqual(asked(true))
    expect(watch(short, {}).state).toBe(short)
    expect(watch({ ...short, settling: true }, { balance: balanceOf(1) }).state.suspicion).toBe(
      short.suspicion,
    )
  })
})

describe('of a market', () => {
  const noted: MarketState = {
    ...held,
    surplus: { sinceMs: at(-30), sizeMicros: shares(15) },
    suspicion: { ...suspicion, balanceRefresh: asked(true, -60), balanceShortSinceMs: at(-900) },
  }

  test.each<readonly [string, Partial<MarketState>]>([
    [
      'whose earlier fills are being read',
      { catchUp: { fromMs: at(-3600), windowMs: 600_000, readAtMs: at(-10) } },
    ],
    ['in which the person has traded by hand', { handFilled: true }],
  ])('%s nothing is judged, and nothing stays noted', (_, over) => {
    for (const count of [1, 35]) {
      const { state: judged, stop } = watch({ ...noted, ...over }, { balance: balanceOf(count) })

      expect(stop).toBeNull()
      expect(judged).not.toHaveProperty('surplus')
      expect(judged.suspicion).toEqual(suspicion)
    }
  })
})

describe('dust that the balance lacks', () => {
  /** Floored by a fill since they were equal, so that the tolerance is a lot and 100 micro-shares. */
  const floored = { ...held, tally: { ...tallyFrom(size(300)), evenAtMicros: size(200) } }

  test('is noted up to the tolerance, and gone once the two are equal, or too far apart', () => {
    expect(withBalance(floored, 19.9899).shortMicros).toBe(10_100)
    expect(withBalance(floored, 19.989899)).not.toHaveProperty('shortMicros')
    expect(withBalance({ ...floored, shortMicros: size(5) }, 20)).not.toHaveProperty('shortMicros')
    expect(withBalance({ ...floored, shortMicros: size(5) }, 20.001)).not.toHaveProperty('shortMicros')
  })

  test('is counted from the reading at which both are equal; another reading proves nothing', () => {
    expect(withBalance(floored, 20).tally?.evenAtMicros).toBe(300)
    expect(withBalance(floored, 19.995).tally?.evenAtMicros).toBe(200)
    expect(withBalance(floored, 20.005).tally?.evenAtMicros).toBe(200)
    expect(withBalance(floored, 12).tally?.evenAtMicros).toBe(200)
  })

  test('of an item without a tally begins one; an equal reading of one that is even changes nothing', () => {
    const { tally: _, ...old } = { ...held, legs: [leg({ sizeMicros: shares(1) })], folded: holding(19) }
    const even = { ...floored, tally: { ...floored.tally, evenAtMicros: size(300) } }

    expect(withBalance(old, 20).tally).toMatchObject({ boughtMicros: shares(1), evenAtMicros: 2 })
    expect(withBalance(even, 20)).toBe(even)
  })

  test('of an item without tally and fills it begins too: from then on what is floored counts', () => {
    const { tally: _, ...old } = held

    expect(withBalance(old, 20).tally).toEqual(tallyFrom(size(0)))
  })
})
