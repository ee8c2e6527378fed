import { epochMs, monotonicMs } from '../../../../shared/domain/units.ts'
import { rebuild } from '../../../../shared/engine/rebuild.ts'
import { NO_ITEM } from '../../../support/storedItem.ts'
import type { World } from '../world.ts'
import type { AccountMarkets, Role } from './accountMarkets.ts'
import type { Hand } from './hand.ts'

/** Longer than any trade of the simulation takes to settle, so that what was bought can be sold in the next slot. */
const SLOT_MS = 900_000
const SLOTS = 480
/** Of the venue's time before the simulation begins. */
export const PAST_MS = SLOTS * SLOT_MS
/** Trades of each order. */
const FILLS = 20
/** By market: slots in which it was traded, buying and selling in turn, and shares kept at the end of them. */
const PAST: readonly { readonly role: Role; readonly slots: number; readonly kept: number }[] = [
  { role: 'left', slots: 20, kept: 25 },
  { role: 'busy', slots: 400, kept: 0 },
  { role: 'steady', slots: 100, kept: 0 },
  { role: 'leaving', slots: 150, kept: 30 },
  { role: 'added', slots: 80, kept: 0 },
  { role: 'hand', slots: 450, kept: 0 },
]
/** The bot that left it behind had books of it, as of this slot. */
const LEFT_AT_SLOT = 24

/** What the account did in the five days before: more than 20,000 trades, and a market whose item was left behind. */
export async function playPast(world: World, markets: AccountMarkets, hand: Hand): Promise<void> {
  const { exchange, startMs } = world
  for (let slot = 0; slot < SLOTS; slot += 1) {
    exchange.advanceTo(epochMs(startMs - PAST_MS + slot * SLOT_MS))
    for (const { role, slots, kept } of PAST) {
      const { listed } = markets.of[role]
      if (slot < slots) hand.trade(listed, slot % 2 === 0 ? 'BUY' : 'SELL', FILLS)
      if (slot === slots && kept > 0) hand.trade(listed, 'BUY', kept)
    }
    if (slot === LEFT_AT_SLOT) await leaveItem(world, markets)
  }
}

/** The item of a market that was configured once: begun as a tick begins it, with the limits it was traded under. */
async function leaveItem(world: World, markets: AccountMarkets): Promise<void> {
  const { exchange, store, venue, telemetry, account } = world
  const { market, tokenId, risk, regime, quote, safety } = markets.settings('left')
  const clock = {
    nowMs: () => exchange.nowMs(),
    monotonicMs: () => monotonicMs(0),
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  }
  const ports = { clock, store, venue, telemetry }
  const rebuilt = await rebuild(ports, { market, tokenId, wallet: account }, null, monotonicMs(1))
  if (rebuilt.is !== 'begun') throw new Error(`the item of the market that was left: ${rebuilt.why}`)
  const state = { ...rebuilt.state, tradedUnder: { risk, regime, quote, safety } }
  store.items.set(market, { ...NO_ITEM, rev: 1, state })
}
