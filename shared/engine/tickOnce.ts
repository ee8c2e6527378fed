import { type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { beginAll } from './begin.ts'
import type { AcquiredAll } from './leases.ts'
import type { WholeStack } from './leftMarkets.ts'
import { ROUND_BUDGET_MS } from './relay.ts'
import { runRound } from './round.ts'
import { createRoundReader } from './roundReads.ts'
import { RunTally } from './runTally.ts'
import type { MarketWaits } from './waits.ts'

/** One tick of every market: meanwhile new ones are begun, and those are ticked as well. */
export async function tickOnce(
  ports: Ports,
  whole: WholeStack,
  waits: MarketWaits,
  { held, fresh }: Pick<AcquiredAll, 'held' | 'fresh'>,
  until: MonotonicMs,
): Promise<Pick<AcquiredAll, 'held' | 'fresh'> & { readonly tally: RunTally }> {
  const { clock } = ports
  const { stack } = whole
  const reader = createRoundReader(ports, whole)
  const tally = new RunTally()
  const by = monotonicMs(
    Math.min(
      until - ROUND_BUDGET_MS,
      ...fresh.map(({ lease }) => clock.monotonicMs() + lease.untilMs - clock.nowMs() - ROUND_BUDGET_MS),
    ),
  )
  const [round, begun] = await Promise.all([
    held.length === 0 ? null : runRound(ports, stack, held, reader, until),
    fresh.length === 0 ? null : beginAll(ports, stack.wallet, fresh, waits, by),
  ])
  if (round !== null) tally.count(round)
  const joining = begun?.held ?? []
  const left = { fresh: begun?.fresh ?? [], held: [...(round?.held ?? []), ...joining] }
  const hasTime = clock.monotonicMs() + ROUND_BUDGET_MS <= until
  if (joining.length === 0 || round?.unlatched === true || !hasTime) return { ...left, tally }
  tally.count(await runRound(ports, stack, joining, reader, until))
  return { ...left, tally }
}
