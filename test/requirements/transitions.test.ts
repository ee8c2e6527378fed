import { describe, expect, test } from 'vitest'
import type { Control } from '../../shared/domain/control.ts'
import { known, unknown } from '../../shared/domain/read.ts'
import { marketId, size, tokenId, tradeId } from '../../shared/domain/units.ts'
import {
  at,
  cents,
  dead,
  decide,
  entryState,
  exitState,
  holding,
  id,
  leg,
  MARKET,
  observation,
  openState,
  order,
  posts,
  seenLeg,
  settings,
  shares,
  state,
  stops,
  TOKEN,
} from '../support/build.ts'
import { bench, tick, ticked } from '../support/engineBench.ts'
import { book, calmMids, info } from '../support/market.ts'

describe('IDLE -> ENTRY_PENDING', () => {
  test('Trigger: Entry order posted successfully', async () => {
    const of = bench()

    await ticked(of)

    expect(of.venue.posted).toHaveLength(1)
    expect(of.stored()).toMatchObject({ phase: 'ENTRY_PENDING', orders: [{ life: { at: 'LIVE' } }] })
  })

  test('an order that may exist counts: pending begins with the stored intent', async () => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'unknown', why: 'time-out' } })

    await ticked(of)

    expect(of.stored()).toMatchObject({ phase: 'ENTRY_PENDING', orders: [{ life: { at: 'UNKNOWN' } }] })
  })

  test('a post refused by proof is none', async () => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'rejected', code: 'crosses', text: 'crosses' } })

    await ticked(of)

    expect(of.stored().phase).toBe('IDLE')
  })

  test('Condition: No confirmed inventory (from fills)', () => {
    const { decision } = decide(openState, observation())

    expect(posts(decision.actions)).toEqual([])
    expect(decision.state.phase).toBe('POSITION_OPEN')
  })

  test('Condition: No confirmed inventory (from fills), to the letter with dust: "hold"', () => {
    const dusty = state({ folded: holding(2) })

    const held = decide(dusty, observation(), settings({ risk: { dust: 'hold' } }))
    const carried = decide(dusty, observation())

    expect(posts(held.decision.actions)).toEqual([])
    expect(held.decision.audit.refusals).toContain('dust')
    expect(posts(carried.decision.actions)).toMatchObject([{ purpose: 'entry' }])
  })

  test('dust: "hold" does not hold back who has none', () => {
    const { decision } = decide(state(), observation(), settings({ risk: { dust: 'hold' } }))

    expect(posts(decision.actions)).toMatchObject([{ purpose: 'entry' }])
  })

  test.each([
    ['live', entryState],
    ['of unknown outcome', state({ orders: [order({ life: { at: 'UNKNOWN', sinceMs: at(-10) } })] })],
    ['merely intended', state({ orders: [order({ life: { at: 'INTENDED' } })] })],
    ['cancelled, its fills not all seen', state({ orders: [order({ life: dead(at(-5)) })] })],
  ])('Condition: No pending entry orders, with one %s', (_, pending) => {
    expect(posts(decide(pending, observation()).decision.actions)).toEqual([])
  })

  test('Condition: Exposure < MAX_USDC_LOCKED', () => {
    // 4 shares of dust at 0.57 leave less than the smallest entry below a cap of 5 USDC.
    const tight = settings({
      risk: { maxUsdcLockedMicros: 5_000_000 as never, entryUsdcMicros: 5_000_000 as never },
    })

    const full = decide(state({ folded: holding(4) }), observation(), tight)
    const flat = decide(state(), observation(), tight)

    expect(posts(full.decision.actions)).toEqual([])
    expect(posts(flat.decision.actions)).toMatchObject([{ purpose: 'entry' }])
  })

  test('Condition: Market in valid regime', () => {
    const thin = known(book([[0.56, 50]], [[0.58, 50]]), at(-0.5))

    const { decision } = decide(state(), observation({ book: thin }))

    expect(posts(decision.actions)).toEqual([])
    expect(decision.audit.refusals).toEqual(['depth'])
  })
})

describe('ENTRY_PENDING -> IDLE', () => {
  const far = book([[0.5, 500]], [[0.52, 400]])
  const stale = () => {
    const lastGoodMid = { priceMicros: cents(51), atMs: at(-10) }
    const of = bench({ state: { ...entryState, lastGoodMid, mids: calmMids(0.51) } })
    of.venue.book = far
    of.venue.place({ id: id(1), salt: '1', timestamp: '1', draft: draftOf(order()), wire: null })
    return of
  }

  test('Trigger: Entry order cancelled (stale, regime change)', async () => {
    const of = stale()

    const { decision } = await ticked(of)

    expect(decision.audit.reason).toBe('off the quote by more than 2 ticks')
    expect(of.stored()).toMatchObject({ phase: 'IDLE', orders: [{ life: { at: 'DEAD', how: 'canceled' } }] })
  })

  test('regime change', async () => {
    const of = stale()
    of.venue.market_ = info({ accepting: false })

    const { decision } = await ticked(of)

    expect(decision.audit.reason).toBe('regime: the market is not accepting orders')
    expect(of.stored().phase).toBe('IDLE')
  })

  test.each([
    ['not answered', { is: 'unknown', why: 'time-out' } as const],
    ['refused', { is: 'notCanceled', text: 'try later' } as const],
  ])('Condition: Cancel confirmed via API, and not one %s', async (_, outcome) => {
    const of = stale()
    of.venue.onCancel = () => outcome

    await ticked(of)

    expect(of.stored()).toMatchObject({ phase: 'ENTRY_PENDING', orders: [{ life: { at: 'LIVE' } }] })
  })
})

describe('ENTRY_PENDING -> POSITION_OPEN', () => {
  test('Trigger: BUY fill detected from trades API', () => {
    const { decision } = decide(entryState, observation({ legs: [seenLeg()] }))

    expect(decision.audit).toMatchObject({ from: 'ENTRY_PENDING', to: 'POSITION_OPEN' })
  })

  test('a merely matched one blocks entries, and opens nothing', () => {
    const { decision } = decide(
      entryState,
      observation({ legs: [seenLeg({ status: 'PROVISIONAL', mined: false })] }),
    )

    expect(decision.state.phase).toBe('ENTRY_PENDING')
    expect(posts(decision.actions)).toEqual([])
  })

  test('Condition: Fill has valid trade_id (not unknown)', () => {
    const record = { raw: '{"id":"unknown"}', market: MARKET, orderId: id(1) }

    const { decision } = decide(
      entryState,
      observation({ trades: known({ legs: [], withoutId: [record], unreadable: [] }, at(-1)) }),
    )

    expect(decision.state.phase).toBe('ENTRY_PENDING')
    expect(stops(decision.actions)).toEqual(['TRADE_ID_UNKNOWN'])
  })

  test.each([
    ['another token of our market', { tokenId: tokenId('8') }, ['FILL_IMPOSSIBLE']],
    ['another market', { market: marketId('0xbb'), orderId: id(77) }, []],
  ])('Condition: Fill token matches our market, and not %s', (_, over, codes) => {
    const { decision } = decide(entryState, observation({ legs: [seenLeg(over)] }))

    expect(decision.state.phase).toBe('ENTRY_PENDING')
    expect(stops(decision.actions)).toEqual(codes)
  })
})

describe('POSITION_OPEN -> EXIT_PENDING', () => {
  test('Trigger: Exit order posted', async () => {
    const of = bench({ state: openState })

    await ticked(of)

    expect(of.venue.posted[0]?.draft).toMatchObject({ side: 'SELL', purpose: 'exit' })
    expect(of.stored().phase).toBe('EXIT_PENDING')
  })

  test('Condition: Confirmed inventory > 0', () => {
    const matched = state({ legs: [leg({ status: 'PROVISIONAL' })], orders: [order()] })

    const { decision } = decide(matched, observation({ balance: known(shares(20), at(-1)) }))

    expect(posts(decision.actions)).toEqual([])
  })

  test('confirmed inventory that a SELL has taken and not settled is not there to be sold', () => {
    const selling = state({
      folded: holding(20),
      legs: [leg({ side: 'SELL', orderId: id(2), tradeId: tradeId('s'), status: 'PROVISIONAL' })],
    })

    expect(selling.phase).toBe('EXIT_PENDING')
    expect(
      posts(decide(selling, observation({ balance: known(shares(20), at(-1)) })).decision.actions),
    ).toEqual([])
  })
})

describe('EXIT_PENDING -> IDLE', () => {
  const sold = (count: number) =>
    seenLeg({ tradeId: tradeId('s'), side: 'SELL', orderId: id(2), sizeMicros: shares(count) })
  const gone = {
    [id(2)]: known({ ...listed(), status: 'TERMINAL' as const, matchedMicros: shares(20) }, at(-1)),
  }

  test('Trigger: SELL fill detected from trades API', () => {
    const { decision } = decide(exitState, observation({ legs: [sold(20)], byId: gone }))

    expect(decision.audit).toMatchObject({ from: 'EXIT_PENDING', to: 'IDLE' })
  })

  test('Condition: Fill closes entire position', () => {
    const { decision } = decide(exitState, observation({ legs: [sold(12)], open: [listed()] }))

    expect(decision.state.phase).toBe('EXIT_PENDING')
  })

  test('less than the minimum size left counts as closed: it cannot be sold', () => {
    const partly = {
      [id(2)]: known({ ...listed(), status: 'TERMINAL' as const, matchedMicros: shares(16) }, at(-1)),
    }

    const { decision } = decide(exitState, observation({ legs: [sold(16)], byId: partly }))

    expect(decision.state.phase).toBe('IDLE')
  })
})

describe('EXIT_PENDING -> POSITION_OPEN', () => {
  const high = order({
    id: id(2),
    side: 'SELL' as const,
    priceMicros: cents(63),
    intendedAtMs: at(-40),
    expiresAtMs: at(560),
  })
  const repricing = (over: { control?: Control } = {}) => {
    const of = bench({ state: state({ ...exitState, orders: [high] }), ...over })
    of.venue.place({ id: id(2), salt: '1', timestamp: '1', draft: draftOf(high), wire: null })
    return of
  }

  test('Trigger: Exit order cancelled for repricing', async () => {
    const of = repricing()

    await ticked(of)

    expect(of.stored()).toMatchObject({ phase: 'POSITION_OPEN', orders: [{ life: { how: 'canceled' } }] })
    expect(of.venue.posted).toEqual([])
  })

  test('Cancel-confirm-post: the new exit is posted in the next tick, after the confirmed cancel', async () => {
    const of = repricing()

    await ticked(of)
    of.clock.advance(1000)
    await ticked(of)

    expect(of.venue.posted.map(({ draft }) => draft.priceMicros)).toEqual([cents(58)])
    expect(of.stored().phase).toBe('EXIT_PENDING')
  })

  test('and not while the cancelled one is not closed', async () => {
    const of = repricing()
    of.venue.silent.add('order')

    await ticked(of)
    await ticked(of)

    expect(of.stored()).toMatchObject({ phase: 'EXIT_PENDING', orders: [{ life: { at: 'DEAD' } }] })
    expect(of.venue.posted).toEqual([])
  })

  test('Condition: Still have confirmed inventory', () => {
    const sold = seenLeg({ tradeId: tradeId('s'), side: 'SELL', orderId: id(2), priceMicros: cents(63) })
    const cancelled = state({ ...exitState, orders: [{ ...high, life: dead(at(-5)) }] })
    const gone = {
      [id(2)]: known({ ...listed(), status: 'TERMINAL' as const, matchedMicros: shares(20) }, at(-1)),
    }

    const { decision } = decide(cancelled, observation({ legs: [sold], byId: gone }))

    expect(decision.state.phase).toBe('IDLE')
  })
})

test('a tick that sees nothing changes no state', async () => {
  const of = bench({ state: entryState })
  for (const call of ['trades', 'openOrders', 'order', 'books', 'market'] as const) of.venue.silent.add(call)

  const result = await tick(of)

  expect(result).toMatchObject({ is: 'done', decision: { audit: { to: 'ENTRY_PENDING' }, actions: [] } })
  expect(decide(entryState, observation({ trades: unknown('no answer') })).state.phase).toBe('ENTRY_PENDING')
})

function listed() {
  return {
    id: id(2),
    market: MARKET,
    tokenId: TOKEN,
    side: 'SELL' as const,
    status: 'LIVE' as const,
    priceMicros: cents(58),
    sizeMicros: shares(20),
    matchedMicros: size(0),
    createdAtMs: at(-20),
  }
}

function draftOf(of: ReturnType<typeof order>) {
  const { purpose, side, tokenId: token, priceMicros, sizeMicros, postOnly, expiresAtMs } = of
  return { market: MARKET, purpose, side, tokenId: token, priceMicros, sizeMicros, postOnly, expiresAtMs }
}
