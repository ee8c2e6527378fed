import { isEmpty } from '../../../../shared/machine/isEmpty.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import type { World } from '../world.ts'
import { type AccountMarkets, type Role, stackOf } from './accountMarkets.ts'
import type { Hand } from './hand.ts'

const MINUTE_MS = 60_000
/** When the first market may leave, at the earliest: it goes while shares of it are held. */
const LEAVES_MS = 20 * MINUTE_MS
const ADDED_MS = 50 * MINUTE_MS
/** Further back than the account's own read ever goes: it comes back to a history of its own. */
const AWAY_MS = 110 * MINUTE_MS
/** Long enough for whoever comes back to trade. */
export const STORY_MS = 180 * MINUTE_MS
/** The person trades on all the while, more than a thousand times an hour: bought now, sold when it has settled. */
const HAND_EVERY_MS = MINUTE_MS
const HAND_FILLS = 10
const HAND_HOLDS = 15

/** A market in the configuration, from an instant on. */
export interface Configured {
  readonly role: Role
  readonly sinceMs: number
  /** When it first sent an order; null: not yet. */
  tradedAtMs: number | null
}

/** What became of the markets, for whoever judges it. */
export interface Story {
  readonly configured: Configured[]
  readonly away: {
    /** Shares that it held when it left. */
    heldMicros: number
    tradesMeanwhile: number
    /** Before it came back. */
    isSoldOut: boolean
    isBack: boolean
  }
}

/** Markets leave, come back and are added while the account trades on. */
export function startStory(world: World, markets: AccountMarkets, hand: Hand): Story {
  const { kernel, exchange, account } = world
  const away = { heldMicros: 0, tradesMeanwhile: 0, isSoldOut: false, isBack: false }
  const story: Story = { configured: [], away }
  const roles = new Set<Role>()
  const deploy = (): void => {
    world.deployed.stack = stackOf(markets, [...roles])
  }
  const add = (...added: readonly Role[]): void => {
    for (const role of added) {
      roles.add(role)
      story.configured.push({ role, sinceMs: kernel.nowMs(), tradedAtMs: null })
    }
    deploy()
  }
  const leave = (): void => {
    const before = exchange.trades(account).length
    away.heldMicros = sharesMicros(world, markets)
    roles.delete('leaving')
    deploy()
    kernel.after(AWAY_MS, () => {
      const state = stateOf(world, markets, 'leaving')
      away.isSoldOut = state !== null && isEmpty(state)
      away.tradesMeanwhile = exchange.trades(account).length - before
      away.isBack = true
      add('leaving')
    })
  }
  add('busy', 'steady', 'leaving', 'small')
  kernel.after(LEAVES_MS, () => onceHeld(world, markets, leave))
  kernel.after(ADDED_MS, () => add('added'))
  startHand(world, markets, hand)
  world.placings.push((id) => {
    const market = exchange.order(id)?.market
    for (const each of story.configured)
      if (roles.has(each.role) && markets.of[each.role].listed.market === market)
        each.tradedAtMs ??= kernel.nowMs()
  })
  return story
}

export const stateOf = (world: World, markets: AccountMarkets, role: Role): MarketState | null =>
  world.store.items.get(markets.of[role].listed.market)?.state ?? null

/** What the venue says that the account holds of it. */
const sharesMicros = ({ exchange, account }: World, { of }: AccountMarkets): number =>
  exchange.holdings(account).sharesMicros.get(of.leaving.listed.tokens[0]) ?? 0

/**
 * Whether its exit rests or not: a market that trades well is without one for seconds only. By its item and by the
 * venue: an exit that has just filled is not in the item yet.
 */
function onceHeld(world: World, markets: AccountMarkets, then: () => void): void {
  const state = stateOf(world, markets, 'leaving')
  const isOpen = state?.phase === 'POSITION_OPEN' || state?.phase === 'EXIT_PENDING'
  if (isOpen && sharesMicros(world, markets) > 0) then()
  else world.kernel.after(1_000, () => onceHeld(world, markets, then))
}

function startHand({ kernel }: World, markets: AccountMarkets, hand: Hand): void {
  const { listed } = markets.of.hand
  let rounds = 0
  const round = (): void => {
    rounds += 1
    kernel.after(HAND_EVERY_MS, round)
    hand.trade(listed, 'BUY', HAND_FILLS)
    if (rounds > HAND_HOLDS) hand.trade(listed, 'SELL', HAND_FILLS)
  }
  kernel.after(HAND_EVERY_MS, round)
}
