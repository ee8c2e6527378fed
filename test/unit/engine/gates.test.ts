import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../functions/systemClock.ts'
import { type MarketId, tokenId } from '../../../shared/domain/units.ts'
import { beginAll } from '../../../shared/engine/begin.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { acquireAll, type Fresh, releaseAll } from '../../../shared/engine/leases.ts'
import { readWaits } from '../../../shared/engine/waits.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { settings, state, WALLET } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const MARKETS = Array.from({ length: 60 }, (_, nth) => ({
  market: `0x${(nth + 1).toString(16).padStart(64, '0')}` as MarketId,
  tokenId: tokenId(String(nth + 100)),
}))

/** Sixty markets, whose waits take real time at the bench's hour. */
function sixty(isBegun: boolean): Bench {
  const of = bench({
    state: null,
    stack: { markets: MARKETS.map((each) => ({ ...settings(), ...each })), cadenceMs: null },
  })
  if (isBegun)
    for (const each of MARKETS)
      of.store.items.set(each.market, {
        leaseId: null,
        leaseUntilMs: 0,
        fence: 0,
        rev: 1,
        state: { ...state(), ...each },
        schema: 1,
      })
  const clock: Clock = { ...systemClock, nowMs: () => of.clock.nowMs() }
  return { ...of, ports: { ...of.ports, clock } }
}

/** How many of these calls are under way at once, at most; each takes that long. */
function counted<K extends 'store' | 'venue'>(
  ports: Ports,
  port: K,
  call: keyof Ports[K] & string,
  ms: (asked: unknown) => number,
) {
  let underWay = 0
  let most = 0
  const target = ports[port] as unknown as Record<string, (...all: unknown[]) => Promise<unknown>>
  const sound = target[call]?.bind(target)
  target[call] = async (...all) => {
    underWay += 1
    most = Math.max(most, underWay)
    await sleep(ms(all[0]))
    underWay -= 1
    return await sound?.(...all)
  }
  return () => most
}

const at60 = { startMs: null, claims: false }

describe('sixty markets', () => {
  test('are acquired and given back some at a time, each of them', async () => {
    const of = sixty(true)
    const acquiring = counted(of.ports, 'store', 'acquire', () => 3)
    const releasing = counted(of.ports, 'store', 'release', () => 3)

    const got = await acquireAll(of.ports, of.stack, at60)
    await releaseAll(of.ports, got.held)

    expect(got.held.map(({ lease }) => lease.market)).toEqual(MARKETS.map(({ market }) => market))
    expect([acquiring(), releasing()]).toEqual([25, 25])
    expect([...of.store.items.values()].every(({ leaseId }) => leaseId === null)).toBe(true)
  })

  test('begin some at a time, each of them', async () => {
    const of = sixty(false)
    const { fresh } = await acquireAll(of.ports, of.stack, at60)
    const asking = counted(of.ports, 'venue', 'balance', () => 3)

    const begun = await beginAll(of.ports, WALLET, fresh, await readWaits(of.ports), of.later(20))

    expect(begun.fresh.map((each: Fresh) => each.lease.market)).toEqual([])
    expect(begun.held).toHaveLength(60)
    expect(asking()).toBeLessThanOrEqual(20)
  })

  test('are ticked some at a time; one that is slow holds up its own tick alone', async () => {
    const of = sixty(true)
    const [slow] = MARKETS
    const asking = counted(of.ports, 'store', 'commit', (lease) =>
      (lease as Lease).market === slow?.market ? 1_500 : 3,
    )
    const begunMs = performance.now()
    const endedMs = new Map<string, number>()
    const told = of.ports.telemetry
    const telemetry = {
      ...told,
      tick: (record: Parameters<typeof told.tick>[0]) => {
        endedMs.set(record.market, performance.now() - begunMs)
      },
      page: () => undefined,
      busy: () => undefined,
    } as unknown as Ports['telemetry']

    const report = await runInvocation({ ...of.ports, telemetry }, of.stack, of.later(60))

    expect(report.failures).toEqual([])
    expect(endedMs.size).toBe(60)
    // The slow one gives up its place after a while.
    expect(asking()).toBeLessThanOrEqual(21)
    const others = [...endedMs].filter(([market]) => market !== slow?.market).map(([, ms]) => ms)
    expect(Math.max(...others)).toBeLessThan(endedMs.get(slow?.market ?? '') ?? 0)
  })
})
