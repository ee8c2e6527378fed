import type { Outcome } from '../domain/outcome.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import { gated } from './gated.ts'
import { settleUnlatched } from './stop/unlatchedStops.ts'
import type { Held } from './tick.ts'

/** A market whose lease we hold and whose records are not begun: there is no state yet. */
export interface Fresh extends Omit<Held, 'state' | 'isAhead'> {
  readonly settings: MarketSettings
}

/** A market that is wanted; with a claim of ours another run holds it. */
export interface WantedMarket {
  readonly settings: MarketSettings
  readonly claimId?: string
  /** When the lease of that other runs out, as of our request. */
  readonly untilMs?: EpochMs
}

export interface AcquiredAll {
  readonly held: readonly Held[]
  readonly fresh: readonly Fresh[]
  /** Markets that another run holds. */
  readonly busy: readonly WantedMarket[]
  /** Markets that an event that is not older has ticked, is ticking or waits for. */
  readonly late: readonly Outcome[]
  /** Markets that could not be had: each is that market's own trouble. */
  readonly refused: readonly Unleased[]
}

export interface Unleased extends Outcome {
  readonly why: string
  /** The table did not answer, for once; else only newer code helps. */
  readonly isUnanswered: boolean
}

/** Who asks for leases. */
export interface LeaseClaimant {
  /** When the event that asks was due; null: a command asks, which is never late. */
  readonly startMs: EpochMs | null
  /** It waits for what another holds, and says so: without a claim a holder gives nothing back. */
  readonly claims: boolean
}

/** Far below what a partition takes: it writes a thousand units a second, an item some four. */
const LEASES_AT_ONCE = 25

/** One lease a market, some at once; what another run holds is its to tick until it gives the lease back. */
export async function acquireAll(
  ports: Ports,
  stack: StackSettings,
  asking: LeaseClaimant,
  wanted: readonly WantedMarket[] = stack.markets.map((settings) => ({ settings })),
): Promise<AcquiredAll> {
  const tries = await gated(ports, LEASES_AT_ONCE, wanted, (each) => acquireOne(ports, stack, each, asking))
  return {
    held: tries.flatMap((each) => (each.is === 'held' ? [each.held] : [])),
    fresh: tries.flatMap((each) => (each.is === 'fresh' ? [each.fresh] : [])),
    busy: tries.flatMap((each) => (each.is === 'busy' ? [each.wanted] : [])),
    late: tries.flatMap((each) => (each.is === 'late' ? [each.outcome] : [])),
    refused: tries.flatMap((each) => (each.is === 'refused' ? [each] : [])),
  }
}

type Tried =
  | { readonly is: 'held'; readonly held: Held }
  | { readonly is: 'fresh'; readonly fresh: Fresh }
  | { readonly is: 'busy'; readonly wanted: WantedMarket }
  | { readonly is: 'late'; readonly outcome: Outcome }
  | ({ readonly is: 'refused' } & Unleased)

async function acquireOne(
  ports: Ports,
  stack: StackSettings,
  wanted: WantedMarket,
  asking: LeaseClaimant,
): Promise<Tried> {
  const { settings, claimId } = wanted
  const { market, tokenId } = settings
  const outcome = { market, tokenId }
  const { startMs } = asking
  const acquired = await ports.store.acquire(outcome, {
    nowMs: ports.clock.nowMs(),
    leaseMs: stack.leaseMs,
    ...(startMs === null ? {} : { startMs }),
    ...(claimId === undefined ? {} : { claimId }),
    ...(asking.claims ? { looksFirst: true } : {}),
  })
  switch (acquired.is) {
    case 'busy':
      return asking.claims && (claimId === undefined || acquired.claimId !== claimId)
        ? await claimOne(ports, { settings, ...untilOf(acquired) }, asking)
        : { is: 'busy', wanted: { ...wanted, ...untilOf(acquired) } }
    case 'late':
      return { is: 'late', outcome }
    case 'newerSchema': {
      const why = `its item has schema ${acquired.schema}, newer than this code: deploy the newer version`
      return { is: 'refused', ...outcome, why, isUnanswered: false }
    }
    case 'unknown':
      return { is: 'refused', ...outcome, why: `no lease: ${acquired.why}`, isUnanswered: true }
    case 'held': {
      const { lease, rev, state } = acquired
      const isSettled = await settleUnlatched(ports, lease, acquired.unlatched)
      const pending = isSettled ? {} : { hasUnlatched: true as const }
      return state === null
        ? { is: 'fresh', fresh: { lease, rev, settings, ...pending } }
        : { is: 'held', held: { lease, rev, state, ...pending } }
    }
  }
}

const untilOf = ({ untilMs }: { readonly untilMs: EpochMs | null }): Pick<WantedMarket, 'untilMs'> =>
  untilMs === null ? {} : { untilMs }

/** A command never leaves: where another claim is younger it asks again the next time. */
async function claimOne(ports: Ports, wanted: WantedMarket, { startMs }: LeaseClaimant): Promise<Tried> {
  const { market, tokenId } = wanted.settings
  const outcome = { market, tokenId }
  const nowMs = ports.clock.nowMs()
  const claimed = await ports.store.claim(outcome, { nowMs, atMs: startMs ?? nowMs })
  if (claimed.is === 'late' && startMs !== null) return { is: 'late', outcome }
  return { is: 'busy', wanted: { ...wanted, ...(claimed.is === 'claimed' ? { claimId: claimed.id } : {}) } }
}

/** Best effort: a lease that is not given back runs out. What the item lags behind is stored with it. */
export async function releaseAll(
  ports: Pick<Ports, 'store' | 'clock'>,
  held: readonly (Held | Pick<Held, 'lease'>)[],
): Promise<void> {
  await gated(ports, LEASES_AT_ONCE, held, (each) =>
    'isAhead' in each ? ports.store.release(each.lease, each) : ports.store.release(each.lease),
  )
}
