import type { StackSettings } from '../domain/settings.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import type { Ports } from './ports.ts'
import { rebuild } from './rebuild.ts'
import { settleMarks } from './stopMarks.ts'
import type { Held } from './tick.ts'

export interface AcquiredAll {
  readonly held: readonly Held[]
  readonly busy: readonly MarketId[]
  /** Markets that a younger event has ticked, or is ticking. */
  readonly late: readonly MarketId[]
  readonly failures: readonly string[]
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
  return {
    held: tries.flatMap((each) => (each.is === 'held' ? [each.held] : [])),
    busy: tries.flatMap((each) => (each.is === 'busy' ? [each.market] : [])),
    late: tries.flatMap((each) => (each.is === 'late' ? [each.market] : [])),
    failures: tries.flatMap((each) => (each.is === 'failed' ? [each.why] : [])),
  }
}

type Tried =
  | { readonly is: 'held'; readonly held: Held }
  | { readonly is: 'busy' | 'late'; readonly market: MarketId }
  | { readonly is: 'failed'; readonly why: string }

async function acquireOne(
  ports: Ports,
  stack: StackSettings,
  { market, tokenId }: StackSettings['markets'][number],
  startMs: EpochMs | null,
): Promise<Tried> {
  const { store, clock, telemetry } = ports
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
      const why = `${market}: its item has schema ${acquired.schema}, newer than this code; deploy the newer version`
      telemetry.page(why, market)
      return { is: 'failed', why }
    }
    case 'unknown':
      return { is: 'failed', why: `${market}: no lease: ${acquired.why}` }
    case 'held': {
      const { lease, rev } = acquired
      const marked = (await settleMarks(ports, lease, acquired.marks)) ? {} : { isMarked: true as const }
      if (acquired.state !== null)
        return { is: 'held', held: { lease, rev, state: acquired.state, ...marked } }
      const rebuilt = await rebuild(ports, { market, tokenId, wallet: stack.wallet })
      if (!rebuilt.ok) {
        await store.release(lease)
        return { is: 'failed', why: `${market}: not begun: ${rebuilt.unknown}` }
      }
      return { is: 'held', held: { lease, rev, state: rebuilt.value, ...marked } }
    }
  }
}

/** Best effort: a lease that is not given back runs out. */
export async function releaseAll({ store }: Ports, held: readonly Held[]): Promise<void> {
  await Promise.all(held.map(({ lease }) => store.release(lease)))
}
