import type { MarketId } from '../../../shared/domain/units.ts'
import type { Exchange, ListedMarket } from '../exchange.ts'
import { rewardMidOf, rewardShares } from './rewardScores.ts'

const MINUTE_MS = 60_000
const MINUTES_A_DAY = 1440
const DAY_LENGTH = '2026-01-05'.length
/** A week. */
const MAX_SAMPLES = 7 * MINUTES_A_DAY

/** A minute's end: mid of the first token. */
export interface PriceSample {
  readonly atMs: number
  readonly priceMicros: number
}

/** The minutes of a market before the venue was opened, oldest first. */
export type PastPrices = (market: MarketId) => readonly PriceSample[]

/** Looks at every market once a minute: for its price history, and for whose quotes earn what. */
export class MinuteWatch {
  readonly #exchange: Exchange
  readonly #accounts: () => readonly string[]
  readonly #past: PastPrices
  readonly #prices = new Map<MarketId, PriceSample[]>()
  readonly #earnings = new Map<string, number>()
  #stopped = false

  /** @param past What the prices were before anybody looked. */
  constructor(exchange: Exchange, accounts: () => readonly string[], past: PastPrices = () => []) {
    this.#exchange = exchange
    this.#accounts = accounts
    this.#past = past
    this.#later()
  }

  stop(): void {
    this.#stopped = true
  }

  prices(market: MarketId): readonly PriceSample[] {
    return [...this.#past(market), ...(this.#prices.get(market) ?? [])]
  }

  /** Rewards of an account on a UTC day ("2026-01-05") in micro-dollars; fractions add up. */
  earnedMicros(date: string, account: string, market: MarketId): number {
    return this.#earnings.get(`${date} ${account} ${market}`) ?? 0
  }

  /** The UTC days on which an account earned, in order. */
  daysOf(account: string): readonly string[] {
    return [...new Set(this.#ofAccount(account).map(([key]) => key.slice(0, DAY_LENGTH)))].toSorted()
  }

  /** Rewards of an account on a UTC day in all markets. */
  dayMicros(date: string, account: string): number {
    const ofDay = this.#ofAccount(account).filter(([key]) => key.startsWith(date))
    return ofDay.reduce((total, [, micros]) => total + micros, 0)
  }

  #ofAccount(account: string): readonly (readonly [string, number])[] {
    return [...this.#earnings].filter(([key]) => key.includes(` ${account} `))
  }

  #later(): void {
    const nextMs = (Math.floor(this.#exchange.nowMs() / MINUTE_MS) + 1) * MINUTE_MS
    this.#exchange.at(nextMs, () => {
      if (this.#stopped) return
      for (const market of this.#exchange.markets()) this.#look(market)
      this.#later()
    })
  }

  #look(market: ListedMarket): void {
    const nowMs = this.#exchange.nowMs()
    const mid = rewardMidOf(this.#exchange, market.tokens[0])
    if (mid !== null) {
      const samples = this.#prices.get(market.market) ?? []
      samples.push({ atMs: nowMs, priceMicros: mid })
      if (samples.length > MAX_SAMPLES) samples.shift()
      this.#prices.set(market.market, samples)
    }
    if (market.rewards === undefined) return
    const minuteMicros = market.rewards.dailyUsdcMicros / MINUTES_A_DAY
    // The day that the minute belongs to, at midnight the one that ends.
    const date = dayOf(nowMs - 1)
    for (const [account, share] of rewardShares(this.#exchange, market, this.#accounts())) {
      const key = `${date} ${account} ${market.market}`
      this.#earnings.set(key, (this.#earnings.get(key) ?? 0) + share * minuteMicros)
    }
  }
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
