import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { epochMs, type MarketId } from '../../../shared/domain/units.ts'
import type { Bell, WatchedBook } from '../../../shared/ports/bell.ts'
import { MARKET, now, TOKEN } from '../../support/build.ts'
import { createRelayWorld, OTHER_MARKET, type RelayWorld, type SeenTick } from '../../support/relayWorld.ts'

const MINUTE_MS = 60_000
const SLACK_MS = 3_000
const CADENCE_MS = 10_000
/** Of the bench. */
const GAP_MS = 1_000
const MARKETS = [MARKET, OTHER_MARKET]

/** A bell that rings when a test says so, and remembers what it was told. */
class HandBell implements Bell {
  readonly rings: ((market: MarketId) => void)[] = []
  readonly followed: WatchedBook[][] = []
  readonly ticked: MarketId[][] = []
  closed = 0
  listen(ring: (market: MarketId) => void) {
    this.rings.push(ring)
    return {
      follow: (markets: readonly WatchedBook[]) => void this.followed.push([...markets]),
      ticked: (markets: readonly MarketId[]) => void this.ticked.push([...markets]),
      close: () => {
        this.closed += 1
      },
    }
  }
  ring(market: MarketId): void {
    for (const each of this.rings) each(market)
  }
}

const world = (bell?: Bell, of: { seed?: number } = {}): RelayWorld =>
  createRelayWorld({
    random: createRandom(of.seed ?? 1),
    cadenceMs: CADENCE_MS,
    callMs: [5, 60],
    ...(bell === undefined ? {} : { bell }),
  })

const minutes = (of: RelayWorld, lateMs: readonly number[]): void => {
  for (const [minute, late] of lateMs.entries())
    of.kernel.after(minute * MINUTE_MS + late, () => void of.invoke(now + minute * MINUTE_MS))
}

const beginnings = (ticks: readonly SeenTick[], market: string): readonly number[] =>
  ticks.filter((tick) => tick.market === market).map(({ beganAtMs }) => beganAtMs - now)

const gaps = (instants: readonly number[]): readonly number[] =>
  instants.slice(1).map((at, i) => at - (instants[i] ?? 0))

describe('a market that rings', () => {
  test('is ticked at once, alone, and the instants of the others do not change', async () => {
    const bell = new HandBell()
    const [of, off] = [world(bell), world()]
    for (const each of [of, off]) minutes(each, [0])
    of.kernel.after(24_000, () => bell.ring(MARKET))

    await Promise.all([of, off].map(({ kernel }) => kernel.runUntil(now + 58_000)))

    const extra = beginnings(of.ticks, MARKET).filter((at) => at >= 24_000 && at < 24_500)
    expect(extra).toHaveLength(1)
    expect(beginnings(of.ticks, MARKET)).toHaveLength(beginnings(off.ticks, MARKET).length + 1)
    expect(beginnings(of.ticks, OTHER_MARKET).length).toBe(beginnings(off.ticks, OTHER_MARKET).length)
    expect(Math.max(...gaps(beginnings(of.ticks, OTHER_MARKET)))).toBeLessThanOrEqual(CADENCE_MS)
  })

  test('together with all others is the next round come early', async () => {
    const bell = new HandBell()
    const of = world(bell)
    minutes(of, [0])
    of.kernel.after(24_000, () => MARKETS.map((market) => bell.ring(market)))

    await of.kernel.runUntil(now + 50_000)

    for (const market of MARKETS) {
      const after = beginnings(of.ticks, market).filter((at) => at >= 24_000)
      expect(gaps(after).every((gap) => gap === CADENCE_MS)).toBe(true)
      expect(after[0]).toBeLessThan(24_100)
    }
  })

  test('within the shortest gap after a tick waits for its end', async () => {
    const bell = new HandBell()
    const of = world(bell)
    minutes(of, [0])
    await of.kernel.runUntil(now + 24_000)
    of.kernel.after(0, () => bell.ring(MARKET))
    of.kernel.after(400, () => bell.ring(MARKET))

    await of.kernel.runUntil(now + 28_000)

    const rung = of.ticks.filter(({ market, beganAtMs }) => market === MARKET && beganAtMs >= now + 24_000)
    const [first, second] = rung
    expect(rung).toHaveLength(2)
    expect((second?.beganAtMs ?? 0) - (first?.endedAtMs ?? 0)).toBeGreaterThanOrEqual(GAP_MS - 1)
    expect((second?.beganAtMs ?? 0) - (first?.endedAtMs ?? 0)).toBeLessThan(GAP_MS + 200)
  })

  test('while it is ticked is ticked once more', async () => {
    const bell = new HandBell()
    const of = world(bell)
    minutes(of, [0])
    of.kernel.after(24_000, () => bell.ring(MARKET))
    of.kernel.after(24_050, () => bell.ring(MARKET))

    await of.kernel.runUntil(now + 27_000)

    expect(beginnings(of.ticks, MARKET).filter((at) => at >= 24_000 && at < 27_000)).toHaveLength(2)
  })
})

test('what was ticked a moment before the hand-over is left to its own instant when another is due', async () => {
  const of = world(new HandBell())
  for (const [market, agoMs] of [[MARKET, CADENCE_MS - 500] as const, [OTHER_MARKET, 100] as const]) {
    const item = of.store.items.get(market)
    if (item?.state == null) throw new Error('no item')
    const state = { ...item.state, tickedAtMs: epochMs(now - agoMs) }
    of.store.items.set(market, { ...item, state })
  }
  minutes(of, [0])

  await of.kernel.runUntil(now + 25_000)

  const [own, other] = MARKETS.map((market) => beginnings(of.ticks, market))
  expect(own?.[0]).toBeGreaterThanOrEqual(500)
  expect(own?.[0]).toBeLessThan(700)
  // The first tick posts, and all look again a gap later.
  expect(other?.[0]).toBeGreaterThanOrEqual(500 + GAP_MS)
  expect(own?.slice(1)).toEqual(other)
})

test('the bell is given what to follow, when a tick begins, and that all is over', async () => {
  const bell = new HandBell()
  const of = world(bell)
  minutes(of, [0])

  await of.kernel.runUntil(now + 200_000)

  expect(bell.followed[0]).toMatchObject([{ market: MARKET, tokenId: TOKEN }, { market: OTHER_MARKET }])
  expect(bell.ticked.every((markets) => markets.length === 2)).toBe(true)
  expect(bell).toMatchObject({ closed: 1, rings: { length: 1 } })
})

/** What such a run does, and asks of table and venue. */
async function runWith(bell: Bell | undefined) {
  const of = world(bell)
  minutes(of, [0, 7_000, 59_000])
  await of.kernel.runUntil(now + 4 * MINUTE_MS)
  expect(of.reports.flatMap(({ failures }) => failures)).toEqual([])
  return { ticks: of.ticks, asked: [...of.store.calls, ...of.venue.calls] }
}

const broken = (): never => {
  throw new Error('the bell is broken')
}
const QUIET = { follow: () => {}, ticked: () => {}, close: () => {} }

test.each<[string, Bell]>([
  ['is silent', { listen: () => QUIET }],
  ['cannot listen', { listen: broken }],
  ['breaks whatever it is told', { listen: () => ({ follow: broken, ticked: broken, close: broken }) }],
  [
    'rings for markets that nobody holds',
    {
      listen: (ring) => {
        const wrong = (): void => ring('0xff' as MarketId)
        return { follow: wrong, ticked: wrong, close: wrong }
      },
    },
  ],
  ['rings when all is over', { listen: (ring) => ({ ...QUIET, close: () => ring(MARKET) }) }],
])('with a bell that %s the ticks and the calls are the very ones without', async (_, bell) => {
  expect(await runWith(bell)).toEqual(await runWith(undefined))
})

test('a bell that never stops ringing makes a tick a gap and no more, and the run ends in time', async () => {
  const bell: Bell = {
    listen: (ring) => {
      const all = (): void => {
        for (const market of MARKETS) ring(market)
      }
      return { follow: all, ticked: all, close: all }
    },
  }
  const of = world(bell)
  minutes(of, [0])

  await of.kernel.runUntil(now + 200_000)

  const own = beginnings(of.ticks, MARKET)
  expect(Math.min(...gaps(own))).toBeGreaterThanOrEqual(GAP_MS)
  expect(own.length).toBeGreaterThan(100)
  expect(own.length).toBeLessThanOrEqual(150)
  expect(own.at(-1)).toBeLessThanOrEqual(150_000)
  expect(of.reports).toMatchObject([{ failures: [], busy: [], late: [] }])
  for (const market of MARKETS) expect(of.store.items.get(market)?.leaseId).toBeNull()
})

/** Rings for either market at any moment, from the first sleep of a run until its end. */
class RestlessBell implements Bell {
  readonly #after: (ms: number, task: () => void) => void
  readonly #random = createRandom(5)
  constructor(kernel: () => RelayWorld['kernel']) {
    this.#after = (ms, task) => kernel().after(ms, task)
  }
  listen(ring: (market: MarketId) => void) {
    let isOpen = true
    const again = (): void =>
      this.#after(this.#random.between(1, 2_900), () => {
        if (!isOpen) return
        ring(MARKETS[this.#random.between(0, 1)] ?? MARKET)
        again()
      })
    again()
    return {
      follow: () => {},
      ticked: () => {},
      close: () => {
        isOpen = false
      },
    }
  }
}

/** One on time, then one that comes with its successor; each at any time; and each twice. */
const LATENESSES = ['in pairs', 'at any time', 'twice'] as const

test.each(
  [2_000, 7_000, 10_000, 35_000].flatMap((cadenceMs) =>
    LATENESSES.map((lateness) => [cadenceMs, lateness] as const),
  ),
)(
  'rung between all hand-overs nothing is left for longer than %i ms and three seconds, with events late %s',
  async (cadenceMs, lateness) => {
    const random = createRandom(cadenceMs + 77)
    const bell = new RestlessBell(() => of.kernel)
    const of = createRelayWorld({ random, cadenceMs, callMs: [20, 100], bell })
    const event = (minute: number, lateMs: number): void =>
      of.kernel.after(minute * MINUTE_MS + lateMs, () => void of.invoke(now + minute * MINUTE_MS))
    for (let minute = 0; minute < 20; minute += 1) {
      event(minute, lateness === 'in pairs' ? 59_000 * (minute % 2) : random.between(0, 59_000))
      if (lateness === 'twice') event(minute, random.between(0, 59_000))
    }

    await of.kernel.runUntil(now + 20 * MINUTE_MS)

    for (const market of MARKETS) {
      const between = gaps(beginnings(of.ticks, market).filter((at) => at > MINUTE_MS))
      expect(Math.max(...between)).toBeLessThanOrEqual(cadenceMs + SLACK_MS)
      expect(Math.min(...between)).toBeGreaterThanOrEqual(GAP_MS)
    }
    expect(of.reports.flatMap(({ failures }) => failures)).toEqual([])
  },
  60_000,
)

test('whenever it rings: no gap above the cadence and three seconds, and no crowd of ticks', async () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 59_000 }), { minLength: 20, maxLength: 20 })
  const ringing = fc.array(
    fc.record({ atMs: fc.integer({ min: 0, max: 20 * MINUTE_MS }), market: fc.constantFrom(...MARKETS) }),
    { minLength: 200, maxLength: 400 },
  )
  await fc.assert(
    fc.asyncProperty(lateness, ringing, fc.nat(), async (late, rings, seed) => {
      const bell = new HandBell()
      const of = world(bell, { seed })
      minutes(of, late)
      for (const { atMs, market } of rings) of.kernel.after(atMs, () => bell.ring(market))

      await of.kernel.runUntil(now + 20 * MINUTE_MS)

      for (const market of MARKETS) {
        const between = gaps(beginnings(of.ticks, market))
        expect(Math.max(...between)).toBeLessThanOrEqual(CADENCE_MS + SLACK_MS)
        expect(Math.min(...between)).toBeGreaterThanOrEqual(GAP_MS)
      }
      expect(of.reports.flatMap(({ failures, busy }) => [...failures, ...busy])).toEqual([])
      expect(of.pages).toEqual([])
    }),
    { numRuns: 5, endOnFailure: true },
  )
}, 120_000)
