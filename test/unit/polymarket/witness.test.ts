import { expect, test } from 'vitest'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { createPublicFeed } from '../../../shared/polymarket/createPublicFeed.ts'
import { listen, NOW, type Reply, type Seen } from '../../support/loopback.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const record = (fields: object = {}) => ({
  proxy_wallet: '0x56687bf447db6ffa42ffe2204a05edaa20f55839',
  condition_id: MARKET,
  token_id: YES,
  side: 'SELL',
  size: 12.5,
  price: 0.485,
  timestamp: NOW / 1_000 - 5,
  transaction_hash: `0x${'1'.repeat(64)}`,
  ...fields,
})
const page = (records: readonly object[]): Reply => ({
  json: { data: records, pagination: { limit: 1, offset: 0, has_more: true, next_cursor: 'more' } },
})

async function ask(answer: (seen: Seen) => Reply, clock: { nowMs: number } = { nowMs: NOW }) {
  const server = await listen(answer)
  const { url } = server
  const feed = createPublicFeed({
    host: url,
    dataApiHost: url,
    gammaHost: url,
    chainId: 137,
    clock: { nowMs: () => epochMs(clock.nowMs), monotonicMs: () => monotonicMs(0), sleep: async () => {} },
    limits: { requestTimeoutMs: 500, readDeadlineMs: 2_000 },
  })
  return { seen: server.seen, witness: () => feed.witness({ market: MARKET, token: YES }) }
}
const honest = (seen: Seen, records: readonly object[] = [record()]): Reply =>
  seen.path === '/midpoint' ? { json: { mid: '0.47' } } : page(records)

test('midpoint and newest trade are asked for once each, past a cache', async () => {
  const clock = { nowMs: NOW as number }
  const { seen, witness } = await ask((seen) => honest(seen), clock)

  expect(await witness()).toEqual({
    midMicros: { ok: true, value: 470_000, asOf: NOW },
    trade: { ok: true, value: { priceMicros: 485_000, stampedAtMs: NOW - 5_000 }, asOf: NOW },
  })
  clock.nowMs += 1_000
  await witness()

  const [first, second] = seen.filter(({ path }) => path === '/v2/trades').map(({ query }) => query)
  expect(seen).toHaveLength(4)
  expect(Object.fromEntries(first ?? [])).toEqual({
    condition: MARKET,
    taker_only: 'true',
    limit: '5',
    end: String(NOW / 1_000),
  })
  expect(second?.get('end')).toBe(String(NOW / 1_000 + 1))
})

test('a trade of the other outcome is one of ours at the rest of a dollar', async () => {
  const { witness } = await ask((seen) => honest(seen, [record({ token_id: NO, price: 0.53 })]))

  expect(await witness()).toMatchObject({ trade: { value: { priceMicros: 470_000 } } })
})

test.each<readonly [string, readonly object[]]>([
  ['a price that is none', [record({ price: 'x' }), record({ timestamp: NOW / 1_000 - 9 })]],
  ['no time', [record({ timestamp: null }), record({ timestamp: NOW / 1_000 - 9 })]],
])('a record that cannot be read (%s) does not silence the one before it', async (_, records) => {
  const { witness } = await ask((seen) => honest(seen, records))

  expect(await witness()).toMatchObject({
    trade: { ok: true, value: { priceMicros: 485_000, stampedAtMs: NOW - 9_000 } },
  })
})

test('records of which none can be read are no witness', async () => {
  const { witness } = await ask((seen) => honest(seen, [record({ side: null }), record({ size: '' })]))

  expect(await witness()).toMatchObject({ midMicros: { ok: true }, trade: { ok: false } })
})

test('no trade at all is an answer', async () => {
  const { witness } = await ask((seen) => honest(seen, []))

  expect(await witness()).toMatchObject({ trade: { ok: true, value: null } })
})

test.each<readonly [string, Reply]>([
  ['a refusal', { status: 404, json: { error: 'No orderbook exists for the requested token id' } }],
  ['nonsense', { json: { mid: 'much', data: 'none' } }],
  ['a stored copy', { json: { mid: '0.47', data: [], pagination: {} }, headers: { age: '12' } }],
])('%s is no witness', async (_, reply) => {
  const { witness } = await ask(() => reply)

  expect(await witness()).toMatchObject({ midMicros: { ok: false }, trade: { ok: false } })
})

test('one that fails does not silence the other', async () => {
  const { witness } = await ask((seen) =>
    seen.path === '/midpoint' ? { status: 503, json: {} } : page([record()]),
  )

  expect(await witness()).toMatchObject({ midMicros: { ok: false }, trade: { ok: true } })
})
