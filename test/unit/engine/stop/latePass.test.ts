import { describe, expect, test } from 'vitest'
import { InvariantError } from '../../../../shared/domain/assert.ts'
import type { Control } from '../../../../shared/domain/control.ts'
import { cancelOrders } from '../../../../shared/engine/cancelOrders.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { safePass } from '../../../../shared/engine/stop/safePass.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { stopPass } from '../../../../shared/engine/stop/stopPass.ts'
import {
  at,
  cents,
  halted,
  holding,
  id,
  MARKET,
  now,
  order,
  running,
  state,
  TOKEN,
} from '../../../support/build.ts'
import { type Bench, bench, place } from '../../../support/engineBench.ts'

const resumed: Control = { ...running, haltSeq: 4, doneSeq: 4, clearedSeq: 4 }
const FRESH = id(70)

/** STOP 4 is active and not done, and one entry of before it rests. */
function stopping(over: Parameters<typeof bench>[0] = {}): Bench {
  const of = bench({
    state: state({ folded: holding(20), orders: [order()] }),
    control: halted(),
    ...over,
  })
  place(of, order())
  return of
}

/** Others prove the STOP done. */
function othersEnd(of: Bench, then: Control, orders: readonly ReturnType<typeof order>[] = []): void {
  const old = of.venue.orders.get(id(1))
  if (old !== undefined) of.venue.orders.set(id(1), { ...old, status: 'TERMINAL' })
  of.store.control_ = then
  const item = of.store.items.get(MARKET)
  if (item !== undefined)
    of.store.items.set(MARKET, { ...item, state: state({ folded: holding(20), orders: [...orders] }) })
}

/** Others prove the STOP done, a person resumes, and the bot quotes again. */
function overtaken(of: Bench): void {
  const fresh = order({ id: FRESH })
  othersEnd(of, resumed, [fresh])
  place(of, fresh)
}

/** Once, as that call of the pass begins. */
function atFirst(of: Bench, where: 'store' | 'venue', call: string, then: () => void): void {
  let isOver = false
  of[where].before = (which: string) => {
    if (which !== call || isOver) return
    isOver = true
    then()
  }
}
const statusOf = (of: Bench, which = FRESH) => of.venue.orders.get(which)?.status
const pass = (of: Bench) => stopPass(of.ports, of.stack, of.later())

describe('a pass whose STOP is resumed from before it cancels', () => {
  /** Every call that the pass waits for before a cancel of its own. */
  const WAITS = [
    ['store', 'marketItems'],
    ['venue', 'cancel'],
    ['venue', 'order'],
  ] as const

  test.each(WAITS)('at the %s’s %s leaves the bot’s fresh order alone, and is over', async (where, call) => {
    for (const over of [{}, { stack: { cancelAllOnStop: true } }]) {
      const of = stopping(over)
      atFirst(of, where, call, () => overtaken(of))

      expect(await pass(of)).toMatchObject({ is: 'resumed' })
      expect(statusOf(of)).toBe('LIVE')
    }
  })

  test.each(WAITS)('at the %s’s %s ends its run', async (where, call) => {
    const of = stopping()
    atFirst(of, where, call, () => overtaken(of))

    const stopped = await runStop(of.ports, of.stack, { by: 'stream' }, of.later())

    expect(stopped).toEqual({ is: 'nothing to do' })
    expect(statusOf(of)).toBe('LIVE')
    expect(of.control()).toEqual(resumed)
  })

  test('in a halted round, too', async () => {
    const of = stopping()
    // The round has read the flag, and its pass has cancelled the old order by hash.
    atFirst(of, 'venue', 'order', () => {
      of.store.control_ = resumed
      place(of, order({ id: FRESH }))
    })

    await runInvocation(of.ports, of.stack, of.later(5))

    expect(of.venue.calls).not.toContain('cancelMarket')
    expect(statusOf(of)).toBe('LIVE')
  })

  test('keeps what it has proved until then', async () => {
    const of = stopping()
    atFirst(of, 'venue', 'order', () => overtaken(of))

    const result = await pass(of)

    expect(result.evidence).toMatchObject([{ of: 'cancel', id: id(1), outcome: { is: 'canceled' } }])
  })

  test('between two calls of a long cancel sends the second no more', async () => {
    const of = bench()
    const many = Array.from({ length: 501 }, (_, i) => order({ id: id(i) }))
    const asked: number[] = []
    const { cancel } = of.venue
    of.venue.cancel = async (ids) => {
      asked.push(ids.length)
      return await cancel.call(of.venue, ids)
    }

    const told = await cancelOrders(
      of.ports,
      many.map((each) => ({ order: each, why: 'STOP' })),
      async () => false,
    )

    expect(asked).toEqual([500])
    expect(told).toHaveLength(500)
    expect((await cancelOrders(of.ports, [{ order: order(), why: 'STOP' }])).length).toBe(1)
  })

  test('after its own code broke ends before the next cancels by market', async () => {
    const of = stopping({ stack: { markets: [] } })
    let reads = 0
    of.ports.store.marketItems = async () => {
      reads += 1
      if (reads === 1) throw new InvariantError('an item of an unforeseen shape')
      overtaken(of)
      return {
        ok: true,
        value: [{ market: MARKET, tokenId: TOKEN, state: of.stored(), newerSchema: false }],
        asOf: now,
      }
    }

    expect(await safePass(of.ports, of.stack, of.later())).toMatchObject({ is: 'resumed' })
    expect(statusOf(of)).toBe('LIVE')
  })
})

describe('a pass whose halt is another when it is about to cancel', () => {
  test('begins again for the active STOP, and cancels for that', async () => {
    const of = stopping()
    const late = order({ id: FRESH })
    atFirst(of, 'store', 'marketItems', () => {
      othersEnd(of, halted({ haltSeq: 5, doneSeq: 4 }), [late])
      place(of, late)
    })

    expect(await pass(of)).toMatchObject({ is: 'done', haltSeq: 5 })
    expect(statusOf(of)).toBe('TERMINAL')
  })

  test('spares the flatten that was accepted meanwhile', async () => {
    const of = stopping()
    const request = { seq: 4, markets: [MARKET], floorMicros: cents(1) }
    const flattening = order({
      id: FRESH,
      side: 'SELL',
      purpose: 'flatten',
      haltSeq: 4,
      postOnly: false,
      intendedAtMs: now,
    })
    atFirst(of, 'venue', 'order', () => {
      othersEnd(of, halted({ doneSeq: 4, flatten: request }), [flattening])
      place(of, flattening)
    })

    expect(await pass(of)).toMatchObject({ is: 'not yet', why: 'a flatten order is working' })
    expect(statusOf(of)).toBe('LIVE')
  })

  test('spares the order that the person has made since the STOP was done', async () => {
    const of = stopping()
    atFirst(of, 'venue', 'order', () => {
      othersEnd(of, { ...halted({ doneSeq: 4 }), handSinceMs: now })
      of.clock.advance(60_000)
      place(of, order({ id: FRESH }))
    })

    expect(await pass(of)).toMatchObject({ is: 'nothing to do' })
    expect(statusOf(of)).toBe('LIVE')
  })

  test('with its first read of the flag unanswered begins again with what the second says', async () => {
    const of = stopping()
    let reads = 0
    of.store.fault = (call) => {
      if (call !== 'control') return null
      reads += 1
      return reads === 1 ? 'before' : null
    }

    expect(await pass(of)).toMatchObject({ is: 'done', haltSeq: 4 })
  })
})

describe('a flag that cannot be read again', () => {
  /** Every read of the flag from that one on. */
  const silentFrom = (of: Bench, first: number) => {
    let reads = 0
    of.store.fault = (call) => {
      if (call !== 'control') return null
      reads += 1
      return reads >= first ? 'before' : null
    }
    return () => reads
  }

  test.each([1, 2, 3])('from its read %i on keeps no STOP from cancelling', async (first) => {
    const of = stopping()
    silentFrom(of, first)

    await pass(of)

    expect(statusOf(of, id(1))).toBe('TERMINAL')
    expect(of.venue.calls).toContain('cancelMarket')
  })

  test('costs a pass one time-out, and none of the time for its cancels', async () => {
    const of = stopping()
    const reads = silentFrom(of, 2)
    const control = of.store.control.bind(of.store)
    of.ports.store.control = async () => {
      const read = await control()
      if (!read.ok) of.clock.advance(7_000)
      return read
    }
    const left: number[] = []
    Object.assign(of.venue, {
      endingBy: (atMs: number) => {
        left.push(atMs - of.clock.monotonicMs())
        return of.venue
      },
    })

    // The deadline has come before the pass begins.
    await stopPass(of.ports, of.stack, of.later(0))

    expect(reads()).toBe(2)
    expect(left.length).toBeGreaterThan(0)
    // A share of the three seconds that a pass has in any case.
    expect(Math.min(...left)).toBeGreaterThanOrEqual(3_000 * 0.4 * 0.6)
    expect(of.venue.calls).toContain('cancelMarket')
    expect(at(7)).toBe(of.clock.nowMs())
  })
})
