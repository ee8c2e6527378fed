import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { epochMs, price, size, type TokenId } from '../../../shared/domain/units.ts'
import { freeMicros } from '../../../shared/paper/paperBalances.ts'
import { level } from '../../support/level.ts'
import { CALM, INFO, ladder, legsOf, paperStage, START, trade } from '../../support/paperStage.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const OF_NO = { tokenId: NO }

const sharesOf = async (stage: ReturnType<typeof paperStage>) => {
  const read = await stage.venue.positions()
  if (!read.ok) throw new Error(read.unknown)
  return read.value
}

describe('orders of both outcomes on paper are in one book', () => {
  test('a BUY of one is filled by what fills the SELL of the other', async () => {
    // Prepare: YES is 48 to 52, so NO is 48 to 52 too; ours joins its 48.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    await stage.post('BUY', 48, 20, OF_NO)

    // Act: YES bought at 52 is NO sold at 48.
    stage.feed.trades = [trade('BUY', 52, 107, 20)]
    await stage.lookAt(30)

    // Assess
    expect(await legsOf(stage)).toMatchObject([
      { tokenId: NO, side: 'BUY', sizeMicros: 7_000_000, priceMicros: 480_000, notionalMicros: 3_360_000 },
    ])
    stage.feed.trades = [...stage.feed.trades, trade('BUY', 52, 13, 40, NO)]
    await stage.lookAt(50)
    expect(await legsOf(stage)).toHaveLength(1)
    stage.feed.trades = [...stage.feed.trades, trade('SELL', 48, 13, 60, NO)]
    await stage.lookAt(70)
    expect((await legsOf(stage)).map(({ sizeMicros }) => sizeMicros)).toEqual([7_000_000, 13_000_000])
  })

  test('what a trade gives one, the other does not get again', async () => {
    // Prepare: shares of NO to sell, and a bid for YES at the same place of the book.
    const stage = paperStage()
    await stage.post('BUY', 48, 30, OF_NO)
    stage.feed.trades = [trade('SELL', 47, 30, 20, NO)]
    await stage.lookAt(300)
    stage.feed.trades = []
    stage.feed.ladder = ladder([[40, 1]], [[60, 1]])
    expect(await stage.post('SELL', 52, 20, OF_NO)).toMatchObject({ is: 'accepted' })
    expect(await stage.post('BUY', 48, 20)).toMatchObject({ is: 'accepted' })

    // Act: 25 shares of YES are sold through both of ours.
    stage.feed.trades = [trade('SELL', 47, 25, 320)]
    await stage.lookAt(330)

    // Assess: the elder has 20 of them, the younger the other 5.
    const since = (await legsOf(stage)).filter(({ matchedAtMs }) => matchedAtMs > START + 300_000)
    expect(since).toMatchObject([
      { tokenId: NO, side: 'SELL', sizeMicros: 20_000_000, priceMicros: 520_000 },
      { tokenId: YES, side: 'BUY', sizeMicros: 5_000_000, priceMicros: 480_000 },
    ])
    expect(await sharesOf(stage)).toEqual(new Map([[NO, size(30_000_000)]]))
  })

  test('what a taker consumes of the display is gone for the other outcome too', async () => {
    const stage = paperStage({}, { ladder: ladder([[48, 100]], [[52, 10]]) })
    const takes = { postOnly: false, ...OF_NO }
    // YES takes the 10 at 52; for NO that was the bid at 48.
    expect(await stage.post('BUY', 52, 10, { postOnly: false })).toMatchObject({ is: 'accepted' })
    expect(await legsOf(stage)).toMatchObject([{ tokenId: YES, role: 'taker', sizeMicros: 10_000_000 }])
    // And NO takes what bids for YES, at 1 less its price.
    expect(await stage.post('BUY', 52, 30, takes)).toMatchObject({ is: 'accepted' })
    expect((await legsOf(stage)).at(-1)).toMatchObject({
      tokenId: NO,
      role: 'taker',
      sizeMicros: 30_000_000,
      priceMicros: 520_000,
    })
    // The same display still: of its 100 are 70 left.
    expect(await stage.post('BUY', 52, 90, takes)).toMatchObject({ is: 'accepted' })
    expect((await legsOf(stage)).at(-1)).toMatchObject({ sizeMicros: 70_000_000 })
  })

  test('money and shares are those of each outcome, and a resolved market pays for the one that won', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    await stage.post('BUY', 48, 10, OF_NO)
    stage.feed.trades = [trade('SELL', 47, 20, 20), trade('SELL', 47, 10, 21, NO)]
    await stage.lookAt(400)
    expect(await stage.venue.balance(YES)).toMatchObject({ value: 20_000_000 })
    expect(await stage.venue.balance(NO)).toMatchObject({ value: 10_000_000 })
    expect(freeMicros([stage.book()], 100_000_000, epochMs(stage.clock.nowMs()))).toBe(85_600_000)

    stage.feed.info = { ...INFO, closed: true, payoutMicros: [price(0), price(1_000_000)] }
    await stage.venue.market(MARKET)

    expect(await sharesOf(stage)).toEqual(new Map())
    expect(freeMicros([stage.book()], 100_000_000, epochMs(stage.clock.nowMs()))).toBe(95_600_000)
    expect(stage.book()).toMatchObject({
      redeemed: { sizeMicros: 20_000_000, paidMicros: 0 },
      other: { redeemed: { sizeMicros: 10_000_000, paidMicros: 10_000_000 } },
    })
  })

  test('the book of each outcome shows what rests of ours, until it ends; without the account it is unknown', async () => {
    const stage = paperStage()
    await stage.post('BUY', 49, 20)
    await stage.post('BUY', 47, 20, OF_NO)
    const shown = async () => {
      const books = await stage.venue.books([YES, NO])
      return [books.get(YES), books.get(NO)]
    }

    expect(await shown()).toMatchObject([
      {
        value: {
          bids: [level(49, 20), level(48, 100)],
          asks: [level(52, 100), level(53, 20)],
          bidDepthMicros: 120_000_000,
        },
      },
      { value: { bids: [level(48, 100), level(47, 20)], asks: [level(51, 20), level(52, 100)] } },
    ])
    await stage.venue.cancelAll()
    expect(await shown()).toMatchObject([
      { value: { ...CALM, bidDepthMicros: 100_000_000 } },
      { value: CALM },
    ])
    stage.store.all = async () => unknown('the table is silent')
    expect(await shown()).toMatchObject([{ ok: false }, { ok: false }])
    stage.feed.ladder = null
    expect(await shown()).toEqual([unknown('book: silence'), unknown('book: silence')])
  })

  test('a live mid beyond an order of ours is no witness of the book with that order on it', async () => {
    const stage = paperStage()
    const midOf = async (token: TokenId) => (await stage.venue.witness({ market: MARKET, token })).midMicros
    await stage.post('BUY', 49, 20)

    // Of No it asks 51.
    stage.feed.midCents = 49
    expect(await midOf(YES)).toMatchObject({ value: price(490_000) })
    expect(await midOf(NO)).toMatchObject({ value: price(510_000) })
    stage.feed.midCents = 48
    expect(await midOf(YES)).toMatchObject({ ok: false })
    expect(await midOf(NO)).toMatchObject({ ok: false })
    await stage.venue.cancelAll()
    expect(await midOf(YES)).toMatchObject({ value: price(480_000) })
  })

  test('a list, a cancel and a wiped book know both', async () => {
    const stage = paperStage()
    await stage.post('BUY', 45, 20)
    await stage.post('BUY', 45, 20, OF_NO)
    const listed = await stage.venue.openOrders()
    expect(listed.ok && listed.value.orders.map(({ tokenId }) => tokenId)).toEqual([YES, NO])

    stage.feed.ladder = ladder([], [])
    await stage.lookAt(5)

    const wiped = await stage.venue.openOrders()
    expect(wiped.ok && wiped.value.orders).toEqual([])
  })
})
