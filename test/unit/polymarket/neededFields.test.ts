import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../shared/domain/jsonObject.ts'
import { epochMs, orderId } from '../../../shared/domain/units.ts'
import { parseBalance } from '../../../shared/polymarket/account.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import { interpretBooks } from '../../../shared/polymarket/books.ts'
import { interpretCancel } from '../../../shared/polymarket/cancel.ts'
import { parseListing } from '../../../shared/polymarket/listing.ts'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { interpretOrder, interpretOrders } from '../../../shared/polymarket/orders.ts'
import { interpretPositions } from '../../../shared/polymarket/positions.ts'
import { parseTradesPage } from '../../../shared/polymarket/publicTrades.ts'
import { interpretRebates } from '../../../shared/polymarket/readRebates.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import type { CancelReport } from '../../../shared/ports/venue.ts'
import { CLOB_MARKET, FULL_MARKET, NOW } from '../../support/loopback.ts'
import { NEEDED_FIELDS, type NeededFields } from '../../support/neededFields.ts'
import { ME, maker, OURS, STRANGER, THEIRS, trade } from '../../support/tradeFixture.ts'
import { MARKET, NO, WALLET, YES } from '../../support/wireIds.ts'

/** Fields that the venue sends besides those we read. */
const EXTRA = {
  fee_rate_bps: '1000',
  outcome: 'Yes',
  bucket_index: 0,
  last_update: '1700000000',
  title: 'x',
  icon: 'y',
  tags: ['a'],
  volume: '12',
  liquidity: 3,
  rewards: { rates: null, min_size: 5 },
  events: [{ id: '1' }],
}
const at = epochMs(NOW)
const answer = (value: unknown): Answer => ({ is: 'answer', status: 200, body: { is: 'json', value } })
const order = {
  id: OURS,
  market: MARKET,
  asset_id: YES,
  side: 'BUY',
  status: 'LIVE',
  price: '0.4',
  owner: ME.apiKey,
  original_size: '10',
  size_matched: '2',
  created_at: NOW / 1000,
  maker_address: WALLET,
  expiration: '0',
  order_type: 'GTD',
  associate_trades: ['t'],
  ...EXTRA,
}
const listing = { version: 'v1' as const, tokens: [YES, NO] as const, endDate: '2027-01-01T00:00:00Z' }
const isWord = (value: unknown): boolean => typeof value === 'string'

interface Shape {
  readonly of: NeededFields
  readonly good: () => JsonObject
  readonly parse: (json: JsonObject) => unknown
  /** Something of it is unknown, as it must be where a needed field is. */
  readonly isUnknown: (parsed: unknown) => boolean
  /** Needed only where they are stated: without them the shape is read as having none. */
  readonly ifStated?: readonly string[]
}

const trades = (record: JsonObject): unknown => interpretTrades([record], ME)
const lacksLeg = (parsed: unknown): boolean => {
  const { value } = parsed as { value: { legs: unknown[]; withoutId: unknown[]; unreadable: unknown[] } }
  return value.legs.length === 0 && value.withoutId.length + value.unreadable.length === 1
}

const SHAPES: Readonly<Record<keyof typeof NEEDED_FIELDS, Shape>> = {
  makerTrade: {
    of: NEEDED_FIELDS.makerTrade,
    good: () =>
      trade({ ...EXTRA, maker_orders: [maker({ ...EXTRA, side: 'BUY' })], transaction_hash: '0x1' }),
    parse: trades,
    isUnknown: lacksLeg,
  },
  takerTrade: {
    of: NEEDED_FIELDS.takerTrade,
    good: () =>
      trade({
        taker_order_id: OURS,
        owner: ME.apiKey,
        maker_address: WALLET,
        trader_side: 'TAKER',
        ...EXTRA,
        maker_orders: [maker({ ...STRANGER, order_id: THEIRS, matched_amount: '25', ...EXTRA })],
        transaction_hash: '0x1',
      }),
    parse: trades,
    isUnknown: lacksLeg,
  },
  openOrder: {
    of: NEEDED_FIELDS.openOrder,
    good: () => order,
    parse: (record) => interpretOrders([record], ME),
    isUnknown: (parsed) => (parsed as { value: { orders: unknown[] } }).value.orders.length === 0,
  },
  order: {
    of: NEEDED_FIELDS.order,
    good: () => order,
    parse: (record) => interpretOrder(answer(record), orderId(OURS)),
    isUnknown: (parsed) => 'unknown' in (parsed as object),
  },
  cancel: {
    of: NEEDED_FIELDS.cancel,
    good: () => ({ canceled: [OURS], not_canceled: {}, ...EXTRA }),
    parse: (json) => interpretCancel(answer(json), [orderId(OURS)]),
    isUnknown: (parsed) => (parsed as CancelReport).byId.get(orderId(OURS))?.is !== 'canceled',
  },
  book: {
    of: NEEDED_FIELDS.book,
    good: () => ({
      asset_id: YES,
      timestamp: String(NOW),
      market: MARKET,
      hash: 'h',
      tick_size: '0.01',
      ...EXTRA,
      bids: [{ price: '0.4', size: '5' }],
      asks: [{ price: '0.6', size: '5' }],
      neg_risk: false,
    }),
    parse: (json) => interpretBooks([json], [YES], at).get(YES),
    isUnknown: (parsed) => !(parsed as { ok: boolean }).ok,
  },
  clobMarket: {
    of: NEEDED_FIELDS.clobMarket,
    good: () => ({
      ...CLOB_MARKET,
      nr: false,
      v: 'v1',
      gst: '2026-12-01T00:00:00Z',
      r: { e: true, mi: 50, ma: 3, moas: 1 },
      ...EXTRA,
    }),
    parse: (trading) => parseMarket({ trading, status: FULL_MARKET, listing }, MARKET),
    isUnknown: isWord,
    ifStated: ['nr', 'v', 'fd.r', 'fd.e', 'gst'],
  },
  market: {
    of: NEEDED_FIELDS.market,
    good: () => ({ ...FULL_MARKET, game_start_time: '2026-12-01T00:00:00Z', ...EXTRA }),
    parse: (status) => parseMarket({ trading: CLOB_MARKET, status, listing }, MARKET),
    isUnknown: isWord,
    ifStated: ['game_start_time'],
  },
  catalogue: {
    of: NEEDED_FIELDS.catalogue,
    good: () => ({
      conditionId: MARKET,
      version: 'v1',
      clobTokenIds: JSON.stringify([YES, NO]),
      endDate: '2027-01-01',
      ...EXTRA,
    }),
    // Which record is the market's is found by its id before.
    parse: (record) => (record['conditionId'] === MARKET ? parseListing(record) : 'another market'),
    isUnknown: isWord,
  },
  position: {
    of: NEEDED_FIELDS.position,
    good: () => ({
      token_id: YES,
      current_size: 5,
      proxy_wallet: WALLET,
      total_size: 9,
      avg_price: 0.4,
      ...EXTRA,
    }),
    parse: (record) => interpretPositions([record], WALLET).value,
    isUnknown: (parsed) => typeof (parsed as ReadonlyMap<unknown, unknown>).get(YES) !== 'number',
  },
  balance: {
    of: NEEDED_FIELDS.balance,
    good: () => ({ balance: '5000000', allowances: { [THEIRS]: '1' }, ...EXTRA }),
    parse: parseBalance,
    isUnknown: (parsed) => parsed === null,
  },
  publicTrade: {
    of: NEEDED_FIELDS.publicTrade,
    good: () => ({
      condition_id: MARKET,
      token_id: YES,
      side: 'BUY',
      price: 0.4,
      size: 5,
      timestamp: NOW / 1000,
      transaction_hash: '0x1',
      proxy_wallet: WALLET,
      name: 'x',
      ...EXTRA,
    }),
    parse: (record) => {
      const page = parseTradesPage({ data: [record], pagination: { next_cursor: null } }, MARKET)
      return typeof page === 'string' ? page : (page.unreadable?.why ?? page)
    },
    isUnknown: isWord,
  },
  rebate: {
    of: NEEDED_FIELDS.rebate,
    good: () => ({ condition_id: MARKET, rebated_fees_usdc: '0.5', maker_address: WALLET, ...EXTRA }),
    parse: (record) => interpretRebates([record], at),
    isUnknown: (parsed) => {
      const read = parsed as ReturnType<typeof interpretRebates>
      return !read.ok || read.value.get(MARKET) === null
    },
  },
}

/** What a field may be found to hold; a name for each, for the message. */
const MISSING = Symbol('missing')
const SPOILS: readonly (readonly [string, unknown])[] = [
  ...([
    ['missing', MISSING],
    ['null', null],
    ['a number', 7],
    ['true', true],
    ['an empty text', ''],
  ] as const),
  ...([
    ['an object', { x: [1] }],
    ['a list', [[]]],
    ['nonsense', 'no such thing'],
  ] as const),
  ...([
    ['huge text', 'z'.repeat(100_000)],
    ['a huge number', 1e308],
    ['a long list', Array(10_000).fill(0)],
  ] as const),
]
/** Of no type and no meaning that any field has. */
const NEVER_GOOD = [{ x: [1] }, 'z'.repeat(100_000)]

/** The paths of all fields of a good answer, `[]` for the first entry of a list. */
function fieldsOf(json: unknown, prefix = ''): readonly string[] {
  if (Array.isArray(json)) return fieldsOf(json[0], `${prefix}[]`)
  if (typeof json !== 'object' || json === null) return []
  return Object.entries(json).flatMap(([name, value]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    return [path, ...fieldsOf(value, path)]
  })
}

function spoiled(good: JsonObject, path: string, by: unknown): JsonObject {
  const copy = structuredClone(good) as Record<string, unknown>
  const steps = path.split('.').flatMap((step) => (step.endsWith('[]') ? [step.slice(0, -2), '0'] : [step]))
  const last = steps.pop() ?? ''
  const holder = steps.reduce<Record<string, unknown>>(
    (at, step) => at[step] as Record<string, unknown>,
    copy,
  )
  if (by === MISSING) delete holder[last]
  else holder[last] = by
  return copy
}

describe.each(Object.entries(SHAPES))(
  'the fields of %s',
  (_, { of, good, parse, isUnknown, ifStated = [] }) => {
    const listed = [...of.needed, ...of.used]
    const holdsListed = (path: string): boolean => listed.some((field) => field.startsWith(`${path}.`))
    const others = fieldsOf(good()).filter((path) => !listed.includes(path) && !holdsListed(path))

    test('a good one is read, and has all that the table names', () => {
      expect(isUnknown(parse(good()))).toBe(false)
      expect(fieldsOf(good())).toEqual(expect.arrayContaining(listed))
      expect(others.length).toBeGreaterThan(0)
    })

    test.each(others)('%s may hold anything: nothing that is read changes', (path) => {
      const whole = parse(good())
      for (const [, by] of SPOILS) expect(parse(spoiled(good(), path, by))).toEqual(whole)
    })

    test.runIf(of.used.length > 0).each(of.used)('%s may hold anything: the rest is read', (path) => {
      for (const [name, by] of SPOILS) {
        expect(isUnknown(parse(spoiled(good(), path, by))), `${path}: ${name}`).toBe(false)
      }
    })

    test.each(of.needed)('%s is needed: what it leaves unknown is said', (path) => {
      for (const by of NEVER_GOOD) expect(isUnknown(parse(spoiled(good(), path, by)))).toBe(true)
      if (!ifStated.includes(path)) expect(isUnknown(parse(spoiled(good(), path, MISSING)))).toBe(true)
    })
  },
)
