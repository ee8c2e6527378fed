import type { MarketId } from '../../domain/units.ts'
import type { WatchedBook } from '../../ports/bell.ts'
import type { ChannelEvent, ChannelTouch } from '../channel/channelEvent.ts'

interface Watched {
  readonly heard: WatchedBook
  /** As last reported; null: nothing was reported yet. */
  latest: ChannelTouch | null
  /** As reported when the last tick began; null: nothing was reported then. */
  ticked: ChannelTouch | null
}

/** The best prices of what is listened to, as the channel reports them, and from where moves are measured. */
export class Touches {
  readonly #byToken = new Map<string, Watched>()

  get tokens(): readonly string[] {
    return [...this.#byToken.keys()]
  }

  /** @returns the tokens that are new, and those that are listened to no more. */
  follow(markets: readonly WatchedBook[]): {
    readonly added: readonly string[]
    readonly dropped: readonly string[]
  } {
    const wanted = new Map(markets.map((heard) => [String(heard.tokenId), heard]))
    const dropped = this.tokens.filter((token) => !wanted.has(token))
    for (const token of dropped) this.#byToken.delete(token)
    const added = [...wanted.keys()].filter((token) => !this.#byToken.has(token))
    for (const [token, heard] of wanted) {
      const { latest = null, ticked = null } = this.#byToken.get(token) ?? {}
      this.#byToken.set(token, { heard, latest, ticked })
    }
    return { added, dropped }
  }

  ticked(markets: readonly MarketId[]): void {
    for (const watched of this.#byToken.values())
      if (markets.includes(watched.heard.market)) watched.ticked = watched.latest
  }

  /** @returns the market whose touch has moved too far by this; null: none has. */
  take(event: ChannelEvent): MarketId | null {
    if (event.is !== 'book' && event.is !== 'changes') return null
    const watched = this.#byToken.get(event.asset)
    const now = event.is === 'book' ? touchOfBook(event) : event.touch
    if (watched === undefined || now === undefined) return null
    watched.latest = now
    watched.ticked ??= now
    const { bidMicros, askMicros } = watched.ticked
    const { moveMicros, market } = watched.heard
    const isFar =
      isMoved(bidMicros, now.bidMicros, moveMicros) || isMoved(askMicros, now.askMicros, moveMicros)
    return isFar ? market : null
  }
}

/** A side that empties, or is no longer empty, has moved. */
const isMoved = (from: number | null, to: number | null, byMicros: number): boolean =>
  from === null || to === null ? from !== to : Math.abs(from - to) > byMicros

function touchOfBook({ bids, asks }: Extract<ChannelEvent, { is: 'book' }>): ChannelTouch {
  const of = (levels: typeof bids, best: (a: number, b: number) => number): number | null =>
    levels.reduce<number | null>(
      (found, { priceMicros, sizeMicros }) =>
        sizeMicros === 0 ? found : found === null ? priceMicros : best(found, priceMicros),
      null,
    )
  return { bidMicros: of(bids, Math.max), askMicros: of(asks, Math.min) }
}
