import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../../functions/commands.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { isObject, type JsonObject } from '../../../shared/domain/jsonObject.ts'
import { parseBounded } from '../../../shared/domain/parseBounded.ts'
import { epochMs, marketId, orderId, tokenId, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { arm } from '../../../shared/operator/arm.ts'
import { parseBalance } from '../../../shared/polymarket/account.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import { interpretBooks } from '../../../shared/polymarket/books.ts'
import { interpretCancel } from '../../../shared/polymarket/cancel.ts'
import { createAccountProbe } from '../../../shared/polymarket/createAccountProbe.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import { createPublicFeed } from '../../../shared/polymarket/createPublicFeed.ts'
import { parseListing } from '../../../shared/polymarket/listing.ts'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { interpretOrder, interpretOrders } from '../../../shared/polymarket/orders.ts'
import { parseClobPage, parseDataApiPage } from '../../../shared/polymarket/pages.ts'
import { interpretPositions } from '../../../shared/polymarket/positions.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import { parseTradesPage } from '../../../shared/polymarket/publicTrades.ts'
import { interpretRebates } from '../../../shared/polymarket/readRebates.ts'
import { readRewards } from '../../../shared/polymarket/rewardProgramme.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { parseServerTime } from '../../../shared/polymarket/venueTime.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { MARKET as BENCH_MARKET, id, order, state } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { CLOB_MARKET } from '../../support/loopback.ts'
import { MARKET as LISTED, NO, YES } from '../../support/wireIds.ts'

const OWNER = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
const ME = { apiKey: 'k', funder: OWNER }
const TOKEN = tokenId('7')
const MARKET = marketId(`0x${'ab'.repeat(32)}`)
/** A parser that walks all of it, once, is done long before; one that walks it for each entry never is. */
const LONG_MS = 5_000
/** What a parser may keep of what it was given, besides the answer itself: garbage of the run included. */
const MUCH_BYTES = 1024 * 1024 * 1024

const deep = (depth: number): unknown => {
  let value: unknown = []
  for (let at = 0; at < depth; at += 1) value = [value]
  return value
}
const shapes: readonly (readonly [string, () => unknown])[] = [
  ['nested ten thousand deep', () => deep(10_000)],
  ['a list of a million', () => Array(1_000_000).fill(0)],
  ['a string of ten million', () => 'x'.repeat(10_000_000)],
]
/** The shape as the whole answer, as its records, and in each field of a record. */
const placed = (shape: unknown): readonly unknown[] => [
  shape,
  [shape],
  { data: shape, next_cursor: 'LTE=', pagination: { next_cursor: null } },
  { data: [shape], next_cursor: 'LTE=', pagination: { next_cursor: null } },
  {
    canceled: shape,
    not_canceled: shape,
    error: shape,
    errorMsg: shape,
    orderID: shape,
    asset_id: '7',
    bids: shape,
  },
  {
    id: shape,
    market: shape,
    asset_id: shape,
    status: shape,
    maker_orders: shape,
    owner: ME.apiKey,
    price: shape,
  },
  { id: 'x', trader_side: 'MAKER', maker_orders: [{ owner: ME.apiKey, order_id: shape, price: shape }] },
]
const answer = (value: unknown): Answer => ({ is: 'answer', status: 200, body: { is: 'json', value } })
const listed = (json: unknown): readonly unknown[] => {
  const page = parseClobPage(json)
  return typeof page === 'string' ? [json] : page.records
}

const LISTING = { version: 'v1' as const, tokens: [TOKEN, tokenId('8')] as const }
const OTHER = { version: 'v1' as const, tokens: [YES, NO] as const }
const asObject = (json: unknown): JsonObject =>
  isObject(json) ? json : { version: 'v1', clobTokenIds: json, endDate: json }

const parsers: readonly (readonly [string, (json: unknown) => unknown])[] = [
  ['trades', (json) => interpretTrades(listed(json).slice(0, 20_000), ME)],
  ['open orders', (json) => interpretOrders(listed(json).slice(0, 20_000), ME)],
  ['an order', (json) => interpretOrder(answer(json), orderId('0x1'))],
  ['a cancel', (json) => interpretCancel(answer(json), [orderId('0x1')])],
  [
    'a post',
    (json) => [classifyPost(answer(json)), classifyPost({ ...answer(json), status: 500 } as Answer)],
  ],
  ['books', (json) => interpretBooks(Array.isArray(json) ? json : [json], [TOKEN], epochMs(1))],
  ['positions', (json) => interpretPositions(listed(json).slice(0, 20_000), OWNER)],
  ['public trades', (json) => parseTradesPage(json, MARKET)],
  ['a page', (json) => parseDataApiPage(json)],
  ['rebates', (json) => interpretRebates(Array.isArray(json) ? json : [json], epochMs(1))],
  ['a listing', (json) => parseListing(asObject(json))],
  ['a market', (json) => parseMarket({ trading: json, status: json, listing: LISTING }, MARKET)],
  ['a market’s state', (json) => parseMarket({ trading: CLOB_MARKET, status: json, listing: OTHER }, LISTED)],
  ['rewards', readRewards],
  ['a balance', parseBalance],
  ['the time', parseServerTime],
]

describe('Hostile size: whatever its depth and width', () => {
  test.each(
    parsers.flatMap(([name, parse]) => shapes.map(([shape, make]) => [name, shape, parse, make] as const)),
  )('%s, %s: read or refused in time', (_, __, parse, make) => {
    const jsons = placed(make())
    const before = process.memoryUsage().heapUsed
    const began = performance.now()
    const read: unknown[] = []
    for (const json of jsons) expect(() => read.push(parse(json))).not.toThrow()
    expect(performance.now() - began).toBeLessThan(LONG_MS)
    // All that was read is still held here.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(MUCH_BYTES)
    expect(read).toHaveLength(jsons.length)
  })

  test.each([
    ['nesting', '['.repeat(10_000), 'nested deeper'],
    ['names', `{"a":${'{"a":'.repeat(10_000)}1`, 'nested deeper'],
    ['a million values', `[${'0,'.repeat(1_000_000)}0]`, 'values'],
    ['ten million characters', `["${'x'.repeat(10_000_000)}"]`, 'a string'],
    ['a string that never ends', `["${'\\"'.repeat(1_000_000)}`, 'a string'],
    ['digits', `[${'9'.repeat(10_000_000)}]`, 'digits'],
  ])('text with %s is refused before it is parsed', (_, text, why) => {
    const began = performance.now()
    expect(parseBounded(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) })
    expect(performance.now() - began).toBeLessThan(LONG_MS)
  })

  test('text within all bounds is what JSON says, brackets and quotes in strings included', () => {
    const value = {
      text: `[[[[{{{ "quoted" \\ ${'['.repeat(1_000)}`,
      list: [1, '2', null, { deep: [[['x']]] }],
    }
    expect(parseBounded(JSON.stringify(value))).toEqual({ ok: true, value })
    expect(parseBounded('{')).toEqual({ ok: false, why: null })
  })
})

const OPTIONS = {
  chainId: 137 as const,
  signer: null,
  owner: OWNER,
  funder: OWNER,
  signatureType: 0 as const,
  credentials: async () => ({ key: 'k', secret: 'c2VjcmV0', passphrase: 'p' }),
  clock: systemClock,
}

async function venueThatSays(
  body: string,
): Promise<{ readonly url: string; readonly venue: Venue; readonly paths: string[] }> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url?.split('?')[0]}`)
    request.resume()
    response.setHeader('content-type', 'application/json')
    response.end(body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const venue = createPolymarketVenue({ ...OPTIONS, host: url, dataApiHost: url, gammaHost: url })
  return { url, venue, paths }
}

const bodies: readonly (readonly [string, string])[] = [
  ['nesting', `{"data":[${'['.repeat(10_000)}${']'.repeat(10_000)}],"next_cursor":"LTE="}`],
  ['width', `{"data":[${Array(1_000_000).fill(0).join(',')}],"next_cursor":"LTE="}`],
  [
    '300,000 records',
    `{"data":[${Array(300_000).fill(0).join(',')}],"next_cursor":"LTE=","pagination":{"next_cursor":null}}`,
  ],
  ['length', `{"data":["${'x'.repeat(10_000_000)}"],"next_cursor":"LTE="}`],
]

describe.each(bodies)('Hostile size: a venue that answers everything with %s', (_, body) => {
  test('makes no call throw', async () => {
    const { url, venue } = await venueThatSays(body)
    const feed = createPublicFeed({
      host: url,
      dataApiHost: url,
      gammaHost: url,
      chainId: 137,
      clock: systemClock,
    })
    const ids = [orderId('0xaa')]
    await Promise.all([
      venue.trades(epochMs(1)),
      venue.tradesById([tradeId('1')]),
      venue.openOrders(),
      venue.order(id(1)),
      venue.books([TOKEN]),
      venue.market(MARKET),
      venue.balance(TOKEN),
      venue.positions(),
      venue.timeMs(),
      venue.cancel(ids),
      venue.cancelAll(),
      venue.cancelMarket(MARKET, [TOKEN]),
      feed.ladder(TOKEN),
      feed.marketTrades(MARKET, epochMs(1)),
      feed.books([TOKEN]),
      feed.timeMs(),
    ])
  })

  test('leaves a STOP latched, and everything was asked to be cancelled', async () => {
    const { venue, paths } = await venueThatSays(body)
    const of = bench({ state: state({ orders: [order()] }) })
    const reason = { code: 'ALARM', text: 'x', atMs: of.clock.nowMs() } as const
    const stopped = await runStop({ ...of.ports, venue }, of.stack, { by: 'message', reason }, of.later(20))
    expect(stopped).toMatchObject({ is: 'not yet' })
    expect(of.control().halted).toBe(true)
    expect(paths).toEqual(expect.arrayContaining(['DELETE /orders', 'DELETE /cancel-market-orders']))
  })

  test('makes no command of the operator throw, and leaves nothing armed or adopted', async () => {
    const { url, venue } = await venueThatSays(body)
    const probe = createAccountProbe({ ...OPTIONS, host: url, dataApiHost: url, gammaHost: url }, url)
    const of = bench({ control: null })
    const ports = { ...of.ports, venue, probe, testNotice: async () => [] }
    const doctor = await runCommand(ports, of.stack, { command: 'doctor' }, of.later(60))
    expect(doctor).toMatchObject({ command: 'doctor' })
    const armed = await runCommand(ports, of.stack, { command: 'arm' }, of.later(60))
    expect(armed).toMatchObject({ command: 'arm', armed: null })
    // Past the doctor, as where the answers changed since.
    expect(await arm(ports, of.stack)).toMatchObject({ is: 'refused' })
    const request = { market: BENCH_MARKET, token: TOKEN, resolved: false, priceMicros: null }
    expect(await runCommand(ports, of.stack, { command: 'adopt', ...request }, of.later(60))).toMatchObject({
      command: 'adopt',
      is: 'refused',
    })
    expect(of.store.control_).toBeNull()
    expect([...of.store.items.values()].map(({ leaseId }) => leaseId)).toEqual([null])
  })

  test('fails no invocation', async () => {
    const { venue } = await venueThatSays(body)
    const of = bench()
    const report = await runInvocation({ ...of.ports, venue }, { ...of.stack, cadenceMs: null }, of.later(60))
    expect(report.rounds).toBe(1)
    expect(of.venue.posted).toEqual([])
  })
})
