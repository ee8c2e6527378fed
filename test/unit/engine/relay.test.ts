import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { halted, MARKET, now, running, TOKEN } from '../../support/build.ts'
import { createRelayWorld, OTHER_MARKET, type RelayWorld, type SeenTick } from '../../support/relayWorld.ts'

const MINUTE_MS = 60_000
const SLACK_MS = 3_000
const MARKETS = [MARKET, OTHER_MARKET]

const world = (
  of: { seed?: number; cadenceMs?: number; callMs?: readonly [number, number] } = {},
): RelayWorld =>
  createRelayWorld({
    random: createRandom(of.seed ?? 1),
    cadenceMs: of.cadenceMs ?? 10_000,
    callMs: of.callMs ?? [5, 60],
  })

/** Between the beginnings of two consecutive ticks of a market, and between their ends. */
function gapsOf(ticks: readonly SeenTick[], market: string): readonly { nextAtMs: number; gapMs: number }[] {
  const own = ticks.filter((tick) => tick.market === market)
  return own.slice(1).map((tick, i) => ({
    nextAtMs: tick.beganAtMs,
    gapMs: Math.max(tick.beganAtMs - (own[i]?.beganAtMs ?? 0), tick.endedAtMs - (own[i]?.endedAtMs ?? 0)),
  }))
}

const isLong = ({ gapMs }: { readonly gapMs: number }): boolean => gapMs > 10_000 + SLACK_MS

/** Of each event's run, when it dies: most do not. */
const deathMs = fc.array(fc.option(fc.integer({ min: 0, max: 70_000 }), { freq: 9 }), {
  minLength: 90,
  maxLength: 90,
})

const longest = (ticks: readonly SeenTick[], market: string): number =>
  Math.max(...gapsOf(ticks, market).map(({ gapMs }) => gapMs))

/** An event a minute for that many minutes, each late by what is given for it. */
function schedule(of: RelayWorld, lateMs: readonly number[]): void {
  for (const [minute, late] of lateMs.entries())
    of.kernel.after(minute * MINUTE_MS + late, () => of.invoke(now + minute * MINUTE_MS))
}

/** Of each minute's event, by how much each of its two copies is late. */
const twice = fc.array(fc.tuple(fc.integer({ min: 0, max: 59_000 }), fc.integer({ min: 0, max: 59_000 })), {
  minLength: 30,
  maxLength: 30,
})
const scheduleTwice = (of: RelayWorld, late: readonly (readonly [number, number])[]): void => {
  for (const copy of [0, 1] as const)
    schedule(
      of,
      late.map((each) => each[copy]),
    )
}

describe('two runs of one minute each', () => {
  test('the second claims, the first gives back after its next tick, the second ticks one cadence after that', async () => {
    const of = world()
    schedule(of, [0, 3_000])

    await of.kernel.runUntil(now + 2 * MINUTE_MS)

    const own = of.ticks.filter(({ market }) => market === MARKET)
    const handover = own.findIndex(({ run }) => run === 2)
    // The first tick posted an entry, and the next came a second later: from there on every ten seconds.
    expect(own[handover - 1]).toMatchObject({ run: 1 })
    expect((own[handover - 1]?.beganAtMs ?? 0) - now).toBeGreaterThan(63_000)
    expect((own[handover - 1]?.beganAtMs ?? 0) - now).toBeLessThan(73_000)
    expect((own[handover]?.beganAtMs ?? 0) - (own[handover - 1]?.beganAtMs ?? 0)).toBe(10_000)
    expect(own.slice(handover).every(({ run }) => run === 2)).toBe(true)
    expect(of.reports).toMatchObject([{ busy: [], late: [], failures: [] }])
  })

  test('who waits asks for the lease when its holder can have given it back, and not each second before', async () => {
    const of = world({ seed: 2 })
    schedule(
      of,
      Array.from({ length: 10 }, () => 3_000),
    )

    await of.kernel.runUntil(now + 10 * MINUTE_MS)

    // A run asks once, claims, and asks again when the tick of the holder is due; at most twice more where it is long. A
    // lease that was just taken, and not renewed by a tick yet, says less of when that is.
    const runs = of.store.calls.filter((call) => call === 'claim').length
    const asked = of.store.calls.filter((call) => call === 'acquire').length
    expect(runs).toBeGreaterThanOrEqual(16)
    expect(asked).toBeLessThanOrEqual(3 * runs + 2 * MARKETS.length)
    expect(longest(of.ticks, MARKET)).toBeLessThanOrEqual(10_000 + SLACK_MS)
  })

  test('an event that comes twice: the second copy leaves at once and claims nothing', async () => {
    const of = world()
    schedule(of, [0])
    of.kernel.after(5_000, () => of.invoke(now))

    await of.kernel.runUntil(now + MINUTE_MS)

    expect(of.reports).toMatchObject([{ rounds: 0, late: MARKETS }])
    expect(of.store.calls.filter((call) => call === 'claim')).toEqual([])
  })

  test('of two that wait, the one of the younger event takes over', async () => {
    const of = world({ cadenceMs: 35_000 })
    schedule(of, [0])
    of.kernel.after(2_000, () => of.invoke(now + 1_000))
    of.kernel.after(3_000, () => of.invoke(now + 2_000))

    await of.kernel.runUntil(now + 80_000)

    // The middle one finds the younger claim a second later, and leaves; the first had ended its first tick before.
    expect(of.reports).toMatchObject([
      { rounds: 0, failures: [] },
      { late: [], failures: [] },
    ])
    expect(new Set(of.reports[0]?.late)).toEqual(new Set(MARKETS))
    expect(of.ticks.at(-1)?.run).toBe(3)
    expect(longest(of.ticks, MARKET)).toBeLessThanOrEqual(35_000 + SLACK_MS)
  })

  test('nobody relieves it: it ends after 150 s, and its leases are free', async () => {
    const of = world()
    schedule(of, [0])

    await of.kernel.runUntil(now + 200_000)

    expect(of.reports).toHaveLength(1)
    expect(of.ticks.at(-1)?.beganAtMs).toBeLessThanOrEqual(now + 150_000)
    expect(of.ticks.at(-1)?.beganAtMs).toBeGreaterThan(now + 140_000)
    for (const market of MARKETS) expect(of.store.items.get(market)?.leaseId).toBeNull()
  })

  test('a claim whose run has died costs until the next event, and no longer', async () => {
    const of = world()
    schedule(of, [0])
    of.kernel.after(MINUTE_MS, () => {
      const run = of.invoke(now + MINUTE_MS)
      of.kernel.after(1_500, run.kill)
    })
    of.kernel.after(2 * MINUTE_MS + 20_000, () => of.invoke(now + 2 * MINUTE_MS))

    await of.kernel.runUntil(now + 200_000)

    const own = of.ticks.filter(({ market }) => market === MARKET)
    expect(new Set(own.map(({ run }) => run))).toEqual(new Set([1, 3]))
    const takenOver = own.find(({ run }) => run === 3)
    expect((takenOver?.beganAtMs ?? 0) - now).toBeGreaterThan(140_000)
    expect((takenOver?.beganAtMs ?? 0) - now).toBeLessThan(141_000)
    expect(own.findLast(({ run }) => run === 1)?.endedAtMs).toBeLessThan(now + 75_000)
  })

  test('a holder that has died is asked each second at first, then less often, and had as soon as its lease is over', async () => {
    const of = world()
    of.kernel.after(0, () => {
      const run = of.invoke(now)
      of.kernel.after(12_000, run.kill)
    })
    of.kernel.after(20_000, () => of.invoke(now + 20_000))

    await of.kernel.runUntil(now + 90_000)

    const own = of.ticks.filter(({ market }) => market === MARKET)
    const taken = own.find(({ run }) => run === 2)
    expect(taken?.beganAtMs).toBeGreaterThan(now + 60_000)
    expect(taken?.beganAtMs).toBeLessThan(now + 75_000)
    // Of each market: its holder, a second apart for a cadence and four seconds, one each five seconds of the rest.
    const asked = of.store.calls.filter((call) => call === 'acquire').length
    expect(asked / MARKETS.length).toBeLessThanOrEqual(24)
  })

  test('a run of old code, which knows no claim, keeps its lease to the end, and the next waits for it', async () => {
    const of = world()
    const { store } = of
    const acquired = await store.acquire(
      { market: MARKET, tokenId: TOKEN },
      { nowMs: now, leaseMs: 55_000, startMs: now },
    )
    expect(acquired.is).toBe('held')
    of.kernel.after(10_000, () => of.invoke(now + 9_000))

    await of.kernel.runUntil(now + 70_000)

    const first = of.ticks.find(({ market }) => market === MARKET)
    expect(first?.beganAtMs).toBeGreaterThan(now + 55_000)
    expect(first?.beganAtMs).toBeLessThan(now + 58_000)
  })
})

describe('what runs at its cadence', () => {
  const lateness = fc.array(fc.integer({ min: 0, max: 59_000 }), { minLength: 90, maxLength: 90 })

  test('is never left for longer than the cadence and three seconds, whatever the minute and however late its event', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(2_000, 5_000, 10_000, 35_000),
        lateness,
        fc.nat(),
        async (cadenceMs, late, seed) => {
          const of = world({ seed, cadenceMs })
          schedule(of, late)

          await of.kernel.runUntil(now + 90 * MINUTE_MS)

          for (const market of MARKETS)
            expect(longest(of.ticks, market)).toBeLessThanOrEqual(cadenceMs + SLACK_MS)
          expect(of.reports.flatMap(({ failures, busy }) => [...failures, ...busy])).toEqual([])
          expect(of.pages).toEqual([])
        },
      ),
      { numRuns: 6 },
    )
  }, 240_000)

  test('nor while a STOP is not done, and it is done as soon as it can be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(2_000, 3_000, 5_000, 7_000, 10_000, 35_000),
        twice,
        fc.nat(),
        async (cadenceMs, late, seed) => {
          const of = world({ seed, cadenceMs })
          // An order that the table's backup lacks may be live for twelve minutes: that long no pass ends it.
          of.store.control_ = halted({ restoredAtMs: now })
          scheduleTwice(of, late)

          await of.kernel.runUntil(now + 12 * MINUTE_MS)
          expect(of.store.control_.doneSeq).toBeLessThan(of.store.control_.haltSeq)
          await of.kernel.runUntil(now + 30 * MINUTE_MS)

          for (const market of MARKETS)
            expect(longest(of.ticks, market)).toBeLessThanOrEqual(cadenceMs + SLACK_MS)
          expect(of.store.control_.doneSeq).toBe(of.store.control_.haltSeq)
          expect(of.reports.flatMap(({ failures }) => failures)).toEqual([])
        },
      ),
      { numRuns: 12 },
    )
  }, 120_000)

  test('a crash costs at most 65 s and the lateness of the next event', async () => {
    await fc.assert(
      fc.asyncProperty(lateness, deathMs, fc.nat(), async (late, deaths, seed) => {
        const of = world({ seed })
        const crashes: number[] = []
        for (const [minute, lateMs] of late.entries()) {
          of.kernel.after(minute * MINUTE_MS + lateMs, () => {
            const run = of.invoke(now + minute * MINUTE_MS)
            const diesMs = deaths[minute] ?? null
            if (diesMs === null) return
            of.kernel.after(diesMs, () => {
              if (run.isOver()) return
              crashes.push(of.kernel.nowMs())
              run.kill()
            })
          })
        }

        await of.kernel.runUntil(now + 90 * MINUTE_MS)

        for (const market of MARKETS)
          for (const { nextAtMs } of gapsOf(of.ticks, market).filter(isLong)) {
            const last = crashes.filter((crash) => crash <= nextAtMs).at(-1) ?? 0
            // A run that dies in the very instant of its minute was that minute's event.
            const next = Math.floor((last - now) / MINUTE_MS) + 1
            expect(nextAtMs).toBeLessThanOrEqual(last + 65_000 + (late[next] ?? 59_000))
          }
      }),
      { numRuns: 6 },
    )
  }, 240_000)
})

describe('a command that needs the lease', () => {
  test('claims it, has it within a tick, and the ticks go on with the next event', async () => {
    const of = world()
    of.store.control_ = { ...running, halted: true, haltSeq: 1, doneSeq: 1, codes: ['OPERATOR'] }
    schedule(of, [0, 0, 0])
    let adoptedAtMs = 0
    const adoptAt = async (): Promise<void> => {
      const { ports } = of.ports()
      for (let tries = 0; tries < 60 && adoptedAtMs === 0; tries += 1) {
        const adopted = await adopt(ports, of.stack, {
          market: MARKET,
          tokenId: TOKEN,
          resolved: false,
          priceMicros: null,
        })
        if (adopted.is === 'adopted') adoptedAtMs = of.kernel.nowMs()
        else await ports.clock.sleep(1_000)
      }
    }
    of.kernel.after(12_000, () => void adoptAt())

    await of.kernel.runUntil(now + 3 * MINUTE_MS)

    expect(adoptedAtMs - now).toBeGreaterThan(12_000)
    expect(adoptedAtMs - now).toBeLessThan(25_000)
    const after = of.ticks.filter(({ market, beganAtMs }) => market === MARKET && beganAtMs > adoptedAtMs)
    expect(after[0]?.run).toBeGreaterThan(1)
    expect((after[0]?.beganAtMs ?? 0) - now).toBeLessThan(65_000)
    // The other market was never asked for.
    expect(longest(of.ticks, OTHER_MARKET)).toBeLessThanOrEqual(10_000 + SLACK_MS)
  })
})

/** Between the beginnings alone: a tick that replaces an order makes eight calls in a row. */
const longestStart = (ticks: readonly SeenTick[], market: string): number => {
  const began = ticks.filter((tick) => tick.market === market).map(({ beganAtMs }) => beganAtMs)
  return Math.max(...began.slice(1).map((at, i) => at - (began[i] ?? 0)))
}

test('with calls of up to half a second, and each event twice, nothing is left for longer either', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(2_000, 3_000, 5_000, 7_000, 10_000, 35_000),
      twice,
      fc.nat(),
      async (cadenceMs, late, seed) => {
        const of = world({ seed, cadenceMs, callMs: [0, 250] })
        scheduleTwice(of, late)

        await of.kernel.runUntil(now + 30 * MINUTE_MS)

        for (const market of MARKETS)
          expect(longestStart(of.ticks, market)).toBeLessThanOrEqual(cadenceMs + SLACK_MS)
        expect(of.reports.flatMap(({ failures }) => failures)).toEqual([])
      },
    ),
    { numRuns: 8 },
  )
}, 120_000)
