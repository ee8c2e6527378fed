import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MICROS, orderId } from '../../../shared/domain/units.ts'
import { parseBalance } from '../../../shared/polymarket/account.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import { interpretBooks } from '../../../shared/polymarket/books.ts'
import { interpretCancel } from '../../../shared/polymarket/cancel.ts'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { interpretOrder, interpretOrders } from '../../../shared/polymarket/orders.ts'
import { parseClobPage, parseDataApiPage } from '../../../shared/polymarket/pages.ts'
import { interpretPositions } from '../../../shared/polymarket/positions.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import { parseTradesPage } from '../../../shared/polymarket/publicTrades.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { parseServerTime } from '../../../shared/polymarket/venueTime.ts'
import { CLOB_MARKET, FULL_MARKET, NOW } from '../../support/loopback.ts'
import { ME, maker, OURS, THEIRS, trade } from '../../support/tradeFixture.ts'
import { MARKET, WALLET, YES } from '../../support/wireIds.ts'
import { bodyOf, mutation } from './mutations.ts'

/** 100,000 cases over all parsers together. */
const RUNS = { trades: 35_000, orders: 20_000, post: 15_000, rest: 5_000 }
const FIXED = { seed: 20_261_122 }

/** Up to three things go wrong at once. */
const mutations = fc.array(mutation, { minLength: 1, maxLength: 3 })

/** The body after the mutations; the second and third only where the text is still JSON. */
function mangled(document: unknown, list: readonly { apply: (text: string) => string }[]) {
  let text = JSON.stringify(document)
  for (const one of list) {
    if (bodyOf(text).is !== 'json') break
    text = one.apply(text)
  }
  return bodyOf(text)
}

const jsonOf = (body: ReturnType<typeof bodyOf>): unknown => (body.is === 'json' ? body.value : undefined)

const page = (data: readonly unknown[]) => ({ limit: 100, count: data.length, next_cursor: 'LTE=', data })
const TRADES = page([
  trade(),
  trade({ id: 'trade-2', status: 'TRADE_STATUS_CONFIRMED', maker_orders: [maker({ order_id: THEIRS })] }),
])
const order = (fields: object = {}) => ({
  id: OURS,
  status: 'LIVE',
  owner: ME.apiKey,
  maker_address: WALLET,
  market: MARKET,
  asset_id: YES,
  side: 'BUY',
  original_size: '100',
  size_matched: '25',
  price: '0.5',
  outcome: 'Yes',
  expiration: '1795000300',
  order_type: 'GTD',
  associate_trades: null,
  created_at: 1_795_000_000,
  ...fields,
})
const ORDERS = page([order(), order({ id: THEIRS, side: 'SELL' })])

describe('Hostile input: whatever comes over the wire', () => {
  test('Trades: no crash, no fill that was not there, and never "no trades" where ours were', () => {
    let judged = 0
    fc.assert(
      fc.property(mutations, (list) => {
        const parsed = parseClobPage(jsonOf(mangled(TRADES, list)))
        if (typeof parsed === 'string') return
        const read = interpretTrades(parsed.records, ME)
        if (!read.ok) return
        judged += 1
        const { legs, withoutId } = read.value
        // Ours are recognised twice, by key and by wallet: one spoilt field cannot make a record somebody else's.
        if (list.length === 1) expect(legs.length + withoutId.length).toBeGreaterThan(0)
        expect(legs.length).toBeLessThanOrEqual(2)
        for (const leg of legs) {
          expect(leg.priceMicros).toBeGreaterThanOrEqual(0)
          expect(leg.priceMicros).toBeLessThanOrEqual(MICROS)
          expect(Number.isSafeInteger(leg.sizeMicros) && leg.sizeMicros >= 0).toBe(true)
        }
      }),
      { numRuns: RUNS.trades, ...FIXED },
    )
    expect(judged).toBeGreaterThan(RUNS.trades / 50)
  })

  test('Open orders: an order that cannot be read is named as such, and the list is never shorter', () => {
    let judged = 0
    fc.assert(
      fc.property(mutations, (list) => {
        const parsed = parseClobPage(jsonOf(mangled(ORDERS, list)))
        if (typeof parsed === 'string') return
        // Both are signed by us: a wallet with a wrong character makes neither a stranger's.
        const read = interpretOrders(parsed.records, ME, new Set([OURS, THEIRS].map(orderId)))
        if (!read.ok) return
        judged += 1
        const { orders, unreadable } = read.value
        if (list.length === 1) expect(orders.length + unreadable.length).toBe(2)
        expect(orders.length + unreadable.length).toBeLessThanOrEqual(2)
      }),
      { numRuns: RUNS.orders, ...FIXED },
    )
    expect(judged).toBeGreaterThan(RUNS.orders / 50)
  })

  test('An order by hash: absent only where the venue says so, never another order than the one asked for', () => {
    fc.assert(
      fc.property(mutations, fc.constantFrom(200, 404, 500, 429, 302), (list, status) => {
        const body = mangled(order(), list)
        const read = interpretOrder({ is: 'answer', status, body } as Answer, orderId(OURS))
        if (read === 'absent') {
          const empty =
            body.is === 'empty' || (body.is === 'json' && (body.value === null || body.value === ''))
          expect(status === 404 || (status === 200 && empty)).toBe(true)
        } else if (!('unknown' in read)) expect(read.id).toBe(OURS)
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('The answer to a post: accepted or rejected only by proof', () => {
    const good = {
      success: true,
      errorMsg: '',
      orderID: OURS,
      status: 'live',
      takingAmount: '',
      makingAmount: '',
    }
    const bad = { error: 'invalid post-only order: order crosses book' }
    fc.assert(
      fc.property(
        mutations,
        fc.constantFrom(good, bad),
        fc.constantFrom(200, 400, 401, 403, 404, 425, 429, 500, 503),
        (list, document, status) => {
          const body = mangled(document, list)
          const outcome = classifyPost({ is: 'answer', status, body } as Answer)
          if (outcome.is === 'accepted') {
            expect(status).toBe(200)
            expect(jsonOf(body)).toMatchObject({ success: true })
          }
          if (outcome.is === 'rejected') expect([200, 400, 401, 403]).toContain(status)
          if (body.is !== 'json') expect(outcome.is).toBe('unknown')
        },
      ),
      { numRuns: RUNS.post, ...FIXED },
    )
  })

  test('The answer to a cancel: cancelled only what it names as cancelled', () => {
    const document = { canceled: [OURS], not_canceled: { [THEIRS]: 'Order not found' } }
    const [ours, theirs] = [orderId(OURS), orderId(THEIRS)]
    fc.assert(
      fc.property(mutations, fc.constantFrom(200, 400, 500, 503), (list, status) => {
        const body = mangled(document, list)
        const report = interpretCancel({ is: 'answer', status, body } as Answer, [ours, theirs])
        expect([...report.byId.keys()]).toEqual(expect.arrayContaining([ours, theirs]))
        const named = JSON.stringify((jsonOf(body) as { canceled?: unknown } | undefined)?.canceled ?? null)
        for (const [id, outcome] of report.byId) {
          if (outcome.is === 'canceled') expect(named.toLowerCase()).toContain(id)
        }
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('Books: two sides of believable levels, best first, or unknown', () => {
    const document = [
      {
        market: MARKET,
        asset_id: YES,
        timestamp: String(NOW),
        hash: 'ab',
        bids: [
          { price: '0.48', size: '100' },
          { price: '0.49', size: '200' },
        ],
        asks: [{ price: '0.51', size: '120' }],
      },
    ]
    fc.assert(
      fc.property(mutations, (list) => {
        const read = interpretBooks(jsonOf(mangled(document, list)), [YES], NOW).get(YES)
        expect(read).toBeDefined()
        if (read?.ok !== true) return
        const { bids, asks } = read.value
        expect(bids.length + asks.length).toBeLessThanOrEqual(10)
        for (const level of [...bids, ...asks]) expect(level.sizeMicros).toBeGreaterThan(0)
        expect(bids.toSorted((a, b) => b.priceMicros - a.priceMicros)).toEqual(bids)
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('Positions: a page without its end is unknown, and a record that cannot be read too', () => {
    const record = {
      proxy_wallet: WALLET,
      token_id: YES,
      condition_id: MARKET,
      status: 'OPEN',
      current_size: 12.5,
    }
    const document = {
      data: [record],
      pagination: { limit: 1000, offset: 0, has_more: false, next_cursor: null },
    }
    fc.assert(
      fc.property(mutations, (list) => {
        const parsed = parseDataApiPage(jsonOf(mangled(document, list)))
        if (typeof parsed === 'string') return
        const read = interpretPositions(parsed.records, WALLET)
        expect(read.value.size).toBeLessThanOrEqual(1)
        for (const held of read.value.values())
          expect(held === null || (Number.isSafeInteger(held) && held >= 0)).toBe(true)
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('Public trades: each believed whole or none of the page', () => {
    const record = (timestamp: number) => ({
      proxy_wallet: WALLET,
      condition_id: MARKET,
      token_id: YES,
      side: 'SELL',
      size: 12.5,
      price: 0.48,
      timestamp,
      transaction_hash: `0x${'1'.repeat(64)}`,
    })
    const document = {
      data: [record(1_795_000_002), record(1_795_000_001)],
      pagination: { limit: 500, offset: 0, has_more: false, next_cursor: null },
    }
    fc.assert(
      fc.property(mutations, (list) => {
        const parsed = parseTradesPage(jsonOf(mangled(document, list)), MARKET)
        if (typeof parsed === 'string') return
        for (const { priceMicros, sizeMicros, stampedAtMs } of parsed.records) {
          expect(priceMicros >= 0 && priceMicros <= MICROS).toBe(true)
          expect(Number.isSafeInteger(sizeMicros) && sizeMicros >= 0).toBe(true)
          expect(Number.isSafeInteger(stampedAtMs)).toBe(true)
        }
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('A market: believed whole or not at all', () => {
    const listing = { version: 'v1', tokens: [YES, CLOB_MARKET.t[1]?.t] } as never
    fc.assert(
      fc.property(mutations, fc.boolean(), (list, first) => {
        const trading = first ? jsonOf(mangled(CLOB_MARKET, list)) : CLOB_MARKET
        const status = first ? FULL_MARKET : jsonOf(mangled(FULL_MARKET, list))
        const info = parseMarket({ trading, status, listing }, MARKET)
        if (typeof info === 'string') return
        expect(info.tickMicros).toBeGreaterThan(0)
        expect(info.minSizeMicros).toBeGreaterThan(0)
        expect(info.market).toBe(MARKET)
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })

  test('Balance and time: a plain integer or nothing', () => {
    fc.assert(
      fc.property(mutations, (list) => {
        const balance = parseBalance(jsonOf(mangled({ balance: '6761230', allowances: {} }, list)))
        if (balance !== null) expect(Number.isSafeInteger(balance) && balance >= 0).toBe(true)
        const time = parseServerTime(jsonOf(mangled([1_795_000_000], list)))
        expect(time).toBeNull()
      }),
      { numRuns: RUNS.rest, ...FIXED },
    )
  })
})
