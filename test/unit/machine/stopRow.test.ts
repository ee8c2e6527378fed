import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { usdc } from '../../../shared/domain/units.ts'
import type { Action } from '../../../shared/machine/decision.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  decisionOf,
  dollars,
  entryState,
  holding,
  id,
  now,
  type observation,
  openState,
  order,
  running,
  settings,
  state,
  stops,
  venueOrder,
} from '../../support/build.ts'

type Seen = Parameters<typeof observation>[0]
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const bothOpen = [venueOrder(order()), venueOrder(exit)]
const withoutId = known(
  { legs: [], withoutId: [{ raw: '{}', market: null, orderId: null }], unreadable: [] },
  at(-0.5),
)
const cancel = (n: number, why: string): Action => ({ do: 'cancel', id: id(n), why })

describe('a STOP', () => {
  const over = settings({ risk: { maxUsdcLockedMicros: dollars(1), maxDailyLossMicros: dollars(1) } })

  test('names every reason, cancels what lives, and says why', () => {
    const held = state({ folded: holding(20, 80), orders: [order(), exit] })
    const { audit, actions } = decisionOf(held, { open: bothOpen, trades: withoutId }, over)

    expect(audit).toMatchObject({
      row: 'STOP',
      code: 'stop',
      reason:
        'TRADE_ID_UNKNOWN: a trade of ours has no usable id: {}; ' +
        'EXPOSURE: confirmed shares are worth 11.4 USDC, above 1; ' +
        'LOSS: lost 4.6 USDC on 2025-06-25, the limit is 1',
    })
    expect(stops(actions)).toEqual(['TRADE_ID_UNKNOWN', 'EXPOSURE', 'LOSS'])
    expect(actions).toEqual(expect.arrayContaining([cancel(1, 'STOP'), cancel(2, 'STOP')]))
  })

  test.each<readonly [string, MarketState, Seen, ReturnType<typeof settings>]>([
    [
      'exposure 11.2 USDC is above the cap of 5',
      entryState,
      { open: [venueOrder(order())] },
      settings({ risk: { maxUsdcLockedMicros: dollars(5), exposureStop: 'literal' } }),
    ],
    [
      '3 trades failed to settle within a day',
      state({ suspicion: { ...state().suspicion, failedLegs: [now, now, now] } }),
      {},
      settings(),
    ],
    [
      'trades unread for 181 s: time-out',
      state({ tradesReadAtMs: at(-181.999) }),
      { trades: unknown('time-out') },
      settings(),
    ],
  ])('says: %s', (why, of, seen, with_) => {
    expect(decisionOf(of, seen, with_).audit.reason).toContain(why)
  })

  test('its bound on confirmed shares is rounded down', () => {
    const exact = (capMicros: number) =>
      settings({ risk: { maxUsdcLockedMicros: usdc(capMicros), exposureStopPermille: 1001 } })

    // Held: 11.4 USDC. Bounds: 11.399999611 and 11.400000612.
    expect(stops(decisionOf(openState, {}, exact(11_388_611)).actions)).toEqual(['EXPOSURE'])
    expect(stops(decisionOf(openState, {}, exact(11_388_612)).actions)).toEqual([])
  })

  test('is called for whether the control item can be read or not, and by codes left over from an earlier one', () => {
    const leftOver = { ...running, codes: ['TRADE_ID_UNKNOWN'] as const }

    for (const control of [running, unknown('x'), leftOver]) {
      expect(stops(decisionOf(state(), { control, trades: withoutId }).actions)).toEqual(['TRADE_ID_UNKNOWN'])
    }
  })
})
