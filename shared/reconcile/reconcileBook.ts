import { coveringLevels } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs, PriceMicros } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import { heldMicros } from '../machine/inventory.ts'
import { knownInfo } from '../machine/knownRules.ts'
import type { Observation } from '../machine/observation.ts'
import { othersBook } from '../machine/othersBook.ts'
import type { MarketState } from '../machine/state.ts'
import { bookSanity } from '../strategy/bookSanity.ts'
import { remember } from '../strategy/midMemory.ts'
import type { SanityRefusal } from '../strategy/refusal.ts'
import { afterLook, isContradicted, verdictOf } from '../strategy/witness.ts'

/** The mid of the others' book where it is believed; where it is not, its bids, while something is held. */
export const reconcileBook = (
  before: MarketState,
  seen: Observation,
  settings: MarketSettings,
): MarketState => withBook(heedWitness(before, seen, settings), seen, settings)

function withBook(state: MarketState, seen: Observation, settings: MarketSettings): MarketState {
  const { nowMs } = seen
  // A catalogue that is away is no reason to doubt what the book says.
  const info = knownInfo(state, seen.info)
  const book = othersBook(seen.book, state, seen.sibling)
  const contradicted = isContradicted(state.contradiction, nowMs, settings)
  const sanity = bookSanity({ book, info, nowMs, contradicted, lastGoodMid: state.lastGoodMid, settings })
  const rest = without(state, 'doubtedBids')
  const held = heldMicros(state)
  // Closed, though its rules may be unread by now.
  if (state.settling) return rest
  if (sanity.sane) return { ...rest, ...believed(rest, sanity.midMicros, nowMs, settings) }
  // Wiped because the market ends: what was read a moment before it was known to end may be such a book already.
  if (held === 0 || sanity.refusals.includes('notAccepting')) return rest
  if (!book.ok || sanity.refusals.some((refusal) => NO_EVIDENCE.has(refusal))) return state
  return { ...rest, doubtedBids: { levels: coveringLevels(book.value.bids, held), atMs: nowMs } }
}

/** What says nothing of the market, only of the read. */
const NO_EVIDENCE: ReadonlySet<SanityRefusal> = new Set([
  'bookUnknown',
  'bookOld',
  'bookMalformed',
  'contradicted',
])

/** The second source is held against the book as displayed, our own orders included: it knows of them too. */
function heedWitness(before: MarketState, seen: Observation, settings: MarketSettings): MarketState {
  const { witness, book, nowMs } = seen
  const info = knownInfo(before, seen.info)
  if (witness === undefined || !book.ok || !info.ok) return before
  const { contradiction } = before
  const verdict = verdictOf(book.value, witness, { info: info.value, settings })
  const after = afterLook(contradiction, verdict, nowMs, settings)
  return after === undefined ? without(before, 'contradiction') : { ...before, contradiction: after }
}

const believed = (
  { mids }: Pick<MarketState, 'mids'>,
  priceMicros: PriceMicros,
  atMs: EpochMs,
  { regime }: MarketSettings,
): Pick<MarketState, 'lastGoodMid' | 'mids'> => {
  const lastGoodMid = { priceMicros, atMs }
  return { lastGoodMid, mids: remember(mids, lastGoodMid, regime.volatilityWindowMs) }
}
