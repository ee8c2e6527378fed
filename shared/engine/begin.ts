import { type MonotonicMs, monotonicMs } from '../domain/units.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'
import type { Ports } from '../ports/ports.ts'
import { gated } from './gated.ts'
import type { Fresh } from './leases.ts'
import { type Rebuilt, rebuild } from './rebuild.ts'
import type { Held } from './tick.ts'
import type { MarketWaits } from './waits.ts'
import { within } from './within.ts'
import { wordsOf } from './wordsOf.ts'

export interface BeginResult {
  /** Their records are whole: they are ticked from now on. */
  readonly held: readonly Held[]
  /** Still to be begun: the next call continues. */
  readonly fresh: readonly Fresh[]
}

/** A beginning makes some six requests, of which the venue answers two hundred balances in ten seconds. */
const BEGUN_AT_ONCE = 20

/** The piece that is being read when the time is up, and what is held against it. */
export const LAST_PIECE_MS = 5_000

/**
 * Begins the records of markets that have none, each as far as it comes until `by`: what is read of a long history is
 * kept after every call, so that the next run continues from there. A market that cannot be begun is its own trouble.
 */
export async function beginAll(
  ports: Ports,
  wallet: string,
  fresh: readonly Fresh[],
  waits: MarketWaits,
  by: MonotonicMs,
): Promise<BeginResult> {
  const timed = within(ports, monotonicMs(by + LAST_PIECE_MS))
  const tries = await gated(ports, BEGUN_AT_ONCE, fresh, async (each) => {
    const begun = await beginSafely(timed, wallet, each, waits.placeOf(each.lease), by)
    if (begun.is === 'begun') return { held: begun.held }
    await waits.note(each.lease, `not started: ${begun.why}`, begun)
    return { fresh: each }
  })
  return {
    held: tries.flatMap((each) => (each.held === undefined ? [] : [each.held])),
    fresh: tries.flatMap((each) => (each.fresh === undefined ? [] : [each.fresh])),
  }
}

/** What breaks over one market's history is that market's trouble. */
async function beginSafely(...of: Parameters<typeof beginOne>): ReturnType<typeof beginOne> {
  try {
    return await beginOne(...of)
  } catch (error) {
    return { is: 'not yet', why: `its ledger cannot be initialised: ${wordsOf(error)}`, place: of[3] }
  }
}

/** One market; what its records begin with is stored by its first tick. */
export async function beginOne(
  ports: Ports,
  wallet: string,
  { settings, ...own }: Fresh,
  place: HistoryPlace | null,
  by: MonotonicMs,
): Promise<{ readonly is: 'begun'; readonly held: Held } | Exclude<Rebuilt, { is: 'begun' }>> {
  const { market, tokenId } = settings
  const rebuilt = await rebuild(ports, { market, tokenId, wallet }, place, by)
  return rebuilt.is === 'begun' ? { is: 'begun', held: { ...own, state: rebuilt.state } } : rebuilt
}
