import { systemClock } from '../functions/systemClock.ts'
import { assert } from '../shared/domain/assert.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { acquireAll, releaseAll } from '../shared/engine/leases.ts'
import { withLeftMarkets } from '../shared/engine/leftMarkets.ts'
import { runRound } from '../shared/engine/round.ts'
import { createRoundReader } from '../shared/engine/roundReads.ts'
import { runStop } from '../shared/engine/stop/stop.ts'
import type { Held } from '../shared/engine/tick.ts'
import { heldMicros } from '../shared/machine/inventory.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import { partOfLimit } from '../shared/ports/requestUse.ts'
import { benchPorts } from './benchPorts.ts'
import { farPorts } from './farPorts.ts'
import type { TickDeskSetup } from './tickDesk.ts'
import { wrapCalls } from './wrapCalls.ts'

/** What the desk asks of this process, and what it is answered. */
export type RoundAsk =
  | { readonly do: 'begin' }
  | { readonly do: 'tick' }
  | { readonly do: 'rounds'; readonly count: number }
  | { readonly do: 'stop' }

export interface RoundTook {
  readonly wallMs: number
  readonly cpuMs: number
  /** Markets that hold shares. */
  readonly holding: number
  readonly ticked: number
  /** Requests of the kind that was nearest to its published limit, over that limit. */
  readonly limitUse: number
  /** Requests that the venue refused for a limit, and those that were not sent for one. */
  readonly refusals: number
}

const CALM_MS = 240_000
/** The first pass, with its cancels, is over by then: that it is done takes two lists ten seconds apart. */
const STOP_MS = 30_000
const given = JSON.parse(process.argv[2] ?? '{}') as TickDeskSetup
const bench = benchPorts(given)
const ports = farPorts(bench.ports)
const { stack } = bench.config
const inMs = (ms: number) => monotonicMs(systemClock.monotonicMs() + ms)

async function took(work: () => Promise<Pick<RoundTook, 'holding' | 'ticked'>>): Promise<RoundTook> {
  const cpu = process.cpuUsage()
  const begunMs = performance.now()
  const counts = await work()
  const { user, system } = process.cpuUsage(cpu)
  const wallMs = performance.now() - begunMs
  const uses = bench.turns.uses()
  const limitUse = Math.max(0, ...uses.map(partOfLimit))
  const refusals = uses.reduce((sum, use) => sum + use.refusals + use.heldBack, 0)
  return { wallMs, cpuMs: (user + system) / 1_000, limitUse, refusals, ...counts }
}

/** One invocation with one tick of each market. */
const once = () =>
  took(async () => {
    const report = await runInvocation(ports, { ...stack, cadenceMs: null }, inMs(CALM_MS))
    assert(report.failures.length === 0, report.failures.join('; '))
    return { holding: 0, ticked: stack.markets.length - report.silent.length }
  })

/** Takes the leases and ticks that many rounds: the first includes the taking; in a last one more each tick is stored. */
async function rounds(count: number): Promise<readonly RoundTook[]> {
  const results: RoundTook[] = []
  let held: readonly Held[] = []
  const round = async (of = stack) => {
    const done = await runRound(ports, of, held, reader, inMs(CALM_MS))
    assert(done.failures.length + done.lost.length === 0, [...done.failures, ...done.lost].join('; '))
    held = done.held
    // As the relay does after each.
    await ports.store.look(held.map(({ lease }) => lease))
    return {
      holding: held.filter(({ state }) => heldMicros(state) > 0).length,
      ticked: done.ticked.length,
    }
  }
  let reader = createRoundReader(ports, { stack, items: [] })
  results.push(
    await took(async () => {
      const whole = await withLeftMarkets(ports, stack)
      reader = createRoundReader(ports, whole)
      const acquired = await acquireAll(
        ports,
        { ...stack, leaseMs: CALM_MS },
        { startMs: null, claims: false },
      )
      assert(acquired.refused.length === 0, acquired.refused.map(({ why }) => why).join('; '))
      held = acquired.held
      return await round()
    }),
  )
  for (let nth = 1; nth < count; nth += 1) results.push(await took(() => round()))
  results.push(await took(() => round({ ...stack, cadenceMs: null })))
  await releaseAll(ports, held)
  return results
}

async function answer(ask: RoundAsk): Promise<readonly RoundTook[]> {
  switch (ask.do) {
    case 'begin':
      await startArmed(ports.store)
      return [await once()]
    case 'tick':
      return [await once()]
    case 'rounds':
      return await rounds(ask.count)
    case 'stop':
      return [await stopped()]
  }
}

/** From the latch until the last cancel by hash is answered. */
async function stopped(): Promise<RoundTook> {
  let latchedMs = 0
  let lastMs = 0
  const watched: typeof ports = {
    ...ports,
    store: watching(ports.store, 'latchMessage', () => {
      latchedMs ||= performance.now()
    }),
    venue: watching(ports.venue, 'cancel', () => {
      lastMs = performance.now()
    }),
  }
  const reason = { code: 'OPERATOR', text: 'the bench', atMs: systemClock.nowMs() } as const
  const whole = await took(async () => {
    await runStop(watched, stack, { by: 'message', reason }, inMs(STOP_MS))
    return { holding: 0, ticked: 0 }
  })
  return { ...whole, wallMs: lastMs - latchedMs }
}

/** The same port; when that call has been answered, the bench notes it. */
const watching = <T extends object>(port: T, call: string, answered: () => void): T =>
  wrapCalls(port, (answer, name) => (name === call ? answer.finally(answered) : answer))

process.on('message', (ask) => {
  answer(ask as RoundAsk).then(
    (results) => process.send?.(results),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})
