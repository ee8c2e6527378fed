import { counted } from '../domain/counted.ts'
import { type Outcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'
import type { Ports } from '../ports/ports.ts'
import type { MarketWait, StoredWait } from '../ports/store.ts'

/** Time without progress in a market that is not ticked before a person is paged, once. */
export const WAIT_PAGE_MS = 600_000

/** How far its history was read, and whether that goes forward. */
interface Begun {
  readonly place: HistoryPlace | null
  readonly reading?: true
}

/** What markets wait for, as it was when the run began and as this run changes it. */
export interface MarketWaits {
  placeOf(outcome: Outcome): HistoryPlace | null
  waitOf(outcome: Outcome): MarketWait | null
  /** The market is not ticked, for this reason: kept for `status`, and paged where it lasts. */
  note(outcome: Outcome, why: string, begun?: Begun): Promise<void>
  /** The market was ticked. */
  over(outcome: Outcome): Promise<void>
}

/** Where they cannot be read nothing is kept, and a long history is begun again: no reason to leave a market alone. */
export async function readWaits({ store, clock, telemetry }: Ports): Promise<MarketWaits> {
  const read = await store.waits()
  const stored = new Map<OutcomeKey, StoredWait>(
    (read.ok ? read.value : []).map((each) => [outcomeKey(each), each]),
  )
  const put = async ({ market, tokenId }: Outcome, wait: MarketWait | null): Promise<void> => {
    if (!read.ok) return
    const outcome = { market, tokenId }
    const rev = stored.get(outcomeKey(outcome))?.rev ?? 0
    const wrote = await store.putWait(outcome, rev, wait)
    if (wrote.is === 'written') stored.set(outcomeKey(outcome), { ...outcome, rev: rev + 1, wait })
  }
  const waitOf = (outcome: Outcome): MarketWait | null => stored.get(outcomeKey(outcome))?.wait ?? null
  return {
    placeOf: (outcome) => waitOf(outcome)?.history ?? null,
    waitOf,
    async note(outcome, why, begun = { place: null }) {
      const before = waitOf(outcome)
      const { wait, page } = nextWait(before, { why, begun, nowMs: clock.nowMs() })
      if (page !== null) telemetry.page(page, outcome, 'notTicked')
      // A wait that did not change costs no write.
      if (JSON.stringify(wait) !== JSON.stringify(before)) await put(outcome, wait)
    },
    async over(outcome) {
      if (waitOf(outcome)?.of === 'tick') await put(outcome, null)
    },
  }
}

/** The wait as it is now, and what of it is reported to a person, once. */
function nextWait(
  before: MarketWait | null,
  of: { readonly why: string; readonly begun: Begun; readonly nowMs: MarketWait['sinceMs'] },
): { readonly wait: MarketWait; readonly page: string | null } {
  const { nowMs, why, begun } = of
  const known = before?.of === 'tick' ? before : null
  const history = begun.place ?? before?.history
  const isForward =
    begun.reading === true && (history?.readUntilMs ?? 0) > (before?.history?.readUntilMs ?? 0)
  const progressAtMs = known === null || isForward ? nowMs : known.progressAtMs
  const isDue = known?.pagedAtMs === undefined && nowMs - progressAtMs >= WAIT_PAGE_MS
  const pagedAtMs = known?.pagedAtMs ?? (isDue ? nowMs : undefined)
  const minutes = Math.floor((nowMs - progressAtMs) / 60_000)
  return {
    wait: {
      of: 'tick',
      sinceMs: known?.sinceMs ?? nowMs,
      progressAtMs,
      why,
      ...(pagedAtMs === undefined ? {} : { pagedAtMs }),
      ...(history === undefined ? {} : { history }),
    },
    page: isDue ? `the market has not been ticked for ${counted(minutes, 'minute')}: ${why}` : null,
  }
}
