import type { TokenId } from '../domain/units.ts'
import type { MarketState } from './state.ts'

/** The item of a tick, and for whom it should have been written. */
export interface Item {
  readonly state: MarketState
  readonly wallet: string
  readonly tokenId: TokenId
}

/** What must hold of an item before its tick: null, or what is wrong with it. */
export type ItemCheck = (item: Item) => string | null

export const isOurs: ItemCheck = ({ state, wallet, tokenId }) =>
  state.wallet === wallet && state.tokenId === tokenId
    ? null
    : `the item was written for wallet ${state.wallet} and token ${state.tokenId}, not for the configured ones`

/** A rebuild that found other shares or orders than the venue has; only `adopt` settles it. */
export const isWhole: ItemCheck = ({ state }) => state.lost ?? null
