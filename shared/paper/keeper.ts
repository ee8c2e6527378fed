import type { MarketInfo, MarketRules } from '../domain/market.ts'
import type { MarketPart } from '../domain/outcome.ts'
import type { Read } from '../domain/read.ts'
import type { MarketId, MonotonicMs } from '../domain/units.ts'
import type { PageRow } from '../machine/pageRow.ts'
import type { Clock } from '../ports/clock.ts'
import type { LiveTrades } from '../ports/liveTrades.ts'
import type { PaperStore } from '../ports/paperStore.ts'
import type { PublicFeed } from '../ports/publicFeed.ts'
import type { PaperAccount } from './paperAccount.ts'
import type { HeldAccount } from './storedAccounts.ts'
import type { PaperTiming } from './timing.ts'
import type { TradesLooked } from './tradesLooked.ts'

export interface KeeperOptions {
  readonly feed: PublicFeed
  readonly store: PaperStore
  readonly clock: Clock
  readonly timing: PaperTiming
  /** Who listens to the markets' channel; absent: nobody, and all trades come from the index. */
  readonly live?: LiveTrades
  /** Informed of each look at trades: where they came from, and how late. */
  readonly watch?: (market: MarketId, looked: TradesLooked) => void
  /** For people: what nobody will know any more. */
  readonly page: (text: string, of: MarketPart, row: PageRow) => void
}

/** A change of an account that was stored, or why it may not have been. */
export type StoredChange<T> =
  | { readonly is: 'stored'; readonly value: T; readonly account: PaperAccount }
  | { readonly is: 'unknown'; readonly why: string }

/** What becomes of an account; `keep`: it stays as it is. */
export type Change<T> = { readonly account: PaperAccount; readonly value: T } | { readonly keep: T }

export interface PaperKeeper {
  /** The same accounts, looked at no longer than until then. */
  endingBy(atMs: MonotonicMs): PaperKeeper
  /** Brings all accounts up to date with the feed; calls that come together share one look. */
  look(of?: { readonly fresh: boolean }): Promise<Read<'complete'>>
  /** The accounts as stored now. */
  accounts(): Promise<Read<ReadonlyMap<MarketId, HeldAccount>>>
  /** A market's rules, not older than a minute. */
  info(market: MarketId): Promise<Read<MarketInfo>>
  noteInfo(market: MarketId, info: Read<MarketInfo>): void
  /** What replaces a market's rules while they cannot be read. */
  remember(market: MarketId, rules: MarketRules): void
  /** Reads, changes and writes one account on condition of its revision, again where another writer came between. */
  change<T>(
    market: MarketId,
    make: (account: PaperAccount | null, all: readonly PaperAccount[]) => Change<T>,
  ): Promise<StoredChange<T>>
}
