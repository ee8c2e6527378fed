import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { epochMs, orderId, tokenId } from '../../../shared/domain/units.ts'
import { parseBalance } from '../../../shared/polymarket/account.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import { interpretBooks } from '../../../shared/polymarket/books.ts'
import { interpretCancel } from '../../../shared/polymarket/cancel.ts'
import { parseMarket } from '../../../shared/polymarket/marketInfo.ts'
import { interpretOrders } from '../../../shared/polymarket/orders.ts'
import { parseClobPage } from '../../../shared/polymarket/pages.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import { interpretTrades } from '../../../shared/polymarket/trades.ts'
import { readMarketId } from '../../../shared/polymarket/wire.ts'

const folder = process.env['RECORDINGS']
const read = (name: string) => JSON.parse(readFileSync(join(folder ?? '', 'rest', name), 'utf8'))
const nautilus = (name: string) => read(`nautilus/test_data/${name}.json`)
const answer = (value: unknown, status = 200): Answer => ({
  is: 'answer',
  status,
  body: { is: 'json', value },
})

describe.skipIf(folder === undefined)(
  'recorded payloads (skipped unless RECORDINGS names their folder)',
  () => {
    it('hold our trades: as taker, as maker on the complement, and with one maker of two orders', () => {
      const recording = read('clob_data_trades_2026-08.json')
      const me = { apiKey: recording._account.our_api_key_owner, funder: recording._account.our_funder }
      const page = parseClobPage(recording)
      if (typeof page === 'string') throw new Error(page)
      const result = interpretTrades(page.records, me)
      if (!result.ok) throw new Error(result.unknown)
      expect(result.value.withoutId).toEqual([])
      const legs = result.value.legs.map((leg) => [
        leg.role,
        leg.side,
        leg.priceMicros,
        leg.sizeMicros,
        leg.notionalMicros,
      ])
      expect(legs).toEqual([
        ['taker', 'SELL', 130_000, 4_120_000, 535_600],
        // The record's top says SELL of No at 0.87; ours is the resting SELL of Yes at 0.13 in it.
        ['maker', 'SELL', 130_000, 15_880_000, 2_064_400],
        // By its makers; the record's top says 0.259, which would be 11.976652.
        ['taker', 'BUY', 258_640, 46_241_898, 11_959_999],
      ])
      expect(result.value.legs[1]).toMatchObject({
        tokenId: '4301913150008555036242742378121421425636969753583463858852315615150555927156',
        orderId: '0x88bf0895acf136b3e43360b8a754d66ce16a3a8aafb6c842e4ee419604474920',
        status: 'CONFIRMED',
        matchedAtMs: 1_787_980_569_000,
      })
    })

    it('seen with the eyes of the maker behind two orders are two legs, one at an unrounded price', () => {
      const [, , third] = read('clob_data_trades_2026-08.json').data
      const maker = third.maker_orders[0]
      const result = interpretTrades([{ ...third, trader_side: 'MAKER' }], {
        apiKey: maker.owner,
        funder: maker.maker_address,
      })
      if (!result.ok) throw new Error(result.unknown)
      expect(
        result.value.legs.map((leg) => [leg.side, leg.priceMicros, leg.sizeMicros, leg.notionalMicros]),
      ).toEqual([
        ['BUY', 748_000, 34_870_000, 26_082_760],
        ['BUY', 721_000, 11_371_898, 8_199_139],
      ])
    })

    it('hold trades in another dress: ISO times, plain statuses, makers that are strangers', () => {
      const me = {
        apiKey: '00000000-0000-0000-0000-000000000001',
        funder: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      }
      // The second record carries the same key and another wallet, the maker of the first: it is that wallet's.
      const other = { ...me, funder: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8' }
      const legsOf = (who: typeof me) => {
        const result = interpretTrades(
          [nautilus('http_trade_report'), ...nautilus('http_trades_page').data],
          who,
        )
        if (!result.ok) throw new Error(result.unknown)
        return result.value.legs.map((leg) => [
          leg.role,
          leg.sizeMicros,
          leg.status,
          leg.mined,
          leg.matchedAtMs,
        ])
      }
      expect(legsOf(me)).toEqual([
        ['taker', 25_000_000, 'CONFIRMED', true, Date.parse('2024-01-01T00:00:00Z')],
      ])
      expect(legsOf(other)).toEqual([
        ['maker', 25_000_000, 'CONFIRMED', true, Date.parse('2024-01-01T00:00:00Z')],
        ['taker', 10_000_000, 'PROVISIONAL', true, Date.parse('2024-01-01T00:00:00Z')],
      ])
    })

    it('hold orders, open and done', () => {
      const page = parseClobPage(nautilus('http_open_orders_page'))
      if (typeof page === 'string') throw new Error(page)
      const result = interpretOrders(
        [...page.records, nautilus('http_open_order'), nautilus('http_open_order_sell_fok')],
        {
          apiKey: '00000000-0000-0000-0000-000000000001',
          funder: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
        },
      )
      if (!result.ok) throw new Error(result.unknown)
      expect(
        result.value.orders.map((order) => [order.side, order.status, order.sizeMicros, order.matchedMicros]),
      ).toEqual([
        ['BUY', 'LIVE', 200_000_000, 0],
        ['SELL', 'LIVE', 150_000_000, 50_000_000],
        ['BUY', 'LIVE', 100_000_000, 25_000_000],
        ['SELL', 'TERMINAL', 50_000_000, 50_000_000],
      ])
    })

    it('hold answers to cancels', () => {
      const batch = nautilus('http_batch_cancel_response')
      const ids = [...batch.canceled, ...Object.keys(batch.not_canceled)].map(orderId)
      const report = interpretCancel(answer(batch), ids)
      expect(ids.map((id) => report.byId.get(id)?.is)).toEqual(['canceled', 'canceled', 'notCanceled'])
      expect(report.complete).toBe(true)
      expect(interpretCancel(answer(nautilus('http_cancel_response_failed')), []).canceled).toEqual([])
      expect(interpretCancel(answer(nautilus('http_cancel_response_ok')), []).canceled).toHaveLength(1)
    })

    it('hold answers to posts, none of which proves more than it says', () => {
      expect(classifyPost(answer(nautilus('http_order_response_ok'))).is).toBe('unknown')
      expect(classifyPost(answer({ ...nautilus('http_order_response_ok'), status: 'live' })).is).toBe(
        'accepted',
      )
      expect(classifyPost(answer(nautilus('http_order_response_failed'))).is).toBe('unknown')
      expect(classifyPost(answer(nautilus('http_order_response_error_500'), 500)).is).toBe('unknown')
    })

    it('hold a book whose best bid is the last', () => {
      const book = nautilus('clob_book_response')
      const token = tokenId(book.asset_id)
      const read = interpretBooks([book], [token], epochMs(0)).get(token)
      if (read === undefined || !read.ok) throw new Error(read?.unknown)
      expect([read.value.bids[0]?.priceMicros, read.value.asks[0]?.priceMicros]).toEqual([500_000, 510_000])
      expect([read.value.bidDepthMicros, read.value.askDepthMicros]).toEqual([450_000_000, 390_000_000])
    })

    it('hold balances, one in base units and one that cannot be reported', () => {
      expect(parseBalance(nautilus('http_balance_allowance_collateral'))).toBe(1_000_000_000)
      expect(parseBalance(nautilus('http_balance_allowance_no_allowance'))).toBeNull()
    })

    it.each(['clob_market_closed_binary_accepting_true', 'clob_market_closed_binary_accepting_false'])(
      'hold %s, which takes no orders whatever it says of itself',
      (name) => {
        const full = nautilus(name)
        const market = readMarketId(full.condition_id)
        if (market === null) throw new Error(full.condition_id)
        const tokens = full.tokens.map((token: { token_id: string }) => ({ t: token.token_id }))
        const trading = { t: tokens, mts: full.minimum_tick_size, mos: full.minimum_order_size }
        const ids = tokens.map(({ t }: { t: string }) => tokenId(t))
        const listing = { version: 'v1', tokens: ids } as const
        const info = parseMarket({ trading, status: full, listing }, market)
        if (typeof info === 'string') throw new Error(info)
        expect(info).toMatchObject({
          accepting: false,
          closed: true,
          tickMicros: Math.round(full.minimum_tick_size * 1e6),
        })
      },
    )
  },
)
