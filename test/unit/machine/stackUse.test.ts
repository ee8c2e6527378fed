import { describe, expect, test } from 'vitest'
import { equityMicros } from '../../../shared/accounting/valuation.ts'
import { epochMs, usdc } from '../../../shared/domain/units.ts'
import { position } from '../../../shared/machine/inventory.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import { stackStops, stackUse } from '../../../shared/machine/stackUse.ts'
import { withinStack } from '../../../shared/machine/withinStack.ts'
import { now, openState, order, settings, state } from '../../support/build.ts'

const dollars = (amount: number) => usdc(amount * 1_000_000)
const held = { ...openState, day: { ...openState.day, startEquityMicros: dollars(3) } }

describe('what all outcomes come to together', () => {
  test('is the sum of exposure and of the day’s loss, each by the one valuation', () => {
    const one = stackUse([held], now)
    const two = stackUse([held, held, state({ orders: [order()] })], now)

    expect(one.confirmedMicros).toBeGreaterThan(0)
    expect(two.confirmedMicros).toBe(2 * one.confirmedMicros)
    expect(two.totalMicros).toBeGreaterThan(two.confirmedMicros)
    expect(two.lostMicros).toBe(2 * one.lostMicros)
  })

  test('counts shares that were never priced towards entries alone', () => {
    const unpriced = stackUse([{ ...held, lastGoodMid: null }], now)

    expect(unpriced.confirmedMicros).toBe(0)
    expect(unpriced.totalMicros).toBeGreaterThan(0)
  })

  test('has lost nothing while it is worth what the day began with, and a dollar where that was a dollar more', () => {
    const worthMicros = equityMicros(position(openState), markOf(openState, now))
    const began = (startEquityMicros: number) => ({
      ...openState,
      day: { ...openState.day, startEquityMicros: usdc(startEquityMicros) },
    })

    expect(worthMicros).not.toBe(0)
    expect(stackUse([began(worthMicros)], now).lostMicros).toBe(0)
    expect(stackUse([began(worthMicros + 1_000_000)], now).lostMicros).toBe(1_000_000)
  })

  test('counts no loss of another day', () => {
    const old = { ...held, day: { ...held.day, utc: '2020-01-01' } }
    expect(stackUse([old], now).lostMicros).toBe(0)
    expect(stackUse([held], now).lostMicros).not.toBe(0)
  })

  test.each([
    [{ lockedMicros: null, dailyLossMicros: null }, []],
    [{ lockedMicros: dollars(22), dailyLossMicros: dollars(5) }, []],
    [{ lockedMicros: dollars(21.5), dailyLossMicros: dollars(4.5) }, []],
    [{ lockedMicros: dollars(21), dailyLossMicros: dollars(5) }, ['EXPOSURE']],
    [{ lockedMicros: null, dailyLossMicros: dollars(4) }, ['LOSS']],
    [{ lockedMicros: dollars(1), dailyLossMicros: dollars(1) }, ['EXPOSURE', 'LOSS']],
  ])('is a STOP beyond a limit: %j', (limits, codes) => {
    const use = { confirmedMicros: 21_500_000, totalMicros: 30_000_000, lostMicros: 4_500_000 }
    expect(stackStops(use, limits, now).map(({ code }) => code)).toEqual(codes)
  })
})

test('a limit of the stack that is exceeded is named, with what it came to', () => {
  const use = { confirmedMicros: 21_500_000, totalMicros: 30_000_000, lostMicros: 4_500_000 }

  expect(stackStops(use, { lockedMicros: dollars(21), dailyLossMicros: dollars(4) }, now)).toEqual([
    {
      code: 'EXPOSURE',
      text: 'confirmed shares of all markets are worth 21.5 USDC, above stackUsdcLocked, 21',
      atMs: now,
    },
    { code: 'LOSS', text: 'all markets lost 4.5 USDC today, stackDailyLossUsdc is 4', atMs: now },
  ])
})

describe('the cap of one outcome and the stack’s', () => {
  const cap = (stackRoomMicros?: number) =>
    withinStack(
      held,
      { nowMs: epochMs(now), ...(stackRoomMicros === undefined ? {} : { stackRoomMicros }) },
      settings(),
    ).risk.maxUsdcLockedMicros
  const own = stackUse([held], now).totalMicros

  test('is its own where the stack has none, or room enough', () => {
    expect(cap()).toBe(settings().risk.maxUsdcLockedMicros)
    expect(cap(1e12)).toBe(settings().risk.maxUsdcLockedMicros)
  })

  test('is what it has and may add, or less than it has', () => {
    expect(cap(1_000_000)).toBe(own + 1_000_000)
    expect(cap(0)).toBe(own)
    expect(cap(-1)).toBe(own - 1)
    expect(cap(-1e12)).toBe(0)
  })
})
