import { type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type MarketId, price } from '../domain/units.ts'
import type { Bell, Listening, WatchedBook } from '../ports/bell.ts'
import type { Clock } from '../ports/clock.ts'
import type { Held } from './tick.ts'

/**
 * The bell as one run hears it: which of its markets have rung since their last tick began. Whatever the bell does, the
 * worst is that nothing rings: what it throws is ignored, and what it says of other markets, or after the end.
 */
export class Ringing {
  readonly #bell: Bell | undefined
  readonly #settings: ReadonlyMap<OutcomeKey, MarketSettings>
  #listening: Listening | null = null
  #followed: ReadonlySet<MarketId> = new Set()
  readonly #rung = new Set<MarketId>()
  #wake = new AbortController()

  constructor(bell: Bell | undefined, markets: readonly MarketSettings[]) {
    this.#bell = bell
    this.#settings = new Map(markets.map((each) => [outcomeKey(each), each]))
  }

  get isOn(): boolean {
    return this.#bell !== undefined
  }

  /** Those of them that have rung. */
  of(held: readonly Held[]): readonly Held[] {
    return held.filter(({ lease }) => this.#rung.has(lease.market))
  }

  /** A tick of these begins: it sees all that has rung. */
  ticked(held: readonly Held[]): void {
    const markets = held.map(({ lease }) => lease.market)
    for (const market of markets) this.#rung.delete(market)
    attempt(() => this.#listening?.ticked(markets))
  }

  /** Sleeps for that time, or until one of these rings; it listens from the first such sleep on. */
  async sleep(clock: Clock, ms: number, held: readonly Held[]): Promise<void> {
    const heard = held.flatMap((each) => this.#heardOf(each))
    this.#followed = new Set(heard.map(({ market }) => market))
    attempt(() => {
      this.#listening ??= this.#bell?.listen((market) => this.#ring(market)) ?? null
      this.#listening?.follow(heard)
    })
    this.#wake = new AbortController()
    if (this.of(held).length === 0) await clock.sleep(ms, this.#wake.signal)
  }

  close(): void {
    this.#followed = new Set()
    attempt(() => this.#listening?.close())
    this.#listening = null
  }

  #ring(market: MarketId): void {
    if (!this.#followed.has(market)) return
    this.#rung.add(market)
    this.#wake.abort()
  }

  /** A market whose price grid is not known yet has no distance to ring for. */
  #heardOf({ lease: { market }, state }: Held): readonly WatchedBook[] {
    const settings = this.#settings.get(outcomeKey(state))
    if (settings === undefined || state.rules === undefined) return []
    const moveMicros = price(settings.quote.repriceTicks * state.rules.tickMicros)
    return [{ market, tokenId: state.tokenId, moveMicros }]
  }
}

function attempt(act: () => void): void {
  try {
    act()
  } catch {
    // A bell that breaks is a bell that does not ring.
  }
}
