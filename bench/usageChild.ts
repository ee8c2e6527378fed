import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../functions/systemClock.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import type { Ports } from '../shared/ports/ports.ts'
import { benchPorts } from './benchPorts.ts'
import type { Given } from './tickDesk.ts'

/** On the way there and back, as measured from a function in the region of its table: see `npm run bench -- --help`. */
const TABLE_MS = 5
const VENUE_MS = 30
const WARM = 5
const RUNS = 20

const given = JSON.parse(process.argv[2] ?? '{}') as Given
const bench = benchPorts(given)
const far = <P extends object>(port: P, ms: number): P =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args)
        // What hands on the port itself waits for nothing.
        if (!(answer instanceof Promise)) return name === 'endingBy' ? far(answer as object, ms) : answer
        return wait(ms).then(() => answer)
      }
    },
  })
const ports: Ports = {
  ...bench.ports,
  store: far(bench.ports.store, TABLE_MS),
  venue: far(bench.ports.venue, VENUE_MS),
}
const stack = { ...bench.config.stack, cadenceMs: null }

/** One invocation with one tick: how long it takes, and how much of a processor. */
async function once(): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const cpu = process.cpuUsage()
  const begunMs = performance.now()
  await runInvocation(ports, stack, monotonicMs(systemClock.monotonicMs() + 120_000))
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs: performance.now() - begunMs, cpuMs: (user + system) / 1_000 }
}

await startArmed(ports.store)
for (let n = 0; n < WARM; n += 1) await once()
const runs: { readonly wallMs: number; readonly cpuMs: number }[] = []
for (let n = 0; n < RUNS; n += 1) runs.push(await once())
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length / 2] ?? 0
process.send?.({
  wallMs: median(runs.map(({ wallMs }) => wallMs)),
  cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
})
process.exit(0)
