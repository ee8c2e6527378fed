import { describe, expect, test, vi } from 'vitest'
import type { StackLimits } from '../../../shared/domain/settings.ts'
import { epochMs, type UsdcMicros, usdc } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { StackRoom } from '../../../shared/engine/stackRoom.ts'
import type { Held } from '../../../shared/engine/tick.ts'
import { stackUse } from '../../../shared/machine/stackUse.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { cents, halted, holding, openState, settings, shares, state, TOKEN } from '../../support/build.ts'
import { bothBench, OTHER_TOKEN, siblingSettings, siblingState } from '../../support/siblings.ts'

const dollars = (amount: number): UsdcMicros => usdc(amount * 1_000_000)
const LEASE = { fence: 1, untilMs: epochMs(0) } as unknown as Held['lease']
const NONE: StackLimits = { lockedMicros: null, dailyLossMicros: null }

type Both = ReturnType<typeof bothBench>
const run = (of: Both, limits: Partial<StackLimits>) =>
  runInvocation(of.ports, { ...of.stack, limits: { ...NONE, ...limits } }, of.later(45))

/** A spread wide enough that both outcomes enter. */
function entering(): Both {
  const of = bothBench()
  of.venue.book = {
    ...of.venue.book,
    bids: [{ priceMicros: cents(54), sizeMicros: shares(500) }],
    asks: [{ priceMicros: cents(59), sizeMicros: shares(500) }],
  }
  return of
}
const entered = (of: Both) => [of.postedOf(TOKEN).length, of.postedOf(OTHER_TOKEN).length]

describe('a cap over all outcomes', () => {
  const entry = settings().risk.entryUsdcMicros
  /** The least cap whose nine tenths have room for this number of entries. */
  const capFor = (entries: number): UsdcMicros => usdc(Math.ceil((10 * entries * entry) / 9))

  test('that has room for two entries lets both enter; for one entry, one of them alone', async () => {
    const both = entering()
    await run(both, { lockedMicros: capFor(2) })
    expect(entered(both)).toEqual([1, 1])

    const one = entering()
    await run(one, { lockedMicros: capFor(1) })
    expect(entered(one).toSorted()).toEqual([0, 1])
  })

  test('is shared out again in each round, to each in its turn, and never twice', () => {
    const { stack, store, clock } = bothBench()
    const markets = [settings(), siblingSettings()]
    const limited = { ...stack, markets, limits: { ...NONE, lockedMicros: capFor(1) } }
    const held = [state(), siblingState()].map(
      (each): Held => ({ lease: { ...LEASE, ...each }, rev: 1, state: each }),
    )
    const book = new StackRoom({ stack: limited, items: [] })
    const grantsAt = (second: number) => {
      book.begin(held, epochMs(clock.nowMs() + second * 1_000))
      return held.map((each) => book.grant(each) ?? -1)
    }

    const rounds = Array.from({ length: 12 }, (_, nth) => grantsAt(10 * nth))

    expect(store.items.size).toBe(2)
    expect(rounds.every((grants) => grants.reduce((sum, each) => sum + each, 0) <= entry)).toBe(true)
    expect(rounds.filter(([first]) => first === entry).length).toBeGreaterThan(3)
    expect(rounds.filter(([, second]) => second === entry).length).toBeGreaterThan(3)
  })

  test('is exceeded by runs that overlap with different outcomes by the room that both saw, and the next run only exits', () => {
    const { stack, clock } = bothBench()
    const limited = {
      ...stack,
      markets: [settings(), siblingSettings()],
      limits: { ...NONE, lockedMicros: capFor(1) },
    }
    const [own, other] = [state(), siblingState()].map(
      (each): Held => ({ lease: { ...LEASE, ...each }, rev: 1, state: each }),
    ) as [Held, Held]
    const granted = [own, other].map((each) => {
      const book = new StackRoom({ stack: limited, items: [] })
      book.begin([each], clock.nowMs())
      return book.grant(each)
    })
    expect(granted).toEqual([entry, entry])

    const filled = [own, other].map(
      (each): Held => ({ ...each, state: { ...each.state, folded: holding(100) } }),
    )
    const next = new StackRoom({ stack: limited, items: [] })
    next.begin(filled, clock.nowMs())
    expect(filled.map((each) => next.grant(each)).every((room) => room !== undefined && room < 0)).toBe(true)
  })

  test('is no STOP, however many entries are filled, before the mids have risen by a ninth', () => {
    const { stack, clock } = bothBench()
    const lockedMicros = capFor(1)
    const limited = { ...stack, markets: [settings(), siblingSettings()], limits: { ...NONE, lockedMicros } }
    const held = [state(), siblingState()].map(
      (each): Held => ({ lease: { ...LEASE, ...each }, rev: 1, state: each }),
    )
    const room = new StackRoom({ stack: limited, items: [] })
    room.begin(held, clock.nowMs())
    const granted = held.reduce((sum, each) => sum + (room.grant(each) ?? 0), 0)

    expect(granted).toBeGreaterThan(entry - 10)
    expect((granted * 10) / 9).toBeLessThanOrEqual(lockedMicros)
  })

  test('leaves an entry that uses the reserve as it is, and gives no other any room', () => {
    const { stack, clock } = bothBench()
    const own = state({ folded: holding(20) })
    const limited = (cap: number) => ({
      ...stack,
      markets: [settings(), siblingSettings()],
      limits: { ...NONE, lockedMicros: dollars(cap) },
    })
    const held = [own, siblingState()].map(
      (each): Held => ({ lease: { ...LEASE, ...each }, rev: 1, state: each }),
    )
    const grants = (cap: number) => {
      const room = new StackRoom({ stack: limited(cap), items: [] })
      room.begin(held, clock.nowMs())
      return held.map((each) => room.grant(each))
    }
    const confirmed = stackUse([own], clock.nowMs()).totalMicros / 1_000_000
    expect(grants(confirmed * 1.05)).toEqual([0, 0])
    expect(grants(confirmed * 0.95).every((each) => each !== undefined && each < 0)).toBe(true)
  })

  test('bars entries while an outcome of the stack cannot be read', async () => {
    const of = entering()
    const [item] = [...of.store.items.values()]
    if (item === undefined) throw new Error('no item')
    of.store.items.set('0xbroken#9' as never, {
      ...item,
      state: { ...item.state, tokenId: '9' } as MarketState,
      schema: 99,
    })
    await run(of, { lockedMicros: dollars(1_000) })
    expect(entered(of)).toEqual([0, 0])
  })

  test('is a STOP where confirmed shares of all of them are above it, though none is above its own', async () => {
    const of = bothBench({
      own: openState,
      sibling: siblingState({ folded: holding(20), phase: 'POSITION_OPEN' }),
    })
    await run(of, { lockedMicros: dollars(15) })
    expect(of.control()).toMatchObject({ halted: true, codes: ['EXPOSURE'] })
    expect(of.control().messages.join()).toContain('above stackUsdcLocked, 15')
  })
})

describe('a daily loss over all outcomes', () => {
  const lost = (equity: number): Pick<MarketState, 'day'> => ({
    day: { ...state().day, startEquityMicros: usdc(equity * 1_000_000) },
  })

  test('stops where together they lost more, though none did; a gain counts against it', async () => {
    const losers = () => bothBench({ own: state(lost(3)), sibling: siblingState(lost(3)) })
    const stopped = losers()
    await run(stopped, { dailyLossMicros: dollars(5) })
    expect(stopped.control()).toMatchObject({ halted: true, codes: ['LOSS'] })

    const within = losers()
    await run(within, { dailyLossMicros: dollars(6) })
    expect(within.control().halted).toBe(false)

    const balanced = bothBench({ own: state(lost(4)), sibling: siblingState(lost(-2)) })
    await run(balanced, { dailyLossMicros: dollars(3) })
    expect(balanced.control().halted).toBe(false)
  })

  test('is for the successor to see where this run was overtaken', async () => {
    const of = bothBench({ own: state(lost(3)), sibling: siblingState(lost(3)) })
    vi.spyOn(of.store, 'renew').mockResolvedValue({ is: 'lost' })
    await run(of, { dailyLossMicros: dollars(5) })
    expect(of.control().halted).toBe(false)
  })

  test('is latched once a halt', async () => {
    const of = bothBench({ own: state(lost(3)), sibling: siblingState(lost(3)) })
    of.store.control_ = halted({ codes: ['LOSS'] })
    const before = of.control().haltSeq
    await run(of, { dailyLossMicros: dollars(5) })
    expect(of.control().haltSeq).toBe(before)
    expect(of.told.latches).toEqual([])
  })
})
