import { systemClock } from '../functions/systemClock.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import { benchPorts } from './benchPorts.ts'
import { farPorts } from './farPorts.ts'
import type { TickDeskSetup } from './tickDesk.ts'

const WARM = 5
const RUNS = 20

const given = JSON.parse(process.argv[2] ?? '{}') as TickDeskSetup
const bench = benchPorts(given)
const ports = farPorts(bench.ports)
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
