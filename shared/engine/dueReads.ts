import { mayBeLive } from '../domain/order.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs } from '../domain/units.ts'
import { heldMicros, isSellable, unclosed, unofferedMicros } from '../machine/inventory.ts'
import type { MarketState } from '../machine/state.ts'

/**
 * Whether this tick reads the balance, a request of its own: once in each stretch of the sanity reads, so that no reading is
 * older than a stretch and a tick; in every tick that may offer shares, for what is settling now can be sellable once
 * this tick has read; and while what the balance said is in question. While an exit rests for all that there is to sell,
 * nothing is decided by it.
 */
export const isBalanceDue = (state: MarketState, settings: MarketSettings, nowMs: EpochMs): boolean =>
  isNewStretch(state, settings, { sinceMs: state.sanityReadAtMs, nowMs, laterPercent: 50 }) ||
  mayOffer(state) ||
  isQuestioned(state)

/** The positions are one answer for the whole account: whoever has something to sell compares them in every tick. */
export const isPositionDue = (state: MarketState, settings: MarketSettings, nowMs: EpochMs): boolean =>
  isSellable(state) || isBalanceDue(state, settings, nowMs)

/**
 * Once in each stretch of the sanity reads, while an order rests or shares are held; half a stretch from the balance.
 * The last trades read shows when the last tick was.
 */
export const isWitnessDue = (state: MarketState, settings: MarketSettings, nowMs: EpochMs): boolean =>
  (heldMicros(state) > 0 || state.orders.some(mayBeLive)) &&
  isNewStretch(state, settings, { sinceMs: state.tradesReadAtMs, nowMs, laterPercent: 0 })

const mayOffer = (state: MarketState): boolean =>
  isSellable(state) &&
  (unofferedMicros(state) >= state.minSizeMicros ||
    unclosed(state, 'SELL').some(({ life }) => life.at !== 'LIVE'))

const isQuestioned = ({ suspicion, surplus }: MarketState): boolean =>
  suspicion.balanceShortSinceMs !== null || suspicion.balanceRefresh !== undefined || surplus !== undefined

/** A million of them are more than there are milliseconds in a stretch. */
const LAST_DIGITS = 6

/** The token decides when its stretch begins: the markets of a stack do not all ask in one round. */
function isNewStretch(
  { tokenId }: MarketState,
  { safety: { sanityEveryMs } }: MarketSettings,
  of: { readonly sinceMs: EpochMs; readonly nowMs: EpochMs; readonly laterPercent: 0 | 50 },
): boolean {
  const laterMs = (sanityEveryMs * of.laterPercent) / 100
  const beginsMs = (Number(tokenId.slice(-LAST_DIGITS)) % sanityEveryMs) + laterMs
  const stretch = (atMs: EpochMs): number => Math.floor((atMs - beginsMs) / sanityEveryMs)
  return stretch(of.nowMs) > stretch(of.sinceMs)
}
