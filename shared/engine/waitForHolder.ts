import type { EpochMs } from '../domain/units.ts'
import type { WantedMarket } from './leases.ts'

/** A lease that is given back is had a second later. */
export const TRY_EVERY_MS = 1_000
/** Beyond a cadence: a holder that is claimed for that long, and has not renewed since, has most likely died. */
const OVERDUE_MS = 4_000
/** A crash may cost 65 s, of which the lease takes 60. */
const SLOW_TRY_EVERY_MS = 5_000

/** A market that another run holds, and when to ask for it again. */
export interface Waiting extends WantedMarket {
  readonly tryMs: number
  /** Since it was claimed. */
  readonly tries: number
  /** When it was; by the monotonic clock. */
  readonly claimedMs?: number
}

/**
 * First a second later: the holder may have given it back between our look and our claim, or be about to, where its
 * tick ended after the claim. Otherwise a holder that is claimed gives the lease back after its next tick: ticks come a
 * cadence apart, and the commit that set the end of the lease was the end of one. From then on each second, and also
 * later while it renews its lease, however slow it is; else less often, and when its lease ends, as the item shows.
 */
export function waitForHolder(
  wanted: WantedMarket,
  of: {
    /** What was waited for until now. */
    readonly before: readonly (WantedMarket & Partial<Waiting>)[]
    readonly nowMs: EpochMs
    readonly monotonicMs: number
    readonly cadenceMs: number
    readonly leaseMs: number
  },
): Waiting {
  const { cadenceMs } = of
  const { claimId, untilMs } = wanted
  const known = of.before.find((each) => claimId !== undefined && each.claimId === claimId)
  const tries = (known?.tries ?? 0) + 1
  const endsMs = untilMs === undefined ? 0 : untilMs - of.nowMs
  const renewedAgoMs = untilMs === undefined ? cadenceMs : Math.max(0, of.leaseMs - endsMs)
  const tickedAgoMs = renewedAgoMs % cadenceMs
  const claimedMs = known?.claimedMs ?? of.monotonicMs
  const waitedMs = of.monotonicMs - claimedMs
  const hasSeen = tickedAgoMs < waitedMs + TRY_EVERY_MS
  const leftMs = tries === 2 && !hasSeen ? cadenceMs - tickedAgoMs : 0
  const isOverdue = Math.min(renewedAgoMs, waitedMs) > cadenceMs + OVERDUE_MS
  const slowMs = isOverdue ? Math.min(SLOW_TRY_EVERY_MS, endsMs) : 0
  return { ...wanted, tries, claimedMs, tryMs: of.monotonicMs + Math.max(leftMs, TRY_EVERY_MS, slowMs) }
}
