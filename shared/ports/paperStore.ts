import type { Read } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { WriteResult } from './store.ts'

/** What the paper venue remembers of one market, as it was stored; its form is the paper venue's own. */
export interface StoredPaper {
  readonly market: MarketId
  readonly rev: number
  readonly body: unknown
}

/** A fill in the archive; `atMs` sorts it. */
export interface ArchivedPaper {
  readonly atMs: number
  readonly id: string
  readonly body: unknown
}

/** Where the paper venue keeps its accounts. Calls never throw for what the table or the network does. */
export interface PaperStore {
  /** All accounts by one consistent query. */
  all(): Promise<Read<readonly StoredPaper[]>>
  /** Writes a market's account if its revision is still `rev`; 0: if there is none yet. */
  put(market: MarketId, rev: number, body: object): Promise<WriteResult>
  /** Puts records that stay for good; a record put twice is one. */
  archive(market: MarketId, records: readonly ArchivedPaper[]): Promise<WriteResult>
  /** Archived records at or after the instant, oldest first, all of them. */
  archived(market: MarketId, sinceMs: number): Promise<Read<readonly unknown[]>>
}
