import { expect, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { syntheticFeed } from '../../../desk/tape/feed/synthetic.ts'
import { type Level, topLevels } from '../../../shared/domain/market.ts'
import { epochMs, type MarketId, size } from '../../../shared/domain/units.ts'
import { Touches } from '../../../shared/polymarket/bell/touches.ts'
import type { Bell, WatchedBook } from '../../../shared/ports/bell.ts'
import { MARKET, now } from '../../support/build.ts'
import { openMarket } from '../../support/openMarket.ts'
import { createRelayWorld } from '../../support/relayWorld.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** After an order of ours was placed or cancelled, the user channel says so. */
const NEWS_MS = 150

/** An hour of a synthetic market of that kind: what the bot asks of table and venue, and how often it was rung for. */
async function hour(kind: 'calm' | 'jumping', listens: boolean) {
  const feed = syntheticFeed({ kind, seed: 3, startMs: now, durationMs: HOUR_MS })
  const [token, other] = feed.listing.tokens
  const exchange = createExchange({ seed: 1, startMs: now })
  const listed = openMarket({ ...feed.listing, market: MARKET, tokens: [token, other] })
  exchange.list(listed)
  let heard: readonly WatchedBook[] = []
  let ring: (market: MarketId) => void = () => {}
  let rung = 0
  let ownEvents = 0
  const touches = new Touches()
  const bell: Bell = {
    listen: (rings) => {
      ring = rings
      return {
        follow: (markets) => {
          heard = markets
          touches.follow(markets)
        },
        ticked: (markets) => touches.ticked(markets),
        close: () => {},
      }
    },
  }
  const of = createRelayWorld({
    random: createRandom(1),
    cadenceMs: 10_000,
    callMs: [5, 60],
    ...(listens ? { bell } : {}),
  })
  const tell = (market: MarketId): void => {
    ownEvents += 1
    of.kernel.after(NEWS_MS, () => ring(market))
  }
  const { venue } = of
  const [post, cancel] = [venue.post.bind(venue), venue.cancel.bind(venue)]
  venue.post = (order, sendBy) => {
    tell(order.draft.market)
    return post(order, sendBy)
  }
  venue.cancel = (ids) => {
    for (const id of ids) tell(venue.orders.get(id)?.draft.market ?? MARKET)
    return cancel(ids)
  }
  const show = (): void => {
    const { bids, asks } = exchange.book(token)
    const depth = (levels: readonly Level[]) =>
      size(levels.reduce((sum, { sizeMicros }) => sum + sizeMicros, 0))
    const whole = { bidDepthMicros: depth(bids), askDepthMicros: depth(asks), venueAtMs: exchange.nowMs() }
    of.venue.book = { bids: topLevels(bids, 0), asks: topLevels(asks, 0), ...whole }
    for (const { tokenId } of heard) {
      const moved = touches.take({ is: 'book', asset: tokenId, stampMs: exchange.nowMs(), bids, asks })
      if (moved === null) continue
      rung += 1
      ring(moved)
    }
  }
  for (const event of feed.events())
    of.kernel.after(event.atMs - now, () => {
      exchange.feed(listed.market, event)
      show()
    })
  for (let minute = 0; minute < 60; minute += 1)
    of.kernel.after(minute * MINUTE_MS, () => void of.invoke(now + minute * MINUTE_MS))
  await of.kernel.runUntil(epochMs(now + HOUR_MS))
  expect(of.reports.flatMap(({ failures }) => failures)).toEqual([])
  return { calls: of.store.calls.length + of.venue.calls.length, ticks: of.ticks.length, rung, ownEvents }
}

test('in a calm hour the bell makes no call more, though it hears of each order of ours', async () => {
  const [on, off] = [await hour('calm', true), await hour('calm', false)]

  expect(off.ticks).toBeGreaterThanOrEqual(2 * 355)
  expect(on.ticks).toBeGreaterThanOrEqual(off.ticks)
  expect(on.ownEvents).toBeGreaterThan(0)
  expect(on.calls).toBeLessThanOrEqual(off.calls)
}, 120_000)

test('in an hour of jumps it rings', async () => {
  const { rung, ticks } = await hour('jumping', true)

  expect(rung).toBeGreaterThan(0)
  // A tick a shortest gap, for both markets, is the most that it can make.
  expect(ticks).toBeLessThanOrEqual((2 * HOUR_MS) / 1_000)
}, 120_000)
