import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { epochMs, tokenId } from '../../../shared/domain/units.ts'
import { interpretBooks, parseBook } from '../../../shared/polymarket/books.ts'
import { listen, NOW, venueAt } from '../../support/loopback.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const level = (price: string, size: string) => ({ price, size })
const book = (fields: object = {}) => ({
  market: MARKET,
  asset_id: YES,
  timestamp: String(NOW),
  hash: 'x',
  bids: [
    level('0.44', '1'),
    level('0.45', '2'),
    level('0.46', '3'),
    level('0.47', '4'),
    level('0.48', '5'),
    level('0.49', '6.5'),
  ],
  asks: [level('0.53', '90'), level('0.51', '120')],
  ...fields,
})

describe('a book', () => {
  it('is best first, five levels and the sum of all, however the venue orders them', () => {
    const parsed = parseBook(book())
    expect(parsed).toMatchObject({ bidDepthMicros: 21_500_000, askDepthMicros: 210_000_000, venueAtMs: NOW })
    if (typeof parsed === 'string') throw new Error(parsed)
    expect(parsed.bids.map((record) => record.priceMicros)).toEqual([
      490_000, 480_000, 470_000, 460_000, 450_000,
    ])
    expect(parsed.asks).toEqual([
      { priceMicros: 510_000, sizeMicros: 120_000_000 },
      { priceMicros: 530_000, sizeMicros: 90_000_000 },
    ])
    expect(parseBook(book({ bids: book().bids.toReversed(), asks: book().asks.toReversed() }))).toEqual(
      parsed,
    )
  })

  it('may be empty on a side, which is not unknown', () => {
    expect(parseBook(book({ bids: [], asks: [level('0.5', '0')] }))).toMatchObject({
      bids: [],
      asks: [],
      askDepthMicros: 0,
    })
  })

  const broken = [
    [{ bids: null }],
    [{ asks: {} }],
    [{ bids: [level('1.2', '5')] }],
    [{ bids: [level('0.5', '-5')] }],
    [{ bids: [{ price: 0.5, size: 5 }] }],
    [{ timestamp: '' }],
    [{ timestamp: undefined }],
  ] as const
  it.each(broken)('with %j is unknown', (fields) => {
    expect(typeof parseBook(book(fields))).toBe('string')
  })

  it('is asked for alone, or with others in one call; one left out is unknown', async () => {
    const other = tokenId('7')
    const server = await listen((seen) =>
      seen.path === '/book' ? { json: book() } : { json: [book({ asset_id: NO }), book()] },
    )
    const venue = venueAt(server.url)
    expect((await venue.books([YES])).get(YES)).toMatchObject({ ok: true })
    const books = await venue.books([YES, NO, other])
    expect([...books].map(([token, read]) => [token, read.ok])).toEqual([
      [YES, true],
      [NO, true],
      [other, false],
    ])
    expect(server.seen.map((seen) => `${seen.method} ${seen.path}`)).toEqual(['GET /book', 'POST /books'])
    expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual([
      { token_id: YES },
      { token_id: NO },
      { token_id: other },
    ])
    expect((await venue.books([])).size).toBe(0)
  })

  const many = Array.from({ length: 60 }, (_, index) => tokenId(String(1_000 + index)))
  const bad = tokenId('1017')
  const asked = (body: string): readonly string[] =>
    (JSON.parse(body) as { token_id: string }[]).map((each) => each.token_id)
  const answerOf = (tokens: readonly string[]) => tokens.map((asset_id) => book({ asset_id }))

  it('of sixty outcomes come in two requests', async () => {
    const server = await listen(({ body }) => ({ json: answerOf(asked(body)) }))

    const books = await venueAt(server.url).books(many)

    expect(many.every((token) => books.get(token)?.ok === true)).toBe(true)
    expect(server.seen.map(({ body }) => asked(body).length).toSorted()).toEqual([10, 50])
  })

  const nonsense = [
    ['is refused', { status: 400, json: { error: 'Invalid payload' } }],
    ['is no list', { json: { error: 'boom' } }],
    ['breaks off', { text: '[{"asset_id":' }],
    ['is too large', { text: `[${' '.repeat(5_000_000)}]` }],
  ] as const
  it.each(nonsense)('that spoils an answer, so that it %s, is unknown alone', async (_, spoilt) => {
    const server = await listen(({ path, query, body }) => {
      const alone = query.get('token_id')
      const tokens = path === '/book' && alone !== null ? [alone] : asked(body)
      const books = answerOf(tokens)
      return tokens.includes(bad) ? spoilt : { json: path === '/book' ? books[0] : books }
    })
    const venue = venueAt(server.url, { limits: { maxResponseBytes: 1_000_000 } })

    const books = await venue.books(many)

    expect(many.filter((token) => books.get(token)?.ok !== true)).toEqual([bad])
    // Two batches, and six levels of halves.
    expect(server.seen.length).toBeLessThanOrEqual(2 + 12)
  })

  it.each([
    ['with nonsense', { json: {} }, 2 + 24],
    ['that there are too many requests', { status: 429, json: { error: 'Too Many Requests' } }, 2],
    ['that it is disabled', { status: 503, json: { error: 'Trading is disabled' } }, 2],
  ] as const)(
    'are unknown where the venue answers %s, and asked for no more often than that',
    async (_, reply, most) => {
      const server = await listen(() => reply)

      const books = await venueAt(server.url).books(many)

      expect([...books.values()].map(({ ok }) => ok)).toEqual(many.map(() => false))
      expect(server.seen).toHaveLength(most)
    },
  )

  it('of another token, or twice, is unknown', () => {
    const read = (records: unknown) => interpretBooks(records, [YES], epochMs(NOW)).get(YES)?.ok
    expect(read([book({ asset_id: NO })])).toBe(false)
    expect(read([book(), book()])).toBe(false)
    expect(read({ error: 'boom' })).toBe(false)
  })

  it('is read or refused, whatever it looks like', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => typeof parseBook(json) === 'string'))
    fc.assert(
      fc.property(fc.jsonValue(), (json) => interpretBooks(json, [YES], epochMs(NOW)).get(YES)?.ok === false),
    )
  })
})
