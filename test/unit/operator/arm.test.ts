import { describe, expect, test } from 'vitest'
import type { Control } from '../../../shared/domain/control.ts'
import { marketId } from '../../../shared/domain/units.ts'
import { initialState } from '../../../shared/machine/initialState.ts'
import { arm } from '../../../shared/operator/arm.ts'
import { halted, id, MARKET, now, order, running, settings, state, WALLET } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const SECOND = marketId(`0x${'22'.repeat(32)}`)
const THIRD = marketId(`0x${'33'.repeat(32)}`)
const UNARMED: Control = { ...running, armed: false, drain: false }

/** Three markets of one account, flat, not armed. */
function threeMarkets(control: Control | null = null): Bench {
  const markets = [MARKET, SECOND, THIRD].map((market) => ({ ...settings(), market }))
  const of = bench({ control, stack: { markets } })
  for (const { market, tokenId } of markets) {
    const fresh = initialState({ market, tokenId, wallet: WALLET, info: info(), nowMs: now })
    of.store.items.set(market, {
      leaseId: null,
      leaseUntilMs: 0,
      fence: 0,
      rev: 1,
      schema: 1,
      state: { ...state(), ...fresh },
    })
  }
  return of
}

const live = (of: Bench) => [...of.venue.orders.values()].filter(({ status }) => status === 'LIVE')
const postedIn = (of: Bench) => of.venue.posted.map(({ draft }) => draft.market)

describe('where the canary flies', () => {
  test('in the first configured market; afterwards the stack is armed, nothing lives, no lease is held', async () => {
    const of = threeMarkets()

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({ is: 'armed' })
    expect(armed.observations).toContain('order id equals our hash')
    expect(of.control()).toMatchObject({
      armed: true,
      halted: true,
      haltSeq: 1,
      doneSeq: 0,
      codes: ['ARMING'],
    })
    expect(postedIn(of)).toEqual([MARKET])
    expect(live(of)).toEqual([])
    expect([...of.store.items.values()].map(({ leaseId }) => leaseId)).toEqual([null, null, null])
  })

  test('one that is closed or paused is passed over and reported, and does not keep the others from trading', async () => {
    const of = threeMarkets()
    of.venue.markets.set(MARKET, info({ accepting: false, closed: true }))
    of.venue.markets.set(SECOND, info({ accepting: false }))

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({ is: 'armed' })
    expect(armed.observations.slice(0, 2)).toEqual([
      `${MARKET} is closed`,
      `${SECOND} is not accepting orders now`,
    ])
    expect(postedIn(of)).toEqual([THIRD])
  })

  test('where none takes orders each is named with its reason, and nothing is posted', async () => {
    const of = threeMarkets()
    of.venue.market_ = info({ accepting: false })
    of.venue.markets.set(SECOND, info({ accepting: false, closed: true }))

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({
      is: 'refused',
      why: `no market is accepting orders: ${MARKET} is not accepting orders now; ${SECOND} is closed; ${THIRD} is not accepting orders now: choose an open one, or wait`,
    })
    expect(postedIn(of)).toEqual([])
    expect(of.store.control_).toBeNull()
  })

  test('a market that cannot be read is not one that takes none: it is named and nothing is posted', async () => {
    const of = threeMarkets()
    of.venue.markets.set(MARKET, info({ accepting: false }))
    of.venue.unreadable.add(SECOND)

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({
      is: 'refused',
      why: `market ${SECOND} cannot be read (market: no answer): try again`,
    })
    expect(postedIn(of)).toEqual([])
  })
})

describe('markets that cannot be begun', () => {
  test('are reported, and keep the others from nothing: the ticks go on with them', async () => {
    const of = threeMarkets()
    of.store.items.delete(MARKET)
    of.venue.unreadable.add(MARKET)

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({ is: 'armed' })
    expect(armed.observations[0]).toBe(
      `${MARKET}: not started: market: market: no answer: the ticks continue with it`,
    )
    expect(postedIn(of)).toEqual([SECOND])
    expect([...of.store.items.values()].map(({ leaseId }) => leaseId)).toEqual([null, null, null])
    expect(of.store.items.get(MARKET)?.state ?? null).toBeNull()
  })

  test('all of them: refused with each one’s reason', async () => {
    const of = threeMarkets()
    of.store.items.clear()
    of.venue.unreadable.add(MARKET)
    of.venue.unreadable.add(SECOND)
    of.venue.unreadable.add(THIRD)

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({ is: 'refused' })
    for (const market of [MARKET, SECOND, THIRD])
      expect('why' in armed && armed.why).toContain(`${market}: not started: market: market: no answer`)
    expect(of.venue.posted).toEqual([])
    expect(of.store.control_).toBeNull()
  })
})

describe('refused, and nothing is posted', () => {
  test.each([
    [
      'while a STOP runs',
      { ...halted(), armed: false },
      'STOP 4 is active: "npx bot resume 4" once it is done, then arm',
    ],
    ['after a STOP that is done', { ...halted({ doneSeq: 4 }), armed: false }, 'STOP 4 is active'],
    [
      'while the flag is set by hand',
      { ...UNARMED, halted: true },
      'the flag was set by hand: "npx bot halt"',
    ],
    ['when armed already', running, 'already armed'],
  ])('%s', async (_, control, why) => {
    const of = bench({ control })

    const armed = await arm(of.ports, of.stack)

    expect(armed).toMatchObject({ is: 'refused', why: expect.stringContaining(why) })
    expect(of.venue.posted).toEqual([])
    expect(of.control()).toEqual(control)
  })

  test('with an order that is not settled', async () => {
    const of = bench({ control: UNARMED, state: state({ orders: [order({ id: id(7) })] }) })

    expect(await arm(of.ports, of.stack)).toMatchObject({
      why: expect.stringContaining(`${id(7)} is not settled`),
    })
    expect(of.venue.posted).toEqual([])
  })
})

test('a STOP that comes after the intent holds the canary back: done, it stays done', async () => {
  const of = bench({ control: UNARMED })
  of.store.before = (call) => {
    // The halt check: the first read of the control item after the intent.
    const reads = of.store.calls.filter((each) => each === 'control').length
    if (call === 'control' && reads === 1) of.store.control_ = { ...halted(), armed: false }
  }

  const armed = await arm(of.ports, of.stack)

  expect(armed).toMatchObject({ is: 'refused', why: expect.stringContaining('no STOP is active') })
  expect(of.venue.posted).toEqual([])
  expect(of.control().armed).toBe(false)
})
