import { runReplay } from '../desk/replay/runReplay.ts'
import { transition } from '../shared/machine/transition.ts'
import type { TickAudit } from '../shared/ports/telemetry.ts'
import { reconcile } from '../shared/reconcile/reconcile.ts'
import type { Benchmark } from './benchmark.ts'
import { benchReplay, generatedFile, openBenchTape } from './replay.ts'

const EVENTS = 300_000
const ROUNDS = 20
let records: readonly TickAudit[] | null = null

/** The whole pure decision, fills to quote, on what the bot saw in each tick of a replayed day. */
export const decisions: Benchmark = {
  key: 'decisionsPerSecond',
  title: 'decisions a second: reconcile and transition on a replayed day',
  unit: 'decisions/s',
  target: 50_000,
  run: async () => {
    records ??= await recordDay()
    const { config } = benchReplay()
    const [settings] = config.stack.markets
    if (settings === undefined) throw new Error('no market is configured')
    const before = process.cpuUsage()
    let actions = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { before: state, seen } of records) {
        const facts = reconcile(state, seen, settings, config.stack.wallet)
        actions += transition(facts, seen, settings).actions.length
      }
    }
    const { user, system } = process.cpuUsage(before)
    if (actions === 0) throw new Error('nothing was ever decided')
    return (ROUNDS * records.length * 1e6) / (user + system)
  },
}

async function recordDay(): Promise<readonly TickAudit[]> {
  const seen: TickAudit[] = []
  await runReplay(await openBenchTape(generatedFile(EVENTS)), {
    ...benchReplay(),
    onTick: (record) => seen.push(record),
  })
  return seen
}
