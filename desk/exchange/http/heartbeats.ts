import { HEARTBEAT_CHECK_MS, HEARTBEAT_LIMIT_MS } from '../../../shared/domain/venueRules.ts'
import type { Exchange } from '../exchange.ts'
import { uuidOf } from './uuid.ts'

interface Chain {
  expectedId: string
  lastMs: number
  beats: number
}

export type HeartbeatAnswer =
  | { readonly is: 'alive'; readonly nextId: string }
  | { readonly is: 'wrong'; readonly expectedId: string }

/**
 * The dead man's switch: the first heartbeat of an API key arms it, and once none came for ten seconds every open
 * order of that key is cancelled. Then it is as if there had never been one. Time is market time.
 */
export class Heartbeats {
  readonly #exchange: Exchange
  readonly #accountOf: (apiKey: string) => string | null
  readonly #chains = new Map<string, Chain>()

  constructor(exchange: Exchange, accountOf: (apiKey: string) => string | null) {
    this.#exchange = exchange
    this.#accountOf = accountOf
  }

  /** @param id what the last answer said; '' begins a chain. */
  beat(apiKey: string, id: string): HeartbeatAnswer {
    const chain = this.#chains.get(apiKey)
    const expectedId = chain?.expectedId ?? ''
    if (id !== expectedId) return { is: 'wrong', expectedId }
    const beats = (chain?.beats ?? 0) + 1
    const nextId = uuidOf(`${apiKey} ${beats} ${this.#exchange.nowMs()}`)
    this.#keep(apiKey, { expectedId: nextId, beats })
    return { is: 'alive', nextId }
  }

  /** The older call without an id: it counts as a beat, and the next id is '' again. */
  beatWithoutId(apiKey: string): void {
    this.#keep(apiKey, { expectedId: '', beats: (this.#chains.get(apiKey)?.beats ?? 0) + 1 })
  }

  #keep(apiKey: string, next: Omit<Chain, 'lastMs'>): void {
    const isNew = !this.#chains.has(apiKey)
    this.#chains.set(apiKey, { ...next, lastMs: this.#exchange.nowMs() })
    if (isNew) this.#checkLater(apiKey)
  }

  #checkLater(apiKey: string): void {
    const nextMs = (Math.floor(this.#exchange.nowMs() / HEARTBEAT_CHECK_MS) + 1) * HEARTBEAT_CHECK_MS
    this.#exchange.at(nextMs, () => this.#check(apiKey))
  }

  #check(apiKey: string): void {
    const chain = this.#chains.get(apiKey)
    if (chain === undefined) return
    if (this.#exchange.nowMs() - chain.lastMs <= HEARTBEAT_LIMIT_MS) {
      this.#checkLater(apiKey)
      return
    }
    this.#chains.delete(apiKey)
    const account = this.#accountOf(apiKey)
    if (account === null) return
    const orders = this.#exchange.openOrders(account).filter((order) => order.owner === apiKey)
    this.#exchange.cancel(
      account,
      orders.map((order) => order.id),
    )
  }
}
