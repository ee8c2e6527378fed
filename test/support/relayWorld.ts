import type { Chance } from '../../desk/tape/feed/chance.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import { epochMs, monotonicMs } from '../../shared/domain/units.ts'
import { type InvocationReport, runInvocation } from '../../shared/engine/invocation.ts'
import type { Bell } from '../../shared/ports/bell.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import { createKernel, type Kernel } from '../verification/sim/kernel.ts'
import { MARKET, now, running, settings, state } from './build.ts'
import { bench, Told } from './engineBench.ts'
import { MemoryClock } from './memoryClock.ts'
import { MemoryStore } from './memoryStore.ts'
import { MemoryVenue } from './memoryVenue.ts'

/** As deployed: the time-out of the function, without what its handler keeps. */
const INVOCATION_MS = 175_000

export const OTHER_MARKET = '0xbb' as typeof MARKET

/** A tick as the world saw it: when it began, and when it was over. */
export interface SeenTick {
  readonly market: string
  readonly run: number
  readonly beganAtMs: number
  readonly endedAtMs: number
  /** Of the item's lease, when the tick began. */
  readonly leaseLeftMs: number
}

export interface RelayWorld {
  readonly kernel: Kernel
  readonly store: MemoryStore
  readonly venue: MemoryVenue
  readonly ticks: SeenTick[]
  readonly reports: InvocationReport[]
  /** What each run that is over took. */
  readonly tookMs: number[]
  readonly pages: readonly string[]
  readonly stack: StackSettings
  /** One event of the schedule, due at that time, which reaches the function now. */
  invoke(dueMs: number): Run
  /** The ports of a process that begins now. */
  ports(): { readonly ports: Ports; kill(): void }
}

export interface Run {
  /** As when Lambda's host dies: nothing of it goes on. */
  kill(): void
  isOver(): boolean
}

/** Overlapping invocations of the real engine on one virtual clock; each call of a port takes its time. */
export function createRelayWorld(of: {
  readonly random: Chance
  readonly cadenceMs: number
  readonly callMs: readonly [number, number]
  /** Of each process; it may ring whenever it likes. */
  readonly bell?: Bell
}): RelayWorld {
  const clock = new MemoryClock(now)
  const kernel = createKernel(now, (atMs) => clock.advance(atMs - clock.nowMs()))
  const store = storeOf(clock)
  const venue = new MemoryVenue(clock)
  const told = new Told()
  const ticks: SeenTick[] = []
  const reports: InvocationReport[] = []
  const tookMs: number[] = []
  const stack = stackOf(of.cadenceMs)
  const leases = createLeaseLog(store, kernel)
  let runs = 0

  const ports = () => {
    const life = { isDead: false }
    const delayed = async <T>(call: () => T): Promise<Awaited<T>> => {
      await passing(kernel, life, of.random.between(...of.callMs))
      const value = await call()
      await passing(kernel, life, of.random.between(...of.callMs))
      return value
    }
    runs += 1
    const run = runs
    const telemetry = telemetryOf(told, (tick) => {
      const leaseLeftMs = leases.endAt(tick.market, tick.beganAtMs) - tick.beganAtMs
      ticks.push({ ...tick, run, endedAtMs: kernel.nowMs(), leaseLeftMs })
    })
    return {
      ports: {
        clock: clockOf(kernel, life),
        store: slow(store, (call) => delayed(() => noted(call, leases.note))),
        venue: slow(venue, delayed),
        telemetry,
        ...(of.bell === undefined ? {} : { bell: of.bell }),
      },
      kill: () => {
        life.isDead = true
      },
    }
  }
  return {
    kernel,
    store,
    venue,
    ticks,
    reports,
    tookMs,
    stack,
    ports,
    pages: told.pages,
    invoke: (dueMs) => {
      const process = ports()
      let over = false
      const beganMs = kernel.nowMs()
      const until = monotonicMs(beganMs + INVOCATION_MS)
      void runInvocation(process.ports, stack, until, epochMs(dueMs)).then((report) => {
        over = true
        reports.push(report)
        tookMs.push(kernel.nowMs() - beganMs)
      })
      return { kill: process.kill, isOver: () => over }
    },
  }
}

const clockOf = (kernel: Kernel, life: { readonly isDead: boolean }): Clock => ({
  nowMs: () => kernel.nowMs(),
  monotonicMs: () => monotonicMs(kernel.nowMs()),
  sleep: (ms, wake) => passing(kernel, life, ms, wake),
})

/** Reports each tick that was done, when it is over. */
function telemetryOf(told: Told, done: (tick: Pick<SeenTick, 'market' | 'beganAtMs'>) => void): Told {
  const telemetry = new Told()
  telemetry.tick = ({ seen, outcome, after }) => {
    if (outcome === 'done') done({ market: after.market, beganAtMs: seen.beganAtMs ?? seen.nowMs })
  }
  telemetry.page = (text) => told.page(text)
  return telemetry
}

/** Armed and running, with an item for each market. */
function storeOf(clock: MemoryClock): MemoryStore {
  const store = new MemoryStore(clock)
  store.control_ = running
  for (const market of [MARKET, OTHER_MARKET]) {
    const kept = { ...state(), market }
    store.items.set(market, { leaseId: null, leaseUntilMs: 0, fence: 0, rev: 1, state: kept, schema: 1 })
  }
  return store
}

function stackOf(cadenceMs: number): StackSettings {
  const base = settings({ regime: { minHistoryMs: 0 } })
  const markets = [base, { ...base, market: OTHER_MARKET }]
  return { ...bench().stack, cadenceMs, leaseMs: 60_000, markets }
}

/** The answer, once it has been noted that there is one. */
async function noted<T>(call: () => T, note: () => void): Promise<Awaited<T>> {
  const answer = await call()
  note()
  return answer
}

/** Whoever is dead waits forever. */
const passing = (
  kernel: Kernel,
  life: { readonly isDead: boolean },
  ms: number,
  wake?: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      if (!life.isDead) resolve()
    }
    wake?.addEventListener('abort', () => kernel.after(0, end), { once: true })
    kernel.after(ms, end)
  })

/** When each item's lease ended, as of each instant. */
function createLeaseLog({ items }: MemoryStore, kernel: Kernel) {
  const ends: { readonly market: string; readonly sinceMs: number; readonly untilMs: number }[] = []
  const endAt = (market: string, atMs: number): number =>
    ends.findLast((each) => each.market === market && each.sinceMs <= atMs)?.untilMs ?? 0
  const note = (): void => {
    const sinceMs = kernel.nowMs()
    for (const [market, { leaseUntilMs: untilMs }] of items)
      if (endAt(market, sinceMs) !== untilMs) ends.push({ market, sinceMs, untilMs })
  }
  return { note, endAt }
}

/** A port whose every call is on its way for a while, there and back. */
const slow = <T extends object>(port: T, delayed: <R>(call: () => R) => Promise<Awaited<R>>): T =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]) => delayed(() => Reflect.apply(member, target, args) as unknown)
    },
  })
