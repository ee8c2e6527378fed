import { describe, expect, it } from 'vitest'
import { parseListing } from '../../../shared/polymarket/listing.ts'
import { LISTED_MARKET, listen, marketReply, type Reply, venueAt } from '../../support/loopback.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const OTHER = ['11', '12']

describe('the catalogue', () => {
  it('decides the version, and with it which ids are traded', () => {
    const both = { clobTokenIds: JSON.stringify([YES, NO]), positionIds: OTHER }
    expect(parseListing({ version: 'v1', ...both })).toEqual({ version: 'v1', tokens: [YES, NO] })
    expect(parseListing({ version: 'v2', ...both })).toEqual({ version: 'v2', tokens: OTHER })
  })

  const broken = [
    ['no version', { version: undefined }],
    ['a version nobody can sign for', { version: 'v3' }],
    ['no ids (yet)', { clobTokenIds: undefined }],
    ['empty ids', { clobTokenIds: '["",""]' }],
    ['one id', { clobTokenIds: JSON.stringify([YES]) }],
    ['the same id twice', { clobTokenIds: JSON.stringify([YES, YES]) }],
    ['ids that are no JSON', { clobTokenIds: '[' }],
    ['only the ids of the other protocol', { version: 'v2' }],
  ] as const
  it.each(broken)('leaves a market unknown with %s', (_, change) => {
    expect(typeof parseListing({ ...LISTED_MARKET, ...change })).toBe('string')
  })

  const reading = async (catalogue: (query: URLSearchParams, nth: number) => Reply, clob: object = {}) => {
    let asked = 0
    const server = await listen((seen) => {
      if (seen.path !== '/markets/keyset') return marketReply(seen, clob) ?? { status: 500, json: {} }
      asked += 1
      return catalogue(seen.query, asked)
    })
    return { venue: venueAt(server.url), asked: () => asked }
  }
  const listed = (...records: object[]): Reply => ({ json: { markets: records } })

  it('is asked for closed markets too: it leaves them out unless it is', async () => {
    const { venue, asked } = await reading((query) =>
      query.get('closed') === 'true' ? listed(LISTED_MARKET) : listed(),
    )
    expect(await venue.market(MARKET)).toMatchObject({ ok: true, value: { version: 'v1' } })
    expect(asked()).toBe(2)
  })

  it('is not asked again once it has answered, and may then be away', async () => {
    const { venue, asked } = await reading((_, nth) =>
      nth === 1 ? listed(LISTED_MARKET) : { status: 500, text: '' },
    )
    expect((await venue.market(MARKET)).ok).toBe(true)
    expect((await venue.market(MARKET)).ok).toBe(true)
    expect(asked()).toBe(1)
  })

  const failing: readonly (readonly [string, Reply])[] = [
    ['does not answer', { status: 503, json: { error: 'busy' } }],
    ['answers in HTML', { text: '<html>' }],
    ['does not know the market', listed()],
    ['knows it twice', listed(LISTED_MARKET, LISTED_MARKET)],
    ['answers with another market', listed({ ...LISTED_MARKET, conditionId: `0x${'1'.repeat(64)}` })],
    [
      'has other tokens than the order book',
      listed({ ...LISTED_MARKET, clobTokenIds: JSON.stringify(OTHER) }),
    ],
    ['answers as the old list did', { json: [LISTED_MARKET] }],
  ]
  it.each(failing)(
    'that %s leaves the market unknown, and is asked again the next time',
    async (_, reply) => {
      let away = true
      const { venue } = await reading(() => (away ? reply : listed(LISTED_MARKET)))
      expect((await venue.market(MARKET)).ok).toBe(false)
      away = false
      expect((await venue.market(MARKET)).ok).toBe(true)
    },
  )

  it('that contradicts the order book leaves the market unknown', async () => {
    const { venue } = await reading(() => listed(LISTED_MARKET), { v: 'v2' })
    expect(await venue.market(MARKET)).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('until they agree'),
    })
  })
})
