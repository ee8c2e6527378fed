import { describe, expect, test, vi } from 'vitest'
import type { Control } from '../../../shared/domain/control.ts'
import { unknown } from '../../../shared/domain/read.ts'
import { size, tradeId } from '../../../shared/domain/units.ts'
import { endFlatten } from '../../../shared/engine/flattenRequests.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import {
  at,
  cents,
  dead,
  halted,
  holding,
  id,
  leg,
  MARKET,
  order,
  seenLeg,
  settings,
  shares,
  state,
  TOKEN,
  venueOrder,
} from '../../support/build.ts'
import { bothBench, OTHER_TOKEN, siblingState } from '../../support/siblings.ts'

const placed = (of: ReturnType<typeof order>) => ({
  ...venueOrder(of),
  tokenId: of.tokenId,
  side: of.side,
  priceMicros: of.priceMicros,
  sizeMicros: of.sizeMicros,
  matchedMicros: size(0),
  createdAtMs: of.intendedAtMs,
})

type Both = ReturnType<typeof bothBench>
const run = (of: Both) => runInvocation(of.ports, of.stack, of.later(45))
const codes = (of: Both): Control['codes'] => of.control().codes
const siblingOrder = (over: Parameters<typeof order>[0] = {}) =>
  order({ id: id(90), tokenId: OTHER_TOKEN, ...over })
/** Resting at the venue too, as its item says. */
function rests(of: Both, ours: ReturnType<typeof order>): void {
  const { tokenId, side, purpose, priceMicros, sizeMicros, postOnly, expiresAtMs } = ours
  const draft = { market: MARKET, tokenId, side, purpose, priceMicros, sizeMicros, postOnly, expiresAtMs }
  of.venue.orders.set(ours.id, { ...placed(ours), draft })
}

describe('the two outcomes of a market', () => {
  test('both enter, one after the other, where the pair leaves the edge of an entry', async () => {
    const of = bothBench()
    of.venue.book = {
      ...of.venue.book,
      bids: [{ priceMicros: cents(54), sizeMicros: shares(500) }],
      asks: [{ priceMicros: cents(59), sizeMicros: shares(500) }],
    }

    const report = await run(of)

    expect(report.failures).toEqual([])
    const [own, other] = [of.postedOf(TOKEN), of.postedOf(OTHER_TOKEN)]
    expect([own.length, other.length]).toEqual([1, 1])
    expect((own[0]?.priceMicros ?? 0) + (other[0]?.priceMicros ?? 0)).toBeLessThan(cents(98))
    expect(codes(of)).toEqual([])
  })

  test('the second enters not where its BUY would come to 1 less the edge with that of the first', async () => {
    const of = bothBench()

    await run(of)

    // 56 and 42 are the best bids of the two.
    expect(of.postedOf(TOKEN)).toMatchObject([{ side: 'BUY', priceMicros: cents(56) }])
    expect(of.postedOf(OTHER_TOKEN)).toEqual([])
    expect(of.told.ticks.at(-1)?.decision.audit.refusals).toEqual(['siblingEntry'])
    expect(of.siblingStored()?.orders).toEqual([])
  })

  test('a fill of the other in the second of a failed one stays the other’s', async () => {
    const old = at(-4_000)
    const waiting = seenLeg({
      tradeId: tradeId('first'),
      matchedAtMs: old,
      status: 'PROVISIONAL',
      mined: false,
    })
    const bought = order({
      intendedAtMs: at(-4_100),
      expiresAtMs: at(-3_800),
      life: dead(at(-3_900)),
      closedAtMs: at(-3_900),
    })
    const legs = [leg({ ...waiting, seenAtMs: old })]
    const of = bothBench({ own: state({ adoptedAtMs: at(-90_000), legs, orders: [bought] }) })
    const others = { tokenId: OTHER_TOKEN, orderId: id(90), status: 'CONFIRMED' } as const
    const againFilled = { ...waiting, tradeId: tradeId('second') }
    of.venue.legs.push(waiting, againFilled, { ...againFilled, ...others, tradeId: tradeId('theirs') })
    const theirs = siblingOrder({ intendedAtMs: at(-4_100), life: dead(at(-3_900)), closedAtMs: at(-3_900) })
    await of.store.putLedger([{ kind: 'order', market: MARKET, order: theirs }])
    of.venue.settle(waiting.tradeId, 'FAILED')

    await run(of)

    expect(of.stored().legs.map((each) => [each.tradeId, each.status])).toEqual([
      ['first', 'FAILED'],
      ['second', 'PROVISIONAL'],
    ])
    expect(codes(of)).toEqual([])
  })

  test('the other’s resting orders are no stranger’s, no STOP, and not in the book that either judges', async () => {
    const resting = siblingOrder({ priceMicros: cents(41), expiresAtMs: at(280) })
    const of = bothBench({
      own: state({ folded: holding(20) }),
      sibling: siblingState({ orders: [resting] }),
    })
    rests(of, resting)
    of.venue.book = {
      ...of.venue.book,
      // The BUY at 41 of the other outcome is shown as this ask; it is the only one.
      asks: [{ priceMicros: cents(59), sizeMicros: resting.sizeMicros }],
    }

    await run(of)
    of.clock.advance(6_000)
    await run(of)

    expect(codes(of)).toEqual([])
    const seen = of.told.ticks.filter(({ before }) => before.tokenId === TOKEN).map((tick) => tick.seen)
    expect(seen[0]?.sibling).toMatchObject({ tokenId: OTHER_TOKEN, orders: { ok: true } })
    expect(seen[0]?.openOrders).toMatchObject({ value: { orders: [] } })
    // Without that ask the book is one-sided: nothing is priced by it.
    expect(of.told.ticks[0]?.decision.audit.refusals).toContain('oneSided')
  })

  test('a leg of the other is its own, and no fill of this one', async () => {
    const resting = siblingOrder()
    const of = bothBench({ sibling: siblingState({ orders: [resting] }) })
    of.venue.legs.push(
      seenLeg({ tradeId: tradeId('s1'), orderId: resting.id, tokenId: OTHER_TOKEN, matchedAtMs: at(-1) }),
    )
    rests(of, resting)

    await run(of)

    expect(codes(of)).toEqual([])
    expect(of.stored().legs).toEqual([])
    expect(of.siblingStored()?.legs).toHaveLength(1)
  })
})

describe('an outcome that is not configured', () => {
  const ofOne = (sibling: Parameters<typeof bothBench>[0]) => bothBench({ ...sibling, markets: [settings()] })
  const strangers = siblingOrder({ id: id(91) })

  test('and has no item: an order on its token is a stranger’s in this market', async () => {
    const of = ofOne({ sibling: null })
    rests(of, strangers)

    await run(of)
    of.clock.advance(6_000)
    await run(of)

    expect(codes(of)).toEqual(['OPEN_ORDERS'])
  })

  test('and that a run of a younger configuration has begun since is known from the table', async () => {
    const of = ofOne({ sibling: null })
    rests(of, strangers)
    const openOrders = of.venue.openOrders.bind(of.venue)
    of.venue.openOrders = async () => {
      of.putSibling(siblingState({ orders: [strangers] }))
      return openOrders()
    }

    await run(of)
    of.clock.advance(6_000)
    await run(of)

    expect(codes(of)).toEqual([])
  })
})

describe('the halt check, after the intent', () => {
  const meeting = siblingOrder({ priceMicros: cents(43) })
  /** Another run stores an order of the other outcome while this one stores its intent. */
  function between(of: Both, next: () => void): Both {
    let done = false
    of.store.before = (operation) => {
      if (operation !== 'commit' || done) return
      done = true
      next()
    }
    return of
  }
  const alone = () => bothBench({ markets: [settings()] })
  const lastOrder = (of: Both) => of.stored().orders.at(-1)

  test('leaves a BUY unsent where it would meet another, although that was stored after the decision', async () => {
    const of = alone()
    between(of, () => of.putSibling(siblingState({ orders: [meeting] })))

    await run(of)

    expect(of.venue.posted).toEqual([])
    expect(lastOrder(of)).toMatchObject({ side: 'BUY', life: { at: 'DEAD', how: 'unsent' } })
  })

  test('sends it if the other is dead, or far enough away', async () => {
    const dead = { ...meeting, life: { at: 'DEAD', sinceMs: at(-1), how: 'canceled' } as const }
    const far = siblingOrder({ priceMicros: cents(30) })
    for (const orders of [[dead], [far]]) {
      const of = alone()
      between(of, () => of.putSibling(siblingState({ orders })))
      await run(of)
      expect(of.postedOf(TOKEN)).toHaveLength(1)
    }
  })

  test('leaves it unsent where the other outcome’s item cannot be read', async () => {
    const of = alone()
    between(of, () => of.putSibling(siblingState(), 2))

    await run(of)

    expect(of.venue.posted).toEqual([])
    expect(lastOrder(of)).toMatchObject({ life: { how: 'unsent' } })
  })

  test('leaves a SELL unsent if there is one with which it comes to 1 or less', async () => {
    const of = bothBench({ own: state({ folded: holding(20) }), markets: [settings()] })
    const sell = siblingOrder({ side: 'SELL', priceMicros: cents(40) })
    between(of, () => of.putSibling(siblingState({ orders: [sell] })))

    await run(of)

    expect(of.venue.posted).toEqual([])
    expect(lastOrder(of)).toMatchObject({ side: 'SELL', life: { how: 'unsent' } })
  })
})

test('an exit is priced above 1 less the price of the other’s SELL', async () => {
  const sell = siblingOrder({ side: 'SELL', priceMicros: cents(38) })
  const of = bothBench({
    own: state({ folded: holding(20) }),
    sibling: siblingState({ folded: holding(20, 30), orders: [sell] }),
  })
  rests(of, sell)

  await run(of)

  expect(of.postedOf(TOKEN).map(({ side, priceMicros }) => [side, priceMicros])).toEqual([
    ['SELL', cents(63)],
  ])
})

test('a flatten waits for bids above 1 less the price of the other’s SELL, whatever floor was given', async () => {
  const sell = siblingOrder({ side: 'SELL', priceMicros: cents(43), purpose: 'flatten', haltSeq: 4 })
  const flatten = { seq: 4, markets: [MARKET], floorMicros: cents(10) }
  const of = bothBench({
    own: state({ folded: holding(20) }),
    sibling: siblingState({ folded: holding(20, 30), orders: [sell] }),
  })
  of.store.control_ = halted({ doneSeq: 4, flatten })
  rests(of, sell)

  await run(of)

  // The best bid is 56: with the SELL at 43 a sale to it would come to 99 cents for a pair.
  expect(of.postedOf(TOKEN)).toEqual([])
  expect(of.told.ticks[0]?.decision.audit.refusals).toEqual(['floor'])
})

test('what the other outcome has open is known where the books cannot be read', async () => {
  const of = bothBench()
  vi.spyOn(of.ports.venue, 'books').mockImplementation(
    async (tokens) => new Map(tokens.map((token) => [token, unknown('no answer')])),
  )

  await run(of)

  expect(of.told.ticks).toHaveLength(2)
  for (const { seen } of of.told.ticks)
    expect([seen.book.ok, seen.sibling?.orders]).toEqual([false, { ok: true, value: [], asOf: seen.nowMs }])
})

describe('a request to flatten a market', () => {
  const sold = state({ phase: 'IDLE' })
  const request = (markets: readonly (typeof MARKET)[]) =>
    halted({ doneSeq: 4, haltSeq: 4, flatten: { seq: 4, markets } })
  const takenBack = async (sibling: ReturnType<typeof siblingState>, markets = [MARKET]) => {
    const of = bothBench({ own: sold, sibling })
    const control = request(markets)
    of.store.control_ = control
    await endFlatten(of.ports, control, [sold])
    return of.control().flatten === null
  }

  test('is active until both of its outcomes are sold, whichever run ticks them', async () => {
    const held = siblingState({ folded: holding(20), phase: 'POSITION_OPEN' })
    expect(await takenBack(held)).toBe(false)
    expect(await takenBack(siblingState())).toBe(true)
  })

  test('is taken back where it names the market once for each outcome', async () => {
    expect(await takenBack(siblingState(), [MARKET, MARKET])).toBe(true)
  })
})
