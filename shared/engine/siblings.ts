import type { Trades } from '../domain/leg.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { isSameOutcome, isSibling, type Outcome } from '../domain/outcome.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, TokenId } from '../domain/units.ts'
import { type SiblingOrder, siblingOrders } from '../machine/sibling.ts'
import type { Ports } from '../ports/ports.ts'
import type { MarketItem } from '../ports/store.ts'
import type { WholeStack } from './leftMarkets.ts'
import type { Held } from './tick.ts'

/**
 * Which outcomes are ours: those of the configuration and those that have an item. Their orders and legs are known, and
 * their own machine judges them.
 */
export class Siblings {
  #ours: readonly Outcome[]

  constructor({ stack, items }: Pick<WholeStack, 'stack' | 'items'>) {
    this.#ours = [...stack.markets, ...items.flatMap(outcomeOf)]
  }

  /** The other token of that market, where it is ours. */
  tokenBeside(outcome: Outcome): TokenId | null {
    return this.#ours.find((each) => isSibling(each, outcome))?.tokenId ?? null
  }

  /**
   * A run of a younger configuration may have begun an outcome since: what shows on a token that is nobody's is looked
   * for in the table. Where that cannot be read, the token passes for ours in this round: nothing of it is judged.
   */
  async learn(
    { store }: Pick<Ports, 'store'>,
    held: readonly Held[],
    seen: { readonly trades: Read<Trades>; readonly openOrders: Read<OpenOrders> },
  ): Promise<readonly Outcome[]> {
    const strange = held.flatMap(({ lease }) => outcomesIn(seen).find((each) => isSibling(each, lease)) ?? [])
    const unseen = strange.filter((each) => !this.#ours.some((one) => isSameOutcome(one, each)))
    if (unseen.length === 0) return []
    const items = await store.marketItems()
    if (!items.ok) return unseen
    this.#ours = [...this.#ours, ...items.value.flatMap(outcomeOf)]
    return []
  }
}

const outcomeOf = ({ market, tokenId }: MarketItem): readonly Outcome[] =>
  tokenId === null ? [] : [{ market, tokenId }]

const outcomesIn = (seen: {
  readonly trades: Read<Trades>
  readonly openOrders: Read<OpenOrders>
}): readonly Outcome[] => [
  ...(seen.trades.ok ? seen.trades.value.legs : []),
  ...(seen.openOrders.ok
    ? seen.openOrders.value.orders.flatMap(({ market, tokenId }) =>
        tokenId === null ? [] : [{ market, tokenId }],
      )
    : []),
]

/**
 * What the other outcome has open, or had when the book was read, as this one's turn comes: the two act one after the other. One that this run ticks
 * is known from its own tick, before or after; another run's is read.
 */
export async function openSiblingOrders(
  store: Ports['store'],
  { sibling, bookAtMs }: { readonly sibling: Outcome; readonly bookAtMs: EpochMs },
  inRound: Promise<Held | null> | undefined,
): Promise<Read<readonly SiblingOrder[]> | null> {
  if (inRound !== undefined) {
    const held = await inRound
    return held === null
      ? unknown('its tick was not stored')
      : known(siblingOrders(held.state, bookAtMs), bookAtMs)
  }
  const { sibling: read } = await store.haltCheck(sibling)
  if (!read.ok) return read
  return read.value === null ? null : known(siblingOrders(read.value, bookAtMs), read.asOf)
}
