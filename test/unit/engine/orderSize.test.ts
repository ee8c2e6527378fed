import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { legKey, type SeenLeg } from '../../../shared/domain/leg.ts'
import { type EpochMs, epochMs, type OrderId, size, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { confirmedMicros, provisionalMicros } from '../../../shared/machine/inventory.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import {
  cents,
  dead,
  halted,
  id,
  leg,
  MARKET,
  now,
  order,
  at as secondsFromNow,
  seenLeg,
  shares,
  state,
  TOKEN,
} from '../../support/build.ts'
import { type Bench, bench, tick, ticked } from '../../support/engineBench.ts'

const SIZE = 20
/** More than the item keeps of closed ones. */
const ORDERS = 9

/** Orders that are all closed: some are still in the item, and leave it while their fills come. */
const stage = (): Bench =>
  bench({
    control: halted(),
    state: state({
      orders: Array.from({ length: ORDERS }, (_, nth) =>
        order({ id: id(nth + 1), sizeMicros: shares(SIZE), life: dead(), closedAtMs: epochMs(now + nth) }),
      ),
    }),
  })

const seen = (tradeNth: number, nth: number, count: number, atMs: EpochMs): SeenLeg =>
  seenLeg({
    tradeId: tradeId(`t-${tradeNth}`),
    orderId: id(nth + 1),
    sizeMicros: shares(count),
    matchedAtMs: atMs,
    status: 'PROVISIONAL',
    mined: false,
  })

const stopped = (of: Bench): boolean => of.control().codes.includes('FILL_IMPOSSIBLE')

/** What counts of an order in item and ledger together, in shares. */
function countedOf(of: Bench, orderId: OrderId): number {
  const folded = [...of.store.records.values()].flatMap((each) => (each.kind === 'fill' ? [each.leg] : []))
  const all = new Map([...folded, ...of.stored().legs].map((each) => [legKey(each), each]))
  return [...all.values()]
    .filter((each) => each.orderId === orderId && each.status !== 'FAILED')
    .reduce((sum, each) => sum + each.sizeMicros / shares(1), 0)
}

/** With the time of the match that failed, or a new one. */
type Again = 'no' | 'then' | 'now'

const READS = ['tradesById', 'history', 'ledgerFill', 'trades'] as const
type Read = (typeof READS)[number]

type Step =
  | { readonly do: 'match'; readonly nth: number; readonly count: number }
  /** An open one is settled, and then perhaps tried again under a new id. */
  | { readonly do: 'settle'; readonly which: number; readonly ok: boolean; readonly again: Again }
  /** A trade that was reported comes again under another id. */
  | { readonly do: 'repeat'; readonly which: number; readonly settled: boolean }
  | { readonly do: 'wait'; readonly seconds: number }
  /** The tick of the next step has no answer to this read. */
  | { readonly do: 'silence'; readonly read: Read }

const STEP: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('match' as const),
    nth: fc.nat({ max: ORDERS - 1 }),
    count: fc.integer({ min: 1, max: SIZE }),
  }),
  fc.record({
    do: fc.constant('settle' as const),
    which: fc.nat({ max: 50 }),
    ok: fc.boolean(),
    again: fc.constantFrom('no' as const, 'then' as const, 'now' as const),
  }),
  fc.record({ do: fc.constant('repeat' as const), which: fc.nat({ max: 50 }), settled: fc.boolean() }),
  fc.record({
    do: fc.constant('wait' as const),
    seconds: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 3_500, max: 9_000 })),
  }),
  fc.record({ do: fc.constant('silence' as const), read: fc.constantFrom(...READS) }),
)

const at = <T>(items: readonly T[], which: number): T | undefined => items[which % Math.max(1, items.length)]

/** One more fact of the venue; false: an order is reported with more than it can have. */
function happen(of: Bench, step: Step): boolean {
  const { legs } = of.venue
  const counted = (orderId: OrderId): number =>
    legs
      .filter((each) => each.orderId === orderId && each.status !== 'FAILED')
      .reduce((sum, each) => sum + each.sizeMicros, 0)
  switch (step.do) {
    case 'match': {
      const fits = counted(id(step.nth + 1)) + shares(step.count) <= shares(SIZE)
      if (fits) legs.push(seen(legs.length, step.nth, step.count, of.clock.nowMs()))
      return true
    }
    case 'settle': {
      const open = at(
        legs.filter((each) => each.status === 'PROVISIONAL'),
        step.which,
      )
      if (open === undefined) return true
      const place = legs.indexOf(open)
      legs[place] = { ...open, status: step.ok ? 'CONFIRMED' : 'FAILED', mined: step.ok }
      if (!step.ok && step.again !== 'no') {
        // It may sort before the one that failed, and carries the same second.
        const matchedAtMs = step.again === 'then' ? open.matchedAtMs : of.clock.nowMs()
        legs.push({ ...open, tradeId: tradeId(`again-${legs.length}`), matchedAtMs })
      }
      return true
    }
    case 'repeat': {
      const known = at(
        legs.filter((each) => each.status !== 'FAILED'),
        step.which,
      )
      if (known === undefined) return true
      const status = step.settled ? 'CONFIRMED' : 'PROVISIONAL'
      const ghost = {
        ...known,
        tradeId: tradeId(`ghost-${legs.length}`),
        status,
        mined: step.settled,
      } as const
      legs.push({ ...ghost, matchedAtMs: of.clock.nowMs() })
      return counted(known.orderId) <= shares(SIZE)
    }
    case 'wait':
      of.clock.advance(step.seconds * 1000)
      return true
    case 'silence':
      return true
  }
}

async function tickedWithout(of: Bench, read: Read): Promise<void> {
  if (read === 'ledgerFill') of.store.fault = (call) => (call === read ? 'before' : null)
  else of.venue.silent.add(read)
  await ticked(of)
  of.store.fault = () => null
  of.venue.silent.clear()
  of.clock.advance(10_000)
}

/** What one tick left open the next ones ask for. */
async function tickedThrice(of: Bench): Promise<void> {
  for (let nth = 0; nth < 3; nth += 1) {
    await ticked(of)
    of.clock.advance(10_000)
  }
}

describe('an order takes no more than its size, wherever its fills are', () => {
  test('after any history of fills, failed ones that settle again, late ones and repeated ones', async () => {
    const reached = { beyond: 0, leftFirst: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 4, maxLength: 40 }), async (steps) => {
        const of = stage()
        of.clock.advance(60_000)
        let silent: Read | null = null
        for (const step of steps) {
          const isPossible = happen(of, step)
          if (silent !== null) {
            await tickedWithout(of, silent)
            if (isPossible) expect(stopped(of)).toBe(false)
          }
          if (silent === null || !isPossible) await tickedThrice(of)
          silent = step.do === 'silence' ? step.read : null
          const held = of.stored()
          for (let nth = 0; nth < ORDERS; nth += 1)
            expect(countedOf(of, id(nth + 1))).toBeLessThanOrEqual(SIZE)
          expect(stopped(of)).toBe(!isPossible)
          if (!isPossible) {
            const ghost = of.venue.legs.at(-1)
            reached.beyond += 1
            if (!held.orders.some((each) => each.id === ghost?.orderId)) reached.leftFirst += 1
            expect(held.legs.map((each) => each.tradeId)).not.toContain(ghost?.tradeId)
            return
          }
        }
        await tickedThrice(of)
        const held = of.stored()
        const counted = of.venue.legs.filter((each) => each.status !== 'FAILED')
        const total = counted.reduce((sum, each) => sum + each.sizeMicros, 0)
        expect(confirmedMicros(held) + provisionalMicros(held, 'BUY')).toBe(total)
      }),
      { numRuns: 400 },
    )
    expect(reached.leftFirst).toBeGreaterThan(20)
  }, 60_000)
})

describe('an order that has left the item', () => {
  const EARLY = secondsFromNow(-500)
  const full = order({
    intendedAtMs: secondsFromNow(-600),
    life: dead(secondsFromNow(-400)),
    closedAtMs: secondsFromNow(-400),
  })
  const its = (over: Partial<SeenLeg>): SeenLeg => seenLeg({ matchedAtMs: EARLY, ...over })
  const recent = (over: Partial<SeenLeg>): SeenLeg => seenLeg({ matchedAtMs: secondsFromNow(-15), ...over })

  /** Its fills are folded and it is gone. */
  async function left(legs: readonly SeenLeg[], gone = full): Promise<Bench> {
    const of = bench({
      control: halted(),
      state: state({ legs: legs.map((each) => leg(each)), orders: [gone] }),
    })
    await ticked(of)
    expect(of.stored()).toMatchObject({ legs: [], orders: [] })
    return of
  }
  async function reported(of: Bench, ...legs: readonly SeenLeg[]): Promise<void> {
    of.venue.legs.push(...legs)
    await ticked(of)
  }

  test('was full: its trade under another id is a STOP and no fill', async () => {
    const of = await left([its({})])

    await reported(of, recent({ tradeId: tradeId('another') }))

    expect(of.control().codes).toContain('FILL_IMPOSSIBLE')
    expect(of.control().messages.join()).toContain('beyond its size')
    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
  })

  test('failed and settles under a new id: its size was given back', async () => {
    const of = await left([its({ status: 'FAILED', mined: false })])

    await reported(of, recent({ tradeId: tradeId('another') }))

    expect(of.stored().legs.map((each) => each.tradeId)).toEqual(['another'])
    expect(stopped(of)).toBe(false)
  })

  test('keeps count of what was folded after it had left', async () => {
    const of = await left([its({ sizeMicros: shares(12) })])
    await reported(of, recent({ tradeId: tradeId('late'), sizeMicros: shares(8) }))
    of.clock.advance(600_000)
    await ticked(of)
    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })

    await reported(
      of,
      seenLeg({ tradeId: tradeId('one-more'), sizeMicros: shares(1), matchedAtMs: of.clock.nowMs() }),
    )

    expect(stopped(of)).toBe(true)
    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
  })

  test('is judged by its side and its limit too', async () => {
    const of = await left([its({ sizeMicros: shares(5) })])

    await reported(of, recent({ tradeId: tradeId('dear'), sizeMicros: shares(5), priceMicros: cents(80) }))

    expect(of.control().messages.join()).toContain('worse than the limit')
  })

  test('a late fill counts once where its record was written and the item after it was not', async () => {
    const of = await left([its({ sizeMicros: shares(12) })])
    await reported(of, recent({ tradeId: tradeId('late'), sizeMicros: shares(4) }))
    of.clock.advance(600_000)
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)
    await tick(of)
    of.store.fault = () => null
    of.clock.advance(60_000)

    await reported(
      of,
      seenLeg({ tradeId: tradeId('later'), sizeMicros: shares(4), matchedAtMs: of.clock.nowMs() }),
    )

    expect(stopped(of)).toBe(false)
    expect(countedOf(of, full.id)).toBe(20)
  })

  test('while its late fills cannot be read, the trades count as unread', async () => {
    const of = await left([its({ sizeMicros: shares(12) })])
    of.store.fault = (call) => (call === 'ledgerLateFills' ? 'before' : null)

    await reported(of, recent({ tradeId: tradeId('late'), sizeMicros: shares(4) }))

    expect(of.stored().legs).toEqual([])
    expect(of.stored().tradesReadAtMs).toBe(now)
    expect(stopped(of)).toBe(false)
  })

  test('that "npx bot adopt" wrote off keeps the count of the fills that the item held', async () => {
    const of = bench({
      control: halted({ doneSeq: 4 }),
      state: state({ legs: [leg(its({}))], orders: [full] }),
    })
    of.venue.legs.push(its({}))
    of.venue.balances.set(TOKEN, shares(20))
    of.clock.advance(120_000)
    const adopted = await adopt(of.ports, of.stack, {
      market: MARKET,
      tokenId: TOKEN,
      resolved: false,
      priceMicros: null,
    })
    expect(adopted.is).toBe('adopted')

    await reported(of, seenLeg({ tradeId: tradeId('another'), matchedAtMs: of.clock.nowMs() }))

    expect(stopped(of)).toBe(true)
    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
  })
})

test('the second look counts no trade under another id for an order that was full', async () => {
  const flat = state({ tradesReadAtMs: epochMs(now - 600_000), adoptedAtMs: epochMs(now - 3_000_000) })
  const of = bench({ state: flat })
  const old = seenLeg({ matchedAtMs: epochMs(now - 1_200_000) })
  const full = order({
    foldedLegs: { countedMicros: shares(20), matchedMicros: shares(20), flooredMicros: size(2) },
  })
  await of.store.putLedger([
    { kind: 'order', market: MARKET, order: full },
    { kind: 'fill', market: MARKET, leg: leg(old) },
  ])
  of.venue.legs.push(old, { ...old, tradeId: tradeId('another') })

  await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))

  expect(stopped(of)).toBe(true)
  expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: 0 } })
})
