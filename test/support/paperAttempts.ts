import { createExchange } from '../../desk/exchange/createExchange.ts'
import type { Exchange, FeedEvent, ListedMarket } from '../../desk/exchange/exchange.ts'
import { createPlayer } from '../../desk/exchange/player.ts'
import { TapeMarket } from '../../desk/replay/tapeMarket.ts'
import type { TapeOrder } from '../../desk/replay/tapeOrder.ts'
import { TapePlayer } from '../../desk/replay/tapePlayer.ts'
import { createVirtualClock, type VirtualClock } from '../../desk/session/virtualClock.ts'
import type { Feed } from '../../desk/tape/feed/feed.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import { epochMs, monotonicMs, orderId, type PriceMicros, size } from '../../shared/domain/units.ts'
import type { PublicTrade } from '../../shared/ports/publicFeed.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import { approved } from './approved.ts'
import { INFO, START } from './paperStage.ts'
import { HEADER, source, tapeOf } from './tapeFile.ts'
import { MARKET } from './wireIds.ts'

export const HOUR_MS = 3_600_000
const EVERY_MS = 360_000
const LIFE_MS = 140_000
const LOOK_MS = 10_000
export const SHARES = 20_000_000
/** A block takes some seconds, the index some more. */
const MINED_AFTER_MS = [1_500, 4_500] as const
const SHOWN_AFTER_MS = 1_000

export interface Attempt {
  readonly atMs: number
  readonly endMs: number
  readonly priceMicros: PriceMicros
  readonly matchedMicros: number
  /** What paper saw displayed, and when. */
  readonly looks: readonly FeedEvent[]
}

/** The trades of a feed as the index of the chain shows them. */
export function publicTradesOf(feed: Feed): readonly (PublicTrade & { readonly shownAtMs: number })[] {
  let nth = 0
  return [...feed.events()].flatMap((event) => {
    if (event.type !== 'trade' || event.sizeMicros === 0) return []
    nth += 1
    const [low, high] = MINED_AFTER_MS
    const minedAtMs = event.atMs + low + ((nth * 997) % (high - low))
    return {
      key: `trade ${nth}`,
      tokenId: feed.listing.tokens[0],
      taker: event.taker,
      priceMicros: event.priceMicros,
      sizeMicros: event.sizeMicros,
      stampedAtMs: epochMs(Math.floor(minedAtMs / 1_000) * 1_000),
      shownAtMs: minedAtMs + SHOWN_AFTER_MS,
    }
  })
}

/** A market that plays itself while the clock goes. */
export function playing(feed: Feed, seed: number) {
  const exchange = createExchange({ seed, startMs: START })
  const info: MarketInfo = { ...INFO, tokens: feed.listing.tokens, tickMicros: feed.listing.tickMicros }
  const { outcomes, question } = feed.listing
  const { rewards: _, ...rules } = info
  const listed: ListedMarket = { ...rules, outcomes, question, clearBookOnStart: false }
  exchange.list(listed)
  const player = createPlayer({
    exchange,
    market: listed,
    events: feed.events(),
    untilMs: feed.endMs,
    accounts: [],
  })
  player.advanceTo(START)
  const clock = createVirtualClock(START, (nowMs) => player.advanceTo(nowMs))
  return { exchange, info, clock, listed }
}

/** Joins the best bid every six minutes, for two minutes and a bit; looks every ten seconds. */
export async function attempts(of: {
  readonly feed: Feed
  readonly exchange: Exchange
  readonly clock: VirtualClock
  readonly venue: Venue
  /** What was displayed at each look since the order rested, as paper saw it. */
  readonly takeLooks: () => readonly FeedEvent[]
  readonly onLook?: (nth: number) => Promise<void>
  /** Lets time pass; default: at once. */
  readonly advance?: (atMs: number) => Promise<void>
}): Promise<readonly Attempt[]> {
  const { feed, exchange, clock, venue, takeLooks } = of
  const [token] = feed.listing.tokens
  const made: Attempt[] = []
  const advance = of.advance ?? (async (atMs: number) => clock.advanceTo(epochMs(atMs)))
  let nth = 0
  for (let atMs: number = START + EVERY_MS; atMs + EVERY_MS < feed.endMs; atMs += EVERY_MS) {
    await advance(atMs)
    const best = exchange.book(token).bids[0]?.priceMicros
    if (best === undefined) continue
    const draft = approved({
      market: MARKET,
      purpose: 'entry',
      side: 'BUY',
      tokenId: token,
      postOnly: true,
      priceMicros: best,
      sizeMicros: size(SHARES),
      expiresAtMs: epochMs(atMs + LIFE_MS + 60_000),
    })
    const signing = await venue.sign(draft)
    if (signing.is !== 'signed') throw new Error(signing.why)
    const { id } = signing.order
    const posted = await venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))
    if (posted.is !== 'accepted') continue
    const restedAtMs = clock.nowMs()
    takeLooks()
    for (let look: number = restedAtMs; look < atMs + LIFE_MS + 60_000; look += LOOK_MS) {
      await advance(look)
      nth += 1
      await of.onLook?.(nth)
      await venue.trades(epochMs(0))
    }
    const told = await venue.order(id)
    if (!told.ok || told.value === 'absent' || told.value.matchedMicros === null) throw new Error('not final')
    const { matchedMicros } = told.value
    const life = { atMs: restedAtMs, endMs: atMs + LIFE_MS, priceMicros: best, matchedMicros }
    made.push({ ...life, looks: takeLooks() })
  }
  return made
}

/** The same orders in a replay's market over these events, by the sober model. @returns what each got. */
export async function inReplay(
  events: readonly FeedEvent[],
  attempts: readonly Attempt[],
): Promise<readonly number[]> {
  const opened = await source(tapeOf(events.filter((event) => event.type !== 'unknownTrade')))
  const player = new TapePlayer({ header: HEADER, blocks: opened.blocks(), maxSilenceMs: HOUR_MS })
  await player.begin()
  const market = new TapeMarket({
    player,
    model: 'trades',
    saneSpreadMicros: 50_000,
    listener: { filled: () => {}, ended: () => {}, gap: () => {} },
  })
  player.playFor([market], null)
  const orders: TapeOrder[] = []
  for (const { atMs, endMs, priceMicros } of attempts) {
    await player.advance(atMs)
    const order: TapeOrder = {
      id: orderId('ours'),
      side: 'BUY',
      price: priceMicros,
      ahead: 0,
      rest: SHARES,
      sizeMicros: SHARES,
      draft: { purpose: 'entry', side: 'BUY', priceMicros } as TapeOrder['draft'],
      createdAtMs: atMs,
      dueEnd: { atMs: epochMs(endMs), how: 'expired' },
      matchedMicros: 0,
      end: null,
    }
    market.ours.rest(order)
    await player.advance(endMs)
    orders.push(order)
  }
  return orders.map(({ matchedMicros }) => matchedMicros)
}
