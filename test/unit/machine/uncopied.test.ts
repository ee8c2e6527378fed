import { expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { price } from '../../../shared/domain/units.ts'
import { withExitOnly } from '../../../shared/machine/exitOnly.ts'
import { exposure } from '../../../shared/machine/exposure.ts'
import { happened } from '../../../shared/machine/facts.ts'
import { legsOf } from '../../../shared/machine/inventory.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import { aboveSibling } from '../../../shared/machine/sibling.ts'
import { rememberHolding } from '../../../shared/machine/tally.ts'
import { withinStack } from '../../../shared/machine/withinStack.ts'
import {
  at,
  cents,
  decide,
  entryState,
  factsOf,
  id,
  now,
  observation,
  openState,
  order,
  settings,
  state,
  venueOrder,
} from '../../support/build.ts'
import { OTHER_TOKEN } from '../../support/siblings.ts'

/** Most ticks change little, and two hundred outcomes tick in one run: what stays as it was is the very same value. */
test('what a tick does not change is not copied', () => {
  const { facts, decision } = decide(entryState, observation({ open: [venueOrder(order())] }))
  const quiet = factsOf(entryState)

  expect(decision.state.orders).toBe(facts.state.orders)
  expect(happened(quiet)).toBe(quiet)
  expect(legsOf(entryState, order())).toBe(entryState.legs)
  expect(withExitOnly(openState, []).state).toBe(openState)
})

test('a history that nothing is added to and nothing is taken from is the same', () => {
  const lagMs = settings().safety.positionLagMs
  const remembered = { ...openState, inventoryHistory: rememberHolding(openState, at(0), lagMs) }

  expect(rememberHolding(remembered, at(60), lagMs)).toBe(remembered.inventoryHistory)
})

test('settings that a bound of the same height leaves as they are are the same', () => {
  const totalMicros = exposure(openState, markOf(openState, now)).totalMicros
  const own = settings({ risk: { exitFloorMicros: price(580_000) } })
  const sells = {
    ids: [id(90)],
    side: 'SELL',
    priceMicros: cents(43),
    restMicros: order().sizeMicros,
    mayBeLive: true,
  } as const
  const room = own.risk.maxUsdcLockedMicros - totalMicros

  expect(aboveSibling(own, { tokenId: OTHER_TOKEN, orders: known([sells], now) }, 10_000)).toBe(own)
  expect(withinStack(openState, { nowMs: now, stackRoomMicros: room }, own)).toBe(own)
})

test('what a market was traded under is kept from its last tick in the configuration', () => {
  const { risk, regime, quote, safety } = settings()
  const lower = settings({ risk: { exitFloorMicros: price(10_000) } })
  const traded = decide(state(), observation()).state

  expect(traded.tradedUnder).toEqual({ risk, regime, quote, safety })
  expect(decide(traded, observation(), lower).state.tradedUnder?.risk).toEqual(lower.risk)
  expect(decide(traded, observation(), { ...lower, configured: false }).state.tradedUnder).toBe(
    traded.tradedUnder,
  )
})
