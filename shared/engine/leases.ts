import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Lease } from '../ports/store.ts'
import { settleMarks } from './stop/stopMarks.ts'
import type { Held } from './tick.ts'

/** A market whose lease we hold and whose books are not begun: there is no state yet. */
export interface Fresh {
  readonly lease: Lease
  readonly rev: number
  readonly settings: MarketSettings
  /** As of a market that is held: it is halted from its first tick on. */
  readonly isMarked?: true
}

export interface AcquiredAll {
  readonly held: readonly Held[]
  readonly fresh: readonly Fresh[]
  readonly busy: readonly MarketId[]
  /** Markets that a younger event has ticked, or is ticking. */
  readonly late: readonly MarketId[]
  /** Markets that could not be had: each is that market's own trouble. */
  readonly refused: readonly { readonly market: MarketId; readonly why: string }[]
  /** Why not one lease could be had, where the table answered for none: that concerns them all. */
  readonly failure: string | null
}

/**
 * One lease a market, all at once; what somebody else holds is his to tick.
 * @param startMs When the event that asks was due; null: a command asks, which is never late.
 */
export async function acquireAll(
  ports: Ports,
  stack: StackSettings,
  startMs: EpochMs | null = null,
): Promise<AcquiredAll> {
  const tries = await Promise.all(
    stack.markets.map((settings) => acquireOne(ports, stack, settings, startMs)),
  )
  const unanswered = tries.flatMap((each) => (each.is === 'unanswered' ? [each] : []))
  return {
    held: tries.flatMap((each) => (each.is === 'held' ? [each.held] : [])),
    fresh: tries.flatMap((each) => (each.is === 'fresh' ? [each.fresh] : [])),
    busy: tries.flatMap((each) => (each.is === 'busy' ? [each.market] : [])),
    late: tries.flatMap((each) => (each.is === 'late' ? [each.market] : [])),
    refused: tries.flatMap((each) => (each.is === 'newerSchema' || each.is === 'unanswered' ? [each] : [])),
    failure:
      tries.length > 0 && unanswered.length === tries.length
        ? unanswered.map(({ market, why }) => `${market}: ${why}`).join('; ')
        : null,
  }
}

type Tried =
  | { readonly is: 'held'; readonly held: Held }
  | { readonly is: 'fresh'; readonly fresh: Fresh }
  | { readonly is: 'busy' | 'late'; readonly market: MarketId }
  | { readonly is: 'newerSchema' | 'unanswered'; readonly market: MarketId; readonly why: string }

async function acquireOne(
  ports: Ports,
  stack: StackSettings,
  settings: MarketSettings,
  startMs: EpochMs | null,
): Promise<Tried> {
  const { store, clock, telemetry } = ports
  const { market } = settings
  const acquired = await store.acquire(market, {
    nowMs: clock.nowMs(),
    leaseMs: stack.leaseMs,
    ...(startMs === null ? {} : { startMs }),
  })
  switch (acquired.is) {
    case 'busy':
      telemetry.busy(market)
      return { is: 'busy', market }
    case 'late':
      return { is: 'late', market }
    case 'newerSchema': {
      const why = `its item has schema ${acquired.schema}, newer than this code: deploy the newer version`
      return { is: 'newerSchema', market, why }
    }
    case 'unknown':
      return { is: 'unanswered', market, why: `no lease: ${acquired.why}` }
    case 'held': {
      const { lease, rev, state } = acquired
      const marked = (await settleMarks(ports, lease, acquired.marks)) ? {} : { isMarked: true as const }
      return state === null
        ? { is: 'fresh', fresh: { lease, rev, settings, ...marked } }
        : { is: 'held', held: { lease, rev, state, ...marked } }
    }
  }
}

/** Best effort: a lease that is not given back runs out. */
export async function releaseAll(
  { store }: Pick<Ports, 'store'>,
  held: readonly { readonly lease: Lease }[],
): Promise<void> {
  await Promise.all(held.map(({ lease }) => store.release(lease)))
}
