import { describe, expect, it } from 'vitest'
import type { MarketRules } from '../../../shared/domain/market.ts'
import { readGeoblock } from '../../../shared/polymarket/readGeoblock.ts'
import { listen, marketReply, NOW, type Reply, testClock, venueAt } from '../../support/loopback.ts'
import { MARKET, NO, WALLET, YES } from '../../support/wireIds.ts'

describe('the account', () => {
  const venueAnswering = async (reply: Reply, options = {}, listed: object = {}) => {
    const server = await listen((seen) => marketReply(seen, {}, {}, listed) ?? reply)
    const venue = venueAt(server.url, options)
    // Which kind of share is asked for depends on the market.
    await venue.market(MARKET)
    server.seen.length = 0
    return { venue, server }
  }

  it('has a balance in base units', async () => {
    const { venue, server } = await venueAnswering({ json: { balance: '6761230', allowances: {} } })
    expect(await venue.balance(YES)).toMatchObject({ ok: true, value: 6_761_230 })
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      asset_type: 'CONDITIONAL',
      token_id: YES,
      signature_type: '0',
    })
  })

  it('of Protocol V2 shares is asked of its own contract, with the type of the wallet', async () => {
    const listed = { version: 'v2', positionIds: [YES, NO] }
    const wallet = { signatureType: 3 as const, funder: `0x${'5'.repeat(40)}` }
    const { venue, server } = await venueAnswering({ json: { balance: '5' } }, wallet, listed)
    expect(await venue.balance(YES)).toMatchObject({ ok: true, value: 5 })
    expect(Object.fromEntries(server.seen[0]?.query ?? [])).toEqual({
      asset_type: 'CONDITIONAL-V2',
      token_id: YES,
      signature_type: '3',
    })
    expect(server.seen[0]?.headers['poly_address']).toBe(WALLET)
  })

  it('of a market that was never read is unknown, and asked of nobody', async () => {
    const server = await listen(() => ({ json: { balance: '5' } }))
    expect(await venueAt(server.url).balance(YES)).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('not been read'),
    })
    expect(server.seen).toEqual([])
  })

  it('of a market that was never read is asked for by what is remembered of it', async () => {
    const server = await listen(() => ({ json: { balance: '5' } }))
    const remembered = { version: 'v2', tokens: [YES, NO] } as unknown as MarketRules
    expect(await venueAt(server.url).balance(YES, remembered)).toMatchObject({ ok: true, value: 5 })
    expect(server.seen[0]?.query.get('asset_type')).toBe('CONDITIONAL-V2')
  })

  it.each([
    {},
    { balance: 5 },
    { balance: '250.5' },
    { balance: '' },
    { balance: '-1' },
    { balance: '9'.repeat(20) },
    [],
    null,
    '',
  ])('has an unknown balance after %j', async (json) => {
    const { venue } = await venueAnswering({ json })
    expect((await venue.balance(YES)).ok).toBe(false)
  })

  it('is refreshed on demand, on both sides of a trade; a failure of that is seen at the next read', async () => {
    const { venue, server } = await venueAnswering({ status: 500, text: '' })
    expect(await venue.refreshBalance(YES)).toMatchObject({ is: 'unanswered' })
    expect(new Set(server.seen.map(({ path }) => path))).toEqual(new Set(['/balance-allowance/update']))
    expect(server.seen.map(({ query }) => [query.get('asset_type'), query.get('token_id')]).sort()).toEqual([
      ['COLLATERAL', null],
      ['CONDITIONAL', YES],
    ])
  })

  it('is refreshed by what is remembered of a market, and never more often than the account may', async () => {
    const server = await listen(() => ({ json: {} }))
    const clock = testClock()
    const venue = venueAt(server.url, { clock })
    const remembered = { version: 'v1', tokens: [YES, NO] } as unknown as MarketRules
    expect(await venue.refreshBalance(YES)).toMatchObject({ is: 'unanswered' })
    for (let nth = 0; nth < 20; nth += 1) {
      expect(await venue.refreshBalance(YES, remembered)).toEqual({ is: 'answered' })
    }
    expect(await venue.refreshBalance(YES, remembered)).toMatchObject({ is: 'unanswered' })
    expect(server.seen).toHaveLength(40)
    clock.monotonic += 10_000
    expect(await venue.refreshBalance(YES, remembered)).toEqual({ is: 'answered' })
  })

  it('has a clock in whole seconds', async () => {
    expect(await (await venueAnswering({ json: 1_795_000_000 })).venue.timeMs()).toMatchObject({
      ok: true,
      value: NOW,
    })
    for (const json of ['1795000000', 1_795_000_000_000, 1.5, null, {}]) {
      // No date either, which would do instead.
      const { venue } = await venueAnswering({ json, headers: { date: '' } })
      expect((await venue.timeMs()).ok).toBe(false)
    }
  })

  it('says whether the region is blocked, or that it does not know', async () => {
    const blocked = await listen(() => ({
      json: { blocked: true, ip: '1.2.3.4', country: 'US', region: 'NY' },
    }))
    expect(await readGeoblock(blocked.url, testClock())).toMatchObject({
      ok: true,
      value: { blocked: true, country: 'US', region: 'NY' },
    })
    const odd = await listen(() => ({ json: { blocked: 'no' } }))
    expect((await readGeoblock(odd.url, testClock())).ok).toBe(false)
  })
})

describe('positions', () => {
  const position = (fields: object = {}) => ({
    proxy_wallet: WALLET.toLowerCase(),
    token_id: YES,
    current_size: 150.5,
    total_size: 900,
    ...fields,
  })
  const page = (records: readonly object[], next: unknown = null): Reply => ({
    json: {
      data: records,
      pagination: { limit: 1000, offset: 0, has_more: next !== null, next_cursor: next },
    },
  })

  it('are what is held now, over pages; the limit goes with the first', async () => {
    const server = await listen((seen) =>
      seen.query.get('cursor') === null
        ? page([position()], 'next')
        : page([position({ token_id: NO, current_size: 0.1 + 0.2 })]),
    )
    const read = await venueAt(server.url).positions()
    if (!read.ok) throw new Error(read.unknown)
    expect([...read.value]).toEqual([
      [YES, 150_500_000],
      [NO, 300_000],
    ])
    expect(server.seen.map((seen) => [seen.path, seen.query.get('limit'), seen.query.get('cursor')])).toEqual(
      [
        ['/v2/positions', '1000', null],
        ['/v2/positions', null, 'next'],
        ['/v2/positions', '1000', null],
        ['/v2/positions', null, 'next'],
      ],
    )
    expect(server.seen[0]?.query.get('user')).toBe(WALLET)
    expect(server.seen[0]?.headers['poly_signature']).toBeUndefined()
  })

  const other = `0x${'1'.repeat(40)}`
  it.each<[string, readonly unknown[], number | null | undefined]>([
    ['a size in words', [position({ current_size: '150.5' })], null],
    ['a negative size', [position({ current_size: -1 })], null],
    ['a size beyond all bounds', [position({ current_size: 1e300 })], null],
    ['two sizes of one token', [position(), position({ current_size: 1 })], null],
    ['two sizes and the first again', [position(), position({ current_size: 1 }), position()], null],
    ['the same record twice', [position(), position()], 150_500_000],
    ['another wallet', [position({ proxy_wallet: other })], undefined],
    [
      'another wallet next to ours',
      [position({ proxy_wallet: other, current_size: 1 }), position()],
      150_500_000,
    ],
    ['a wallet that is none', [position({ proxy_wallet: 7 })], 150_500_000],
    ['no token', [position({ token_id: null })], undefined],
    ['what is not a record', [7, position()], 150_500_000],
  ])('of our token say, after %s, no more and no less; other tokens count', async (_, records, held) => {
    const server = await listen(() =>
      page([...(records as object[]), position({ token_id: NO, current_size: 2 })]),
    )
    const read = await venueAt(server.url).positions()
    if (!read.ok) throw new Error(read.unknown)
    expect(read.value.get(YES)).toBe(held)
    expect(read.value.get(NO)).toBe(2_000_000)
  })

  const broken: readonly (readonly [string, Reply])[] = [
    ['the retired bare list', { json: [position()] }],
    ['no pagination', { json: { data: [] } }],
    ['no cursor', { json: { data: [], pagination: {} } }],
    ['more to come and no cursor', { json: { data: [], pagination: { has_more: true, next_cursor: null } } }],
    ['an error', { status: 503, json: { error: 'busy', retryable: true } }],
  ]
  it.each(broken)('are unknown after %s', async (_, reply) => {
    const server = await listen(() => reply)
    expect((await venueAt(server.url).positions()).ok).toBe(false)
  })
})
