import { isSameOutcome, type Outcome, outcomeKey } from '../domain/outcome.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { EpochMs, MarketId, MonotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Silence } from '../ports/silence.ts'
import { type AcquiredAll, acquireAll, releaseAll } from './leases.ts'
import { type WholeStack, withLeftMarkets } from './leftMarkets.ts'
import { pagingOnce } from './pagingOnce.ts'
import { Relay } from './relay.ts'
import type { RunTally } from './runTally.ts'
import { safePorts } from './safePorts.ts'
import { silentMarkets } from './silence.ts'
import { tickOnce } from './tickOnce.ts'
import { isUnreadable } from './unreadableItem.ts'
import { type MarketWaits, readWaits } from './waits.ts'

export interface InvocationReport {
  readonly rounds: number
  /** Markets that another run holds, and ticks. */
  readonly busy: readonly MarketId[]
  /** Markets that a younger event of the schedule has ticked: nothing was done with them. */
  readonly late: readonly MarketId[]
  /** Markets of the stack that this run did not tick, each with the time since its last tick. */
  readonly silent: readonly Silence[]
  /** What makes this run a failed one for the alarm that counts errors: what concerns all markets, never one alone. */
  readonly failures: readonly string[]
}

/**
 * One invocation of the tick function over every market of the stack: one lease a market, then ticks that share the
 * account-wide reads, in the relay at a numeric cadence or once; then the leases are given back. A holder that crashes
 * leaves leases that run out by themselves.
 * @param startMs When the event that began it was due, by the schedule: an older one than the last does nothing.
 *   null: no event, as for a run by hand.
 */
export async function runInvocation(
  given: Ports,
  stack: StackSettings,
  until: MonotonicMs,
  startMs: EpochMs | null = null,
): Promise<InvocationReport> {
  // An exception in a read concerns that read alone.
  const ports = safePorts({ ...given, telemetry: pagingOnce(given.telemetry) })
  const [whole, waits] = await Promise.all([withLeftMarkets(ports, stack), readWaits(ports)])
  const run = await ticksOf(ports, whole, waits, { until, startMs })
  await releaseAll(ports, [...run.held, ...run.fresh])
  for (const { settings } of run.busy) ports.telemetry.busy(settings)
  await Promise.all(troubles(whole, run).map((each) => waits.note(each, each.why)))
  const { ticked, rounds, failures, lost } = run.tally
  const late = run.late.map(outcomeKey)
  await Promise.all([...ticked.values()].map((outcome) => waits.over(outcome)))
  return {
    rounds,
    busy: run.busy.map(({ settings }) => settings.market),
    late: run.late.map(({ market }) => market),
    silent: silentMarkets(ports, whole, new Set([...ticked.keys(), ...late]), waits),
    failures: [...whole.failures, ...unanswered(whole, run), ...failures, ...(ticked.size === 0 ? lost : [])],
  }
}

type Run = AcquiredAll & { readonly tally: RunTally }

async function ticksOf(
  ports: Ports,
  whole: WholeStack,
  waits: MarketWaits,
  of: { readonly until: MonotonicMs; readonly startMs: EpochMs | null },
): Promise<Run> {
  const { cadenceMs } = whole.stack
  if (cadenceMs === null) {
    const acquired = await acquireAll(ports, whole.stack, { startMs: of.startMs, claims: false })
    return { ...acquired, ...(await tickOnce(ports, whole, waits, acquired, of.until)) }
  }
  const relay = new Relay(ports, { ...whole, stack: { ...whole.stack, cadenceMs } }, waits, of)
  await relay.run()
  return { ...relay.left, tally: relay.tally }
}

/** Not one lease could be had, for the table answered for none: that concerns them all. */
function unanswered({ stack }: WholeStack, { refused, tally }: Run): readonly string[] {
  const silent = refused.filter(({ isUnanswered }) => isUnanswered)
  const isAll = silent.length > 0 && silent.length === stack.markets.length && tally.rounds === 0
  return isAll ? [silent.map(({ market, why }) => `${market}: ${why}`).join('; ')] : []
}

/** What bars a market by its own item: it is ticked no more, and the others are. */
const troubles = (
  { stack, items }: WholeStack,
  { refused }: Pick<AcquiredAll, 'refused'>,
): readonly (Outcome & { readonly why: string })[] => [
  ...refused,
  ...items.filter(isUnreadable).flatMap(({ market, tokenId, broken }) =>
    tokenId === null || stack.markets.some((each) => isSameOutcome(each, { market, tokenId }))
      ? []
      : [
          {
            market,
            tokenId,
            why: broken ?? 'it was removed from the configuration, and its item was written by newer code',
          },
        ],
  ),
]
