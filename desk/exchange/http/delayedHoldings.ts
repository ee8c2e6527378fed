import { assert } from '../../../shared/domain/assert.ts'
import type { Account, Exchange, Holdings } from '../exchange.ts'

interface Snapshot {
  readonly atMs: number
  readonly byAccount: ReadonlyMap<Account, Holdings>
}

/** Snapshots within one lag: finer than any poll of ours needs. */
const SNAPSHOTS_PER_LAG = 64

/**
 * Holdings as an indexer sees them that runs `lagMs` of market time behind the venue. It learns of them only when
 * asked to look, so between two looks the lag is longer, never shorter.
 */
export class DelayedHoldings {
  readonly #exchange: Exchange
  readonly #lagMs: number
  #snapshots: Snapshot[] = []

  constructor(exchange: Exchange, lagMs: number) {
    assert(Number.isSafeInteger(lagMs) && lagMs >= 0, `positionLagMs: ${lagMs} must be an integer, 0 or more`)
    this.#exchange = exchange
    this.#lagMs = lagMs
  }

  look(accounts: () => Iterable<Account>): void {
    const nowMs = this.#exchange.nowMs()
    const latest = this.#snapshots.at(-1)
    if (this.#lagMs === 0 || (latest && nowMs - latest.atMs < this.#lagMs / SNAPSHOTS_PER_LAG)) return
    const byAccount = new Map<Account, Holdings>()
    for (const account of accounts()) byAccount.set(account, copy(this.#exchange.holdings(account)))
    this.#snapshots.push({ atMs: nowMs, byAccount })
    const firstKept = this.#snapshots.findLastIndex((one) => one.atMs <= nowMs - this.#lagMs)
    if (firstKept > 0) this.#snapshots = this.#snapshots.slice(firstKept)
    assert(this.#snapshots.length <= SNAPSHOTS_PER_LAG + 2, 'more snapshots than fit into the lag')
  }

  /** undefined: nothing is known of that account yet. */
  of(account: Account): Holdings | undefined {
    if (this.#lagMs === 0) return this.#exchange.holdings(account)
    const untilMs = this.#exchange.nowMs() - this.#lagMs
    return this.#snapshots.findLast((one) => one.atMs <= untilMs)?.byAccount.get(account)
  }
}

const copy = (holdings: Holdings): Holdings => ({
  usdcMicros: holdings.usdcMicros,
  sharesMicros: new Map(holdings.sharesMicros),
})
