import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { withLeftMarkets } from '../../../shared/engine/leftMarkets.ts'
import { arm } from '../../../shared/operator/arm.ts'
import { doctor } from '../../../shared/operator/doctor.ts'
import { barsArming } from '../../../shared/operator/finding.ts'
import type { AccountProbe } from '../../../shared/ports/accountProbe.ts'
import { dollars, holding, MARKET, now, order, running, state } from '../../support/build.ts'
import type { Bench } from '../../support/engineBench.ts'
import { runOnce } from '../../support/engineBench.ts'
import { leftBench, OTHER, ofOlderCode, postedIn, refusalsOf } from '../../support/leftMarketBench.ts'

describe('the cap of a market that left counts until its item is empty', () => {
  test('a configuration that fits next to it trades', async () => {
    const of = leftBench({}, dollars(120))

    await runOnce(of)

    expect(postedIn(of, OTHER)).toContain('BUY')
  })

  test('one that allots it to others waits with its entries, and exits go on; nothing fails', async () => {
    const of = leftBench({}, dollars(119))

    const { failures } = await runOnce(of)

    expect(failures).toEqual([])
    expect(postedIn(of, OTHER)).toEqual([])
    expect(refusalsOf(of, OTHER)).toEqual(['accountAllotted'])
    expect(of.told.pages.filter((text) => text.includes('exceed accountUsdc'))).toHaveLength(1)
    expect(postedIn(of, MARKET)).toContain('SELL')
    expect(of.control()).toMatchObject({ halted: false, codes: [] })
  })

  test('a wait that a person is informed of again when it lasts an hour', async () => {
    const of = leftBench({}, dollars(119))
    // Nobody buys, and the market is quoted on.
    for (let minute = 0; minute <= 62; minute += 1) {
      await runInvocation(of.ports, of.stack, of.later(1))
      of.clock.advance(60_000)
    }

    // When it began, and when it had lasted.
    expect(of.told.pages.filter((text) => text.includes('exceed accountUsdc'))).toHaveLength(2)
  })

  test('an entry that rests is cancelled, for it takes what the other holds', async () => {
    const of = leftBench({}, dollars(119))
    const entry = order({ tokenId: tokenId('8') })
    const item = of.store.items.get(OTHER)
    if (item?.state == null) throw new Error('no item')
    of.store.items.set(OTHER, { ...item, state: { ...item.state, orders: [entry], phase: 'ENTRY_PENDING' } })

    await runOnce(of)

    expect(of.told.ticks.find((tick) => tick.market === OTHER)?.decision.actions).toMatchObject([
      {
        do: 'cancel',
        id: entry.id,
        why: 'exit only: the caps, with those of removed markets that still hold shares, exceed accountUsdc',
      },
    ])
  })

  test('sold out, it frees its part by the next invocation', async () => {
    const of = leftBench({}, dollars(119))
    await runOnce(of)
    const sell = of.venue.posted.find(({ draft }) => draft.market === MARKET)
    if (sell === undefined) throw new Error('no exit')
    of.venue.settle(of.venue.fill(sell.id, sell.draft.sizeMicros), 'CONFIRMED')
    of.clock.advance(60_000)
    await runOnce(of)
    of.clock.advance(60_000)

    await runOnce(of)

    expect(postedIn(of, OTHER)).toContain('BUY')
  })

  test('arm refuses it before anything is written, with market and amount', async () => {
    const of = leftBench({}, dollars(119))
    of.store.control_ = { ...running, armed: false }

    const armed = await arm(of.ports, of.stack)

    expect(armed).toEqual({
      is: 'refused',
      why:
        `${MARKET} takes 100 USDC of the account until its position is sold, although it was removed from the configuration: ` +
        'with the caps of 20 USDC that is more than accountUsdc, 119. ' +
        'Wait until the position is sold ("npx bot adopt --resolved" if it is resolved), lower the caps, or raise accountUsdc',
      observations: [],
    })
    expect(of.venue.posted).toEqual([])
    expect([...of.store.items.values()].map(({ fence }) => fence)).toEqual([0, 0])
  })

  test('arm without the items knows nothing of the kind, and refuses', async () => {
    const of = leftBench()
    of.store.control_ = { ...running, armed: false }
    of.store.marketItems = async () => ({ ok: false, unknown: 'the table does not answer' })

    expect(await arm(of.ports, of.stack)).toMatchObject({
      is: 'refused',
      why: 'the market items cannot be read: the table does not answer',
    })
  })

  test.each([
    [119, true, /^0xaa takes 100 USDC of the account until its position is sold/],
    [120, false, null],
  ] as const)('the doctor, of an account of %i USDC: wrong is %s', async (account, isWrong, remedy) => {
    const of = leftBench({}, dollars(account))
    const probe: AccountProbe = {
      money: async () => known({ balanceMicros: dollars(500), mayTake: true }, now),
      mayTakeShares: async () => known(true, now),
      closedOnly: async () => known(false, now),
      region: async () => known({ blocked: false, country: 'IE', region: '' }, now),
    }

    const findings = await doctor(of.ports, probe, of.stack)

    const found = findings.filter(({ field }) => field === 'accountUsdc')
    expect(found.map(({ problem }) => problem !== null)).toEqual([isWrong])
    if (remedy !== null) expect(found[0]?.problem?.remedy).toMatch(remedy)
    expect(barsArming(found, of.stack)).toBe(isWrong)
  })

  test('of an item of older code counts what is locked in it', async () => {
    const of = leftBench({}, dollars(76))
    ofOlderCode(of)
    expect((await withLeftMarkets(of.ports, of.stack)).overAllotted).toBe(true)
    const roomier = { ...of.stack, accountMicros: dollars(77) }
    expect((await withLeftMarkets(of.ports, roomier)).overAllotted).toBe(false)
  })

  test('an item outside the configuration that cannot be read leaves it as it was', async () => {
    const of = leftBench({}, dollars(120))
    of.store.items.set(marketId('0xdd'), {
      leaseId: null,
      leaseUntilMs: 0,
      fence: 0,
      rev: 1,
      schema: 99,
      state: null,
    })
    expect(await withLeftMarkets(of.ports, of.stack)).not.toHaveProperty('overAllotted')
    const over = { ...of.stack, accountMicros: dollars(119) }
    expect((await withLeftMarkets(of.ports, over)).overAllotted).toBe(true)
  })

  test('an empty item counts for nothing', async () => {
    const of = leftBench({ folded: holding(0), phase: 'IDLE' }, dollars(20))
    expect((await withLeftMarkets(of.ports, of.stack)).overAllotted).toBe(false)
  })

  describe('an empty item that a run of before still has', () => {
    const EMPTY = { folded: holding(0), phase: 'IDLE' } as const
    /** The lease of a run that began before the market was removed. */
    const leasedIn = (of: Bench, leaseUntilMs: number): void => {
      const item = of.store.items.get(MARKET)
      if (item === undefined) throw new Error('no item')
      of.store.items.set(MARKET, { ...item, leaseId: 'before', leaseUntilMs })
    }

    test('counts, for that run may enter it, until the lease runs out or it is stored as unconfigured', async () => {
      const of = leftBench(EMPTY, dollars(20))
      leasedIn(of, now + 10_000)
      const over = await withLeftMarkets(of.ports, of.stack)
      leasedIn(of, now)
      const ranOut = await withLeftMarkets(of.ports, of.stack)
      const known = leftBench({ ...EMPTY, exitOnly: ['unconfigured'] }, dollars(20))
      leasedIn(known, now + 10_000)

      expect(over.overAllotted).toBe(true)
      expect(ranOut.overAllotted).toBe(false)
      expect(await withLeftMarkets(known.ports, known.stack)).toMatchObject({ overAllotted: false })
    })

    test('is taken over and stored as unconfigured, and pages nobody; the next run leaves it alone', async () => {
      const of = leftBench(EMPTY)
      const before = await of.ports.store.acquire(
        { market: MARKET, tokenId: state().tokenId },
        { nowMs: now, leaseMs: 60_000 },
      )
      if (before.is !== 'held') throw new Error('no lease')
      // As the run of before gives it back once it sees the claim.
      const { claim } = of.ports.store
      of.ports.store.claim = async (...claimed) => {
        const answer = await claim.call(of.ports.store, ...claimed)
        await of.ports.store.release(before.lease)
        return answer
      }

      await runInvocation(of.ports, { ...of.stack, cadenceMs: 10_000 }, of.later(25), now)

      expect(of.stored().exitOnly).toEqual(['unconfigured'])
      expect(of.told.pages).toEqual([])
      expect(postedIn(of, MARKET)).toEqual([])
      const next = await withLeftMarkets(of.ports, of.stack)
      expect(next.stack.markets.map(({ market }) => market)).toEqual([OTHER])
    })
  })

  test('items that cannot be read keep nobody from trading', async () => {
    const of = leftBench({}, dollars(119))
    of.store.marketItems = async () => ({ ok: false, unknown: 'the table does not answer' })

    await runOnce(of)

    expect(postedIn(of, OTHER)).toContain('BUY')
  })
})
