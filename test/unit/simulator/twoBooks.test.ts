import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { ListedMarket } from '../../../desk/exchange/exchange.ts'
import { createReplayAccount } from '../../../desk/replay/account.ts'
import { createReplayVenue } from '../../../desk/replay/replayVenue.ts'
import { TapeMarket } from '../../../desk/replay/tapeMarket.ts'
import type { TapeOrder } from '../../../desk/replay/tapeOrder.ts'
import { TapePlayer } from '../../../desk/replay/tapePlayer.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import {
  epochMs,
  monotonicMs,
  type OrderId,
  orderId,
  price,
  size,
  usdc,
} from '../../../shared/domain/units.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { approved } from '../../support/approved.ts'
import { createInProcessVenue } from '../../support/inProcessVenue.ts'
import { openMarket } from '../../support/openMarket.ts'
import { INFO } from '../../support/paperStage.ts'
import { HEADER, START_MS, source, tapeOf } from '../../support/tapeFile.ts'
import { YES } from '../../support/wireIds.ts'
import { type Done, type Order, script, step } from './crowdScript.ts'

const RUNS = 300
const USDC_MICROS = 1e12
const SHARES_MICROS = 1e12
const market: ListedMarket = openMarket({ market: INFO.market, tokens: INFO.tokens, endMs: null })

/** Plays our acts at a venue. @returns what each order got at each instant, by price and role. */
async function play(done: readonly Done[], venue: Venue, advance: (atMs: number) => Promise<void>) {
  const posted: { readonly id: OrderId; readonly of: Order }[] = []
  const answers: string[] = []
  const live = async () => {
    const read = await venue.openOrders()
    return read.ok ? read.value.orders : []
  }
  for (const each of done) {
    await advance(each.atMs)
    if ('cancel' in each) await venue.cancelAll()
    if (!('post' in each)) continue
    const { post } = each
    const priceMicros = price(post.cents * 10_000)
    // One order a side, and none that meets our own: the bot has no others.
    const blocked = (await live()).some((order) =>
      order.side === post.side
        ? true
        : post.side === 'BUY'
          ? (order.priceMicros ?? 0) <= priceMicros
          : (order.priceMicros ?? 0) >= priceMicros,
    )
    if (blocked) continue
    const signing = await venue.sign(
      approved({
        market: market.market,
        tokenId: YES,
        side: post.side,
        priceMicros,
        postOnly: post.postOnly,
        purpose: post.side === 'BUY' ? 'entry' : 'exit',
        sizeMicros: size(post.shares * 1_000_000),
        expiresAtMs: epochMs(each.atMs + 700_000),
      }),
    )
    if (signing.is !== 'signed') throw new Error(signing.why)
    const outcome = await venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))
    answers.push(outcome.is === 'rejected' ? outcome.code : outcome.is)
    posted.push({ id: signing.order.id, of: post })
  }
  const read = await venue.trades(epochMs(0))
  if (!read.ok) throw new Error(read.unknown)
  const got = new Map<string, number>()
  for (const leg of read.value.legs) {
    const nth = posted.findIndex(({ id }) => id === leg.orderId)
    if (nth === -1) continue
    const key = `${nth} ${leg.role} ${leg.priceMicros} at ${leg.matchedAtMs - START_MS}`
    got.set(key, (got.get(key) ?? 0) + leg.sizeMicros / 1_000_000)
  }
  return { answers, got: [...got].toSorted(([a], [b]) => (a < b ? -1 : 1)) }
}

async function atExchange(done: readonly Done[]) {
  const exchange = createExchange({ seed: 1, startMs: START_MS })
  exchange.list(market)
  exchange.fund('ours', USDC_MICROS)
  exchange.fundShares('ours', YES, SHARES_MICROS)
  const clock = createVirtualClock(epochMs(START_MS), () => {})
  const venue = createInProcessVenue({ exchange, account: 'ours', clock })
  let next = 0
  return await play(done, venue, async (atMs) => {
    clock.advanceTo(epochMs(atMs))
    for (; next < done.length && (done[next]?.atMs ?? 0) <= atMs; next += 1) {
      const each = done[next]
      if (each === undefined || !('feed' in each)) continue
      for (const event of each.feed) {
        exchange.feed(market.market, event)
        if (event.type !== 'trade') exchange.fillAgainstCrowd(market.market, ['ours'])
      }
    }
    exchange.advanceTo(epochMs(atMs))
  })
}

async function inReplay(done: readonly Done[]) {
  const events = done.flatMap((each) => ('feed' in each ? each.feed : []))
  const file = tapeOf(events.filter((event) => event.type !== 'unknownTrade'))
  const player = new TapePlayer({
    header: HEADER,
    blocks: (await source(file)).blocks(),
    maxSilenceMs: 86_400_000,
  })
  await player.begin()
  const tape = new TapeMarket({
    player,
    model: 'trades' as const,
    saneSpreadMicros: 50_000,
    listener: { filled: (fill) => account.add(fill), ended: () => {}, gap: () => {} },
  })
  const account = createReplayAccount({ market: market.market, usdcMicros: USDC_MICROS })
  // Shares that it had before: the first fill of an account is as good as a deposit.
  account.add({
    order: { id: orderId('deposit'), draft: { side: 'BUY', tokenId: YES } } as TapeOrder,
    role: 'maker',
    atMs: START_MS - 86_400_000,
    mid: null,
    feeMicros: usdc(0),
    notionalMicros: usdc(0),
    priceMicros: price(1),
    sizeMicros: size(SHARES_MICROS),
  })
  player.playFor([tape], null)
  const clock = createVirtualClock(epochMs(START_MS), () => {})
  const venue = createReplayVenue({
    market: tape,
    header: HEADER,
    account,
    clock,
    latency: { book: 0, cancel: 0 },
    as: { market: market.market, tokens: market.tokens },
  })
  return await play(done, venue, async (atMs) => {
    await player.advance(atMs)
    clock.advanceTo(epochMs(atMs))
  })
}

test('the exchange’s orders and the replay’s levels fill the same orders alike on the same flow', async () => {
  const roles = { maker: 0, taker: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60, size: 'max' }), async (steps) => {
      const done = script(steps)
      const orders = await atExchange(done)
      expect(await inReplay(done)).toEqual(orders)
      for (const [key] of orders.got) roles[key.includes('maker') ? 'maker' : 'taker'] += 1
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(roles.maker, roles.taker)).toBeGreaterThan(RUNS / 3)
}, 120_000)
