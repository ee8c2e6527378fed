import { systemClock } from '../functions/systemClock.ts'
import { assert } from '../shared/domain/assert.ts'
import { monotonicMs, size } from '../shared/domain/units.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { acquireAll } from '../shared/engine/leases.ts'
import { withLeftMarkets } from '../shared/engine/leftMarkets.ts'
import { runRound } from '../shared/engine/round.ts'
import { createRoundReader } from '../shared/engine/roundReads.ts'
import type { Held } from '../shared/engine/tick.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import { readCursorMs } from '../shared/reconcile/readCursor.ts'
import { benchPorts } from './benchPorts.ts'
import type { TickDeskSetup } from './tickDesk.ts'

/** Both loops in turn, so that the machine's mood falls on both. */
const TURNS = 6
const TICKS_A_TURN = 40

const given = JSON.parse(process.argv[2] ?? '{}') as TickDeskSetup
const { config, ports } = benchPorts(given)
const inMs = (ms: number) => monotonicMs(systemClock.monotonicMs() + ms)
const CALM_MS = 240_000

await startArmed(ports.store)
await runInvocation(ports, { ...config.stack, cadenceMs: null }, inMs(20_000))
const whole = await withLeftMarkets(ports, config.stack)
const acquired = await acquireAll(
  ports,
  { ...config.stack, leaseMs: CALM_MS },
  { startMs: null, claims: false },
)
const reader = createRoundReader(ports, whole)
let held: readonly Held[] = acquired.held
assert(held.length === 1, 'the market of the bench is held')

async function ticks(): Promise<void> {
  for (let n = 0; n < TICKS_A_TURN; n += 1) {
    const round = await runRound(ports, config.stack, held, reader, inMs(CALM_MS))
    assert(round.ticked.length === 1 && !round.progress, `a quiet tick: ${round.failures.join()}`)
    held = round.held
  }
}

/** The calls of such a tick, waited for as it waits for them, and nothing made of the answers. */
async function bareLoop(): Promise<void> {
  for (let n = 0; n < TICKS_A_TURN; n += 1) {
    const [own] = held
    assert(own !== undefined, 'the market of the bench is held')
    await Promise.all([
      ports.store.control(),
      ports.venue.trades(readCursorMs(own.state), new Set()),
      ports.venue.openOrders(new Set()),
      ports.venue.books([own.state.tokenId], size(0)),
    ])
    const wrote = await ports.store.commit(own.lease, own.rev, own.state)
    assert(wrote.is === 'written', 'the bare loop writes as the tick does')
    held = [{ ...own, rev: wrote.rev }]
  }
}

async function cpuMsOf(loop: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await loop()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / TICKS_A_TURN
}

await ticks()
await bareLoop()
const above: number[] = []
for (let turn = 0; turn < TURNS; turn += 1) above.push((await cpuMsOf(ticks)) - (await cpuMsOf(bareLoop)))
const sorted = above.toSorted((a, b) => a - b)
process.send?.(((sorted[TURNS / 2 - 1] ?? 0) + (sorted[TURNS / 2] ?? 0)) / 2)
process.exit(0)
