import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { type EpochMs, epochMs, tokenId, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { dead, id, type MARKET, now, order, seenLeg, settings, shares, state } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'

const OTHER = `0x${'bb'.repeat(32)}` as typeof MARKET
const OTHER_TOKEN = tokenId('8')
const HOUR_MS = 3_600_000
const ago = (ms: number): EpochMs => epochMs(now - ms)

/** Its fills have been missing for five hours. */
const stuckOrder = order({
  id: id(9),
  intendedAtMs: ago(5 * HOUR_MS),
  expiresAtMs: ago(5 * HOUR_MS - 300_000),
  life: dead(ago(5 * HOUR_MS - 240_000)),
  matchedMicros: shares(20),
  stuck: true,
})
const base: Partial<MarketState> = { adoptedAtMs: ago(9 * HOUR_MS), tradesReadAtMs: ago(600_000) }

/** Both markets are due for their second look, and the venue gives the account's trades of this time at most. */
function twoMarkets(mostMs: number) {
  const of = bench({ state: state({ ...base, orders: [stuckOrder], exitOnly: ['stuckOrder'] }) })
  const otherState = { ...state(base), market: OTHER, tokenId: OTHER_TOKEN }
  of.store.items.set(OTHER, {
    leaseId: null,
    leaseUntilMs: 0,
    fence: 0,
    rev: 1,
    state: otherState,
    schema: 1,
  })
  const trades = of.venue.trades.bind(of.venue)
  of.venue.trades = async (sinceMs) =>
    of.clock.nowMs() - sinceMs > mostMs ? unknown('more than 50 pages') : await trades(sinceMs)
  const other = { ...settings(), market: OTHER, tokenId: OTHER_TOKEN }
  const stack = { ...of.stack, cadenceMs: null, markets: [...of.stack.markets, other] }
  return { ...of, minute: () => runInvocation(of.ports, stack, of.later(45)) }
}

describe('an order that is stuck for hours', () => {
  test('keeps no other market from its second look', async () => {
    const of = twoMarkets(HOUR_MS + 60_000)
    const lost = order({ id: id(3), life: dead(ago(2_400_000)), closedAtMs: ago(2_300_000) })
    await of.store.putLedger([{ kind: 'order', market: OTHER, order: { ...lost, tokenId: OTHER_TOKEN } }])
    const fill = { orderId: lost.id, market: OTHER, tokenId: OTHER_TOKEN, matchedAtMs: ago(2_400_000) }
    of.venue.legs.push(seenLeg(fill))

    await of.minute()

    expect(of.store.items.get(OTHER)?.state?.legs.map((leg) => leg.orderId)).toEqual([lost.id])
    expect(of.control().codes).toEqual([])
  })

  test('finds its own missing fill of hours ago', async () => {
    const of = twoMarkets(24 * HOUR_MS)
    const missing = {
      tradeId: tradeId('missing'),
      orderId: stuckOrder.id,
      matchedAtMs: ago(5 * HOUR_MS - 60_000),
    }
    of.venue.legs.push(seenLeg(missing))

    await of.minute()

    expect(
      of.stored().folded.sizeMicros + of.stored().legs.reduce((sum, leg) => sum + leg.sizeMicros, 0),
    ).toBe(shares(20))
    expect(of.control().codes).toEqual([])
  })

  test('looks over the last hour where the trades since then cannot be read', async () => {
    const of = twoMarkets(HOUR_MS + 60_000)
    const recent = { tradeId: tradeId('recent'), orderId: stuckOrder.id, matchedAtMs: ago(2_400_000) }
    of.venue.legs.push(seenLeg(recent))

    await of.minute()

    expect(of.stored().legs.map((leg) => leg.tradeId)).toEqual(['recent'])
  })
})
