import { describe, expect, test } from 'vitest'
import { epochMs } from '../../../shared/domain/units.ts'
import { ladder, legsOf, onlyOrder, paperStage, START, trade } from '../../support/paperStage.ts'
import { NO, YES } from '../../support/wireIds.ts'

describe('a resting order', () => {
  test('is filled by what a trade at its price leaves after the queue', async () => {
    // Prepare: 100 shares are ahead of ours.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)

    // Act
    stage.feed.trades = [trade('SELL', 48, 107, 20)]
    await stage.lookAt(30)

    // Assess
    expect(await legsOf(stage)).toMatchObject([
      { side: 'BUY', role: 'maker', sizeMicros: 7_000_000, priceMicros: 480_000, status: 'PROVISIONAL' },
    ])
    expect(await onlyOrder(stage)).toMatchObject({ status: 'LIVE', matchedMicros: 7_000_000 })
  })

  test('is filled by a trade through its price as far as that goes, at its own price', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 47, 5, 20)]
    await stage.lookAt(30)
    const five = await onlyOrder(stage)
    // Whoever went through the price left nobody before us.
    stage.feed.trades = [...stage.feed.trades, trade('SELL', 48, 15, 40)]
    await stage.lookAt(50)

    expect(five).toMatchObject({ status: 'LIVE', matchedMicros: 5_000_000 })
    expect(await legsOf(stage)).toMatchObject([
      { sizeMicros: 5_000_000, priceMicros: 480_000, notionalMicros: 2_400_000 },
      { sizeMicros: 15_000_000, priceMicros: 480_000, notionalMicros: 7_200_000 },
    ])
    expect(await onlyOrder(stage)).toMatchObject({ status: 'TERMINAL', matchedMicros: 20_000_000 })
  })

  test('meets a BUY of the other outcome as the SELL that it is', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    // Somebody buys NO at 53 cents: that is YES sold at 47.
    stage.feed.trades = [trade('BUY', 53, 5, 20, NO)]
    await stage.lookAt(30)
    expect(await legsOf(stage)).toHaveLength(1)
  })

  test.each([
    ['by a taker of its own side', trade('BUY', 48, 500, 20)],
    ['of the other outcome on its own side', trade('SELL', 52, 500, 20, NO)],
    ['at a worse price for it', trade('SELL', 49, 500, 20)],
    ['smaller than the queue', trade('SELL', 48, 99, 20)],
    ['stamped before it reached the book', trade('SELL', 47, 500, -1)],
    ['whose match may be from before it reached the book', trade('SELL', 47, 500, 5)],
  ])('is not filled by a trade %s', async (_, public_) => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [public_]
    await stage.lookAt(60)
    expect(await legsOf(stage)).toEqual([])
  })

  test('counts a trade once, however often it is shown', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 48, 60, 20)]
    for (const seconds of [22, 30, 45, 60, 90]) await stage.lookAt(seconds)
    expect(await legsOf(stage)).toEqual([])

    // The queue of 100 is 40 now.
    stage.feed.trades = [...stage.feed.trades, trade('SELL', 48, 45, 80)]
    for (const seconds of [91, 100, 120]) await stage.lookAt(seconds)
    expect(await legsOf(stage)).toMatchObject([{ sizeMicros: 5_000_000 }])
  })

  test('counts two trades alike as two', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 48, 55, 20), trade('SELL', 48, 55, 20)]
    await stage.lookAt(30)
    expect(await legsOf(stage)).toMatchObject([{ sizeMicros: 10_000_000 }])
  })

  test('in many small trades of one look has one fill, so that no market can fill up its book', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    const small = Array.from({ length: 500 }, (_, nth) => trade('SELL', 48, 0.03, 21 + Math.floor(nth / 20)))
    stage.feed.trades = [trade('SELL', 48, 100, 20), ...small]
    await stage.lookAt(60)

    expect(await legsOf(stage)).toMatchObject([
      { sizeMicros: 15_000_000, notionalMicros: 7_200_000, matchedAtMs: START + 45_000 },
    ])
    expect(await onlyOrder(stage)).toMatchObject({ status: 'LIVE', matchedMicros: 15_000_000 })
    expect(stage.book()).toMatchObject({ filled: 1, sharesMicros: 15_000_000, cashMicros: -7_200_000 })

    // What a look has told stays as it was told.
    stage.feed.trades = [...stage.feed.trades, trade('SELL', 48, 2, 61)]
    await stage.lookAt(65)
    expect(await legsOf(stage)).toMatchObject([{ sizeMicros: 15_000_000 }, { sizeMicros: 2_000_000 }])
  })

  test('gets what the other side displays at its price, and the same display once', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.ladder = ladder([[47, 100]], [[48, 3]])
    await stage.lookAt(30)
    await stage.lookAt(40)
    const three = await onlyOrder(stage)
    // Another size is another supply; what lies beyond our price is not for us.
    stage.feed.ladder = ladder(
      [[46, 100]],
      [
        [47, 4],
        [48, 5],
        [49, 500],
      ],
    )
    await stage.lookAt(50)

    expect(three).toMatchObject({ status: 'LIVE', matchedMicros: 3_000_000 })
    expect(await legsOf(stage)).toMatchObject([
      { sizeMicros: 3_000_000, priceMicros: 480_000 },
      { sizeMicros: 9_000_000, priceMicros: 480_000 },
    ])
  })

  test('gets what ran over a queue that had been shorter, once that is known', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    // Of the hundred before us seventy have gone; nobody can tell yet by a trade or not.
    stage.feed.ladder = ladder([[48, 30]], [[52, 100]])
    await stage.lookAt(20)
    stage.feed.trades = [trade('SELL', 48, 42, 40)]
    await stage.lookAt(45)
    const early = await onlyOrder(stage)
    await stage.lookAt(56)
    await stage.lookAt(66)

    expect(early).toMatchObject({ matchedMicros: 0 })
    expect(await legsOf(stage)).toMatchObject([{ sizeMicros: 12_000_000, priceMicros: 480_000 }])
  })

  test('shares a trade with the other orders of ours: what one gets another does not', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    await stage.post('BUY', 49, 20)
    stage.feed.trades = [trade('SELL', 47, 25, 20)]
    await stage.lookAt(30)

    expect(stage.book().orders).toMatchObject([{ matchedMicros: 5_000_000 }, { matchedMicros: 20_000_000 }])
  })

  test('goes with a book that is wiped, and with the start of the game', async () => {
    const wiped = paperStage()
    await wiped.post('BUY', 48, 20)
    wiped.feed.ladder = ladder([], [])
    await wiped.lookAt(30)
    expect(wiped.book().orders).toMatchObject([{ end: { how: 'wiped' } }])

    const started = paperStage()
    const { info } = started.feed
    if (info === null) throw new Error('no info')
    started.feed.info = { ...info, gameStartMs: epochMs(START + 40_000) }
    await started.post('BUY', 48, 20)
    // The trade through it comes after the start: nobody was there any more.
    started.feed.trades = [trade('SELL', 20, 500, 45)]
    await started.lookAt(100)
    expect(started.book().orders).toMatchObject([{ end: { atMs: START + 40_000, how: 'wiped' } }])
    expect(await legsOf(started)).toEqual([])
  })
})

describe('the queue', () => {
  test('is capped by a shorter display, but only once the trades of that time are known', async () => {
    // Prepare: 100 ahead; then the level shows 30.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.ladder = ladder([[48, 30]], [[52, 100]])
    await stage.lookAt(20)
    expect(stage.book().orders).toMatchObject([{ aheadMicros: 100_000_000 }])

    // Act: nothing traded at that time; its trades would be known by now.
    await stage.lookAt(60)

    // Assess
    expect(stage.book().orders).toMatchObject([{ aheadMicros: 30_000_000, caps: [] }])
    stage.feed.trades = [trade('SELL', 48, 35, 61)]
    await stage.lookAt(70)
    expect(await legsOf(stage)).toMatchObject([{ sizeMicros: 5_000_000 }])
  })

  test('is not shortened twice by a trade that the display had shown already', async () => {
    // Prepare: 70 of 100 trade at second 15; the display tells at once, the index ten seconds later.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.ladder = ladder([[48, 30]], [[52, 100]])
    await stage.lookAt(16)
    stage.feed.trades = [trade('SELL', 48, 70, 18)]

    // Act
    await stage.lookAt(28)
    await stage.lookAt(70)

    // Assess: by the display alone, or by the trade alone, 30 are left; by both it would be none.
    expect(stage.book().orders).toMatchObject([{ aheadMicros: 30_000_000 }])
    expect(await legsOf(stage)).toEqual([])
  })

  test('counts a trade after the look against what the look showed', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.ladder = ladder([[48, 30]], [[52, 100]])
    await stage.lookAt(10)
    // Certainly after it: 25 of the 30 that were left.
    stage.feed.trades = [trade('SELL', 48, 25, 30)]
    stage.feed.ladder = ladder([[48, 5]], [[52, 100]])
    await stage.lookAt(35)
    await stage.lookAt(80)
    expect(stage.book().orders).toMatchObject([{ aheadMicros: 5_000_000 }])
  })
})

describe('the end of an order', () => {
  test('by its date is sixty seconds early, and what it matched is reported once it is the last word', async () => {
    // Prepare: it says 300 s, so the venue drops it after 240.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)

    // Act
    await stage.lookAt(239)
    const before = await onlyOrder(stage)
    await stage.lookAt(241)
    const after = await onlyOrder(stage)
    stage.feed.trades = [trade('SELL', 47, 20, 238), trade('SELL', 47, 20, 240)]
    await stage.lookAt(262)
    const told = await onlyOrder(stage)
    await stage.lookAt(275)

    // Assess
    expect(before).toMatchObject({ status: 'LIVE', matchedMicros: 0 })
    expect(after).toMatchObject({ status: 'TERMINAL', matchedMicros: null })
    // A trade of its life that is shown late fills it; one from after its end does not.
    expect(told).toMatchObject({ status: 'TERMINAL', matchedMicros: 20_000_000 })
    expect(await legsOf(stage)).toMatchObject([{ matchedAtMs: START + 238_000 }])
  })

  test('by a cancel is reported at once, and waits for the trades of its last moments', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.clock.advanceTo(epochMs(START + 60_000))
    const [order] = stage.book().orders

    const report = await stage.venue.cancel(order === undefined ? [] : [order.id])
    const open = await stage.venue.openOrders()
    const during = await onlyOrder(stage)
    await stage.lookAt(95)
    const settled = await onlyOrder(stage)

    expect(report).toMatchObject({ complete: true, canceled: [order?.id] })
    expect(open).toMatchObject({ ok: true, value: { orders: [] } })
    expect(during).toMatchObject({ status: 'TERMINAL', matchedMicros: null })
    expect(settled).toMatchObject({ status: 'TERMINAL', matchedMicros: 0 })
  })
})

describe('what cannot be read', () => {
  test('is unknown, never an empty answer, and fills nobody', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = null
    stage.clock.advanceTo(epochMs(START + 30_000))
    expect(await stage.venue.trades(epochMs(0))).toEqual({ ok: false, unknown: 'trades: silence' })
    // Orders are in our own table: a STOP can end them while the venue is down.
    expect(await stage.venue.openOrders()).toMatchObject({
      ok: true,
      value: { orders: [{ status: 'LIVE' }] },
    })
    expect(await stage.venue.cancelAll()).toMatchObject({ complete: true })
    expect(await stage.venue.openOrders()).toMatchObject({ ok: true, value: { orders: [] } })
    expect(await onlyOrder(stage)).toMatchObject({ status: 'TERMINAL', matchedMicros: null })
  })

  test('for good is a gap: reported, counted, and the orders of that time end with what they had', async () => {
    // Prepare: after a long silence the list reaches back to second 90 only.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 48, 110, 20)]
    await stage.lookAt(30)
    stage.feed.trades = [trade('SELL', 47, 500, 95)]
    stage.feed.fromMs = START + 90_000

    // Act
    stage.clock.advanceTo(epochMs(START + 100_000))
    const first = await stage.venue.trades(epochMs(0))
    stage.clock.advanceTo(epochMs(START + 110_000))
    const second = await stage.venue.trades(epochMs(0))

    // Assess
    expect(first).toMatchObject({ ok: false, unknown: expect.stringContaining('can no longer be read') })
    expect(stage.pages).toHaveLength(1)
    expect(second).toMatchObject({ ok: true, value: { legs: [{ sizeMicros: 10_000_000 }] } })
    expect(stage.book()).toMatchObject({ gapCount: 1, gaps: [{ toMs: START + 90_000 }] })
    expect(await onlyOrder(stage)).toMatchObject({ status: 'TERMINAL', matchedMicros: 10_000_000 })
  })

  test('of the book leaves an order unsent, and of the table unknown', async () => {
    const stage = paperStage()
    stage.feed.ladder = null
    expect(await stage.post('BUY', 48, 20)).toEqual({ is: 'unsent', why: 'book: ladder: silence' })
    expect(stage.store.puts).toBe(0)
  })
})

test('a quiet market is asked nothing and written nothing while no order of ours is there', async () => {
  const stage = paperStage()
  await stage.lookAt(10)
  await stage.lookAt(600)
  expect(stage.feed.asked).toEqual([])
  expect(stage.store.puts).toBe(0)
})

test('a fill is matched at first and final after a while, and only then in the balance', async () => {
  const stage = paperStage()
  await stage.post('BUY', 48, 20)
  stage.feed.trades = [trade('SELL', 47, 20, 20)]
  await stage.lookAt(24)
  expect((await legsOf(stage))[0]).toMatchObject({ status: 'PROVISIONAL', mined: false })
  await stage.lookAt(30)
  expect((await legsOf(stage))[0]).toMatchObject({ status: 'PROVISIONAL', mined: true })
  expect(await stage.venue.balance(YES)).toMatchObject({ value: 0 })
  await stage.lookAt(41)
  expect((await legsOf(stage))[0]).toMatchObject({ status: 'CONFIRMED', mined: true })
  expect(await stage.venue.balance(YES)).toMatchObject({ value: 20_000_000 })
})
