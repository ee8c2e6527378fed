import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { FaultPlan } from '../../../desk/exchange/faults/createFaults.ts'
import type { ServedExchange } from '../../../desk/exchange/http/serveExchange.ts'
import type { Control } from '../../../shared/domain/control.ts'
import { type Leg, legKey } from '../../../shared/domain/leg.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { type MarketId, monotonicMs, type OrderId } from '../../../shared/domain/units.ts'
import { type InvocationReport, runInvocation } from '../../../shared/engine/invocation.ts'
import { position } from '../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { compareBooks } from '../../support/compareBooks.ts'
import type { Told } from '../../support/engineBench.ts'
import { level } from '../../support/level.ts'
import type { MemoryStore } from '../../support/memoryStore.ts'
import type { Sent } from './sent.ts'

export const FUNDED_USDC_MICROS = 1000_000_000

export interface Parts {
  readonly ports: Ports
  readonly store: MemoryStore
  readonly told: Told
  readonly exchange: AuditedExchange
  readonly served: ServedExchange
  readonly plan: FaultPlan
  readonly account: string
  readonly stack: StackSettings
  readonly sent: readonly Sent[]
  /** The adapter of a process that has just begun: it remembers nothing. */
  readonly fresh: () => Venue
}

/** The bot at work, and the world around it. */
export class Stage {
  readonly ports: Ports
  readonly store: MemoryStore
  readonly told: Told
  readonly exchange: AuditedExchange
  readonly served: ServedExchange
  readonly plan: FaultPlan
  readonly account: string
  readonly stack: StackSettings
  readonly sent: readonly Sent[]
  readonly fresh: () => Venue

  constructor(parts: Parts) {
    this.ports = parts.ports
    this.store = parts.store
    this.told = parts.told
    this.exchange = parts.exchange
    this.served = parts.served
    this.plan = parts.plan
    this.account = parts.account
    this.stack = parts.stack
    this.sent = parts.sent
    this.fresh = parts.fresh
    this.show(0.48, 0.52)
  }

  get market(): MarketId {
    const [market] = this.exchange.markets()
    if (market === undefined) throw new Error('no market is listed')
    return market.market
  }

  get venue(): Venue {
    return this.ports.venue
  }

  /** What the crowd displays: 500 shares at the touch and 900 a tick further. */
  show(bid: number, ask: number, tick = 0.01): void {
    this.exchange.feed(this.market, {
      type: 'book',
      atMs: this.exchange.nowMs(),
      bids: [level(100 * bid, 500), level(100 * (bid - tick), 900)],
      asks: [level(100 * ask, 500), level(100 * (ask + tick), 900)],
    })
  }

  /** The market moves in steps that can be believed, a tick each. */
  async drift(...books: readonly (readonly [bid: number, ask: number])[]): Promise<void> {
    for (const [bid, ask] of books) {
      this.show(bid, ask)
      await this.ticks(1)
    }
  }

  /** Invocations of one tick each, `gapSeconds` of market time apart. */
  async ticks(count: number, gapSeconds = 10): Promise<InvocationReport> {
    let report: InvocationReport = { rounds: 0, busy: [], late: [], silent: [], failures: [] }
    for (let tick = 0; tick < count; tick += 1) {
      const until = monotonicMs(this.ports.clock.monotonicMs() + 40_000)
      report = await runInvocation(this.ports, this.stack, until)
      await this.ports.clock.sleep(gapSeconds * 1000)
    }
    return report
  }

  /** Ticks until it is so; a test that waits forever fails with what it waited for. */
  async until(what: string, isSo: () => boolean, maxTicks = 60): Promise<void> {
    for (let tick = 0; tick < maxTicks; tick += 1) {
      if (isSo()) return
      await this.ticks(1)
    }
    if (!isSo()) throw new Error(`${what}: not within ${maxTicks} ticks; ${this.summary()}`)
  }

  state(): MarketState {
    const state = this.store.items.get(this.market)?.state
    if (state === null || state === undefined) throw new Error('nothing is stored yet')
    return state
  }

  control(): Control {
    if (this.store.control_ === null) throw new Error('no control item')
    return this.store.control_
  }

  /** Ours that rest at the venue. */
  resting(side?: 'BUY' | 'SELL') {
    return this.exchange.openOrders(this.account).filter((order) => side === undefined || order.side === side)
  }

  restingId(side: 'BUY' | 'SELL'): OrderId {
    const [order] = this.resting(side)
    if (order === undefined) throw new Error(`no ${side} rests; ${this.summary()}`)
    return order.id
  }

  /** Somebody trades with our resting order: all of it, or that many shares. */
  fill(side: 'BUY' | 'SELL', shares?: number): void {
    const id = this.restingId(side)
    const sizeMicros = shares === undefined ? (this.exchange.order(id)?.sizeMicros ?? 0) : shares * 1e6
    if (!this.exchange.hit(id, { sizeMicros, hideMs: 0 })) throw new Error('the order does not rest')
  }

  /** One entry bought and confirmed. */
  async buy(): Promise<void> {
    await this.until('an entry rests', () => this.resting('BUY').length === 1)
    this.fill('BUY')
    await this.until('the entry is confirmed', () => this.state().phase !== 'ENTRY_PENDING')
  }

  requests(path: string, method?: string): readonly Sent[] {
    return this.sent.filter((sent) => sent.path === path && (method === undefined || sent.method === method))
  }

  /** Orders as they were sent. */
  posts(side?: 'BUY' | 'SELL'): readonly Posted[] {
    return this.requests('/order', 'POST')
      .map(({ body }) => body as Posted)
      .filter((post) => side === undefined || post.order.side === side)
  }

  /** Every fill the bot knows, in its item and in its ledger. */
  legs(): readonly Leg[] {
    const records = [...this.store.records.values()].flatMap((record) =>
      record.kind === 'fill' ? [record.leg] : [],
    )
    const own = this.state().legs
    const keys = new Set(own.map(legKey))
    return [...own, ...records.filter((leg) => !keys.has(legKey(leg)))]
  }

  /** Sentences for each difference between the bot's books and the venue's. */
  differences(): readonly string[] {
    return compareBooks({
      ledger: this.legs(),
      position: position(this.state()),
      exchange: this.exchange,
      account: this.account,
      token: this.state().tokenId,
      fundedUsdcMicros: FUNDED_USDC_MICROS,
    })
  }

  summary(): string {
    const state = this.store.items.get(this.market)?.state
    const last = this.told.ticks.at(-1)?.decision.audit
    return JSON.stringify({
      phase: state?.phase,
      orders: state?.orders.map(({ side, life, matchedMicros }) => ({ side, life, matchedMicros })),
      legs: state?.legs.map(({ side, status, sizeMicros }) => ({ side, status, sizeMicros })),
      codes: this.store.control_?.codes,
      messages: this.store.control_?.messages,
      pages: this.told.pages,
      last,
    })
  }
}

export interface Posted {
  readonly owner: string
  readonly orderType: string
  readonly postOnly: boolean
  readonly order: Readonly<Record<string, string | number>> & { readonly side: 'BUY' | 'SELL' }
}
