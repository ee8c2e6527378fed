import { describe, expect, test } from 'vitest'
import { takerFeeMicros } from '../../../shared/accounting/takerFee.ts'
import type { MarketRules } from '../../../shared/domain/market.ts'
import { epochMs, monotonicMs, price, size, tokenId } from '../../../shared/domain/units.ts'
import { rulesOf } from '../../../shared/machine/knownRules.ts'
import { emptyPaperAccount, MAX_PAPER_FILLS, type PaperFill } from '../../../shared/paper/paperAccount.ts'
import { rejectCodeOf } from '../../../shared/polymarket/rejections.ts'
import { approved } from '../../support/approved.ts'
import { INFO, ladder, onlyOrder, paperStage, START, trade } from '../../support/paperStage.ts'
import { MARKET, YES } from '../../support/wireIds.ts'

describe('an order is refused in the venue’s words, read by the reader of production', () => {
  test.each([
    ['post-only into the other side', 52, 20, {}, 'crosses'],
    ['off the tick', 48.5, 20, {}, 'tick'],
    ['below the minimum', 48, 4, {}, 'size'],
    ['with too short a life', 48, 20, { expiresAtMs: epochMs(START + 170_000) }, 'expiration'],
    ['beyond the account', 48, 300, {}, 'balance'],
    ['of a size finer than 0.01', 48, 20.001, {}, 'precision'],
  ] as const)('%s', async (_, cents, shares, draft, code) => {
    const stage = paperStage()
    const outcome = await stage.post('BUY', cents, shares, draft)
    expect(outcome).toMatchObject({ is: 'rejected', code })
    expect(outcome.is === 'rejected' && rejectCodeOf(outcome.text)).toBe(code)
    expect(await stage.venue.openOrders()).toMatchObject({ value: { orders: [] } })
  })

  test('a SELL of shares that are not there, and of a market that takes none', async () => {
    const stage = paperStage()
    expect(await stage.post('SELL', 52, 20)).toMatchObject({ is: 'rejected', code: 'balance' })
    stage.feed.info = { ...INFO, accepting: false }
    stage.clock.advanceTo(epochMs(START + 120_000))
    expect(await stage.post('BUY', 48, 20)).toMatchObject({ is: 'rejected', code: 'market' })
  })

  test('a second BUY that the money of the first has left too little for', async () => {
    const stage = paperStage()
    expect(await stage.post('BUY', 48, 150)).toMatchObject({ is: 'accepted' })
    expect(await stage.post('BUY', 48, 100)).toMatchObject({ is: 'rejected', code: 'balance' })
  })
})

describe('a taker', () => {
  /** Holds 30 shares, bought through at 48 cents, settled. */
  async function holding() {
    const stage = paperStage()
    await stage.post('BUY', 48, 30)
    stage.feed.trades = [trade('SELL', 47, 30, 20)]
    await stage.lookAt(60)
    return stage
  }

  test('takes what is displayed, pays its fee at the average price, and rests with what is left', async () => {
    // Prepare
    const stage = await holding()
    stage.feed.ladder = ladder(
      [
        [47, 10],
        [46, 8],
        [40, 100],
      ],
      [[52, 100]],
    )

    // Act
    const outcome = await stage.post('SELL', 46, 30, { purpose: 'takerExit', postOnly: false })

    // Assess
    expect(outcome).toMatchObject({ is: 'accepted' })
    const fill = stage.book().fills.at(-1)
    expect(fill).toMatchObject({
      role: 'taker',
      sizeMicros: 18_000_000,
      priceMicros: 465_556,
      notionalMicros: 8_380_000,
    })
    const paid = takerFeeMicros({ sizeMicros: size(18_000_000), priceMicros: price(465_556), ...INFO })
    expect(fill?.feeMicros).toBe(paid)
    expect(paid).toBeGreaterThan(0)
    expect(stage.book().cashMicros).toBe(-14_400_000 + 8_380_000 - paid)
    expect(await stage.venue.openOrders()).toMatchObject({
      value: { orders: [{ side: 'SELL', matchedMicros: 18_000_000 }] },
    })
  })

  test('does not take the same display twice, by resting in it or by another order', async () => {
    // Prepare
    const stage = await holding()
    stage.feed.ladder = ladder([[47, 10]], [[52, 100]])
    await stage.post('SELL', 47, 30, { purpose: 'takerExit', postOnly: false })

    // Act: the display does not know of us, and shows the ten still.
    await stage.lookAt(70)
    const same = stage.book().orders.at(-1)
    stage.feed.ladder = ladder([[47, 12]], [[52, 100]])
    await stage.lookAt(80)

    // Assess: another size is another supply, whose owner would have met us with all of it.
    expect(same).toMatchObject({ matchedMicros: 10_000_000 })
    expect(stage.book().orders.at(-1)).toMatchObject({ matchedMicros: 22_000_000 })
  })
})

test('an order goes out once, within its deadline or not at all', async () => {
  const stage = paperStage()
  const draft = approved({
    market: MARKET,
    purpose: 'entry',
    side: 'BUY',
    tokenId: YES,
    priceMicros: price(480_000),
    sizeMicros: size(20_000_000),
    postOnly: true,
    expiresAtMs: epochMs(START + 300_000),
  })
  const signing = await stage.venue.sign(draft)
  if (signing.is !== 'signed') throw new Error(signing.why)
  stage.clock.advanceTo(epochMs(START + 10_000))
  expect(await stage.venue.post(signing.order, monotonicMs(9_000))).toMatchObject({ is: 'unsent' })
  expect(await stage.venue.post(signing.order, monotonicMs(60_000))).toMatchObject({ is: 'accepted' })
  expect(await stage.venue.post(signing.order, monotonicMs(60_000))).toMatchObject({ is: 'accepted' })
  expect(stage.book().orders).toHaveLength(1)
})

test('an order meets the market as remembered while its rules cannot be read', async () => {
  const stage = paperStage()
  stage.feed.info = null
  const draft = {
    ...({ market: MARKET, purpose: 'exit', side: 'SELL', tokenId: YES, postOnly: true } as const),
    priceMicros: price(480_000),
    sizeMicros: size(20_000_000),
    expiresAtMs: epochMs(START + 300_000),
  }
  const posted = async (remembered?: MarketRules) => {
    const signing = await stage.venue.sign(approved(draft), remembered)
    return signing.is === 'signed' ? await stage.venue.post(signing.order, monotonicMs(60_000)) : signing
  }

  expect(await posted()).toMatchObject({ is: 'unsent', why: expect.stringContaining('market') })
  // Nothing is held: the venue's own refusal, which asks for the rules first.
  expect(await posted(rulesOf(INFO, epochMs(START)))).toMatchObject({ is: 'rejected', code: 'balance' })
})

test('ids are none that the venue has, and never the same', async () => {
  const stage = paperStage()
  const draft = {
    ...({ market: MARKET, purpose: 'entry', side: 'BUY', tokenId: YES, postOnly: true } as const),
    priceMicros: price(480_000),
    sizeMicros: size(20_000_000),
    expiresAtMs: epochMs(START + 300_000),
  }
  const ids = new Set<string>()
  for (let nth = 0; nth < 50; nth += 1) {
    const signing = await stage.venue.sign(draft)
    if (signing.is === 'signed') ids.add(signing.order.id)
  }
  expect(ids.size).toBe(50)
  for (const id of ids) expect(id).toMatch(/^paper-[0-9a-f]{64}$/)
})

describe('two writers', () => {
  test('a STOP that comes between the look and the write of a tick loses neither', async () => {
    // Prepare
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    const stop = stage.another()
    stage.feed.trades = [trade('SELL', 47, 30, 20)]
    stage.clock.advanceTo(epochMs(START + 30_000))
    let between = true
    stage.store.beforePut = async () => {
      if (!between) return
      between = false
      await stop.cancelAll()
    }

    // Act
    await stage.venue.trades(epochMs(0))

    // Assess: the trade was of its life, whoever wrote first.
    expect(stage.book().orders).toMatchObject([{ matchedMicros: 20_000_000 }])
    expect(stage.book().fills).toHaveLength(1)
    expect(await onlyOrder(stage)).toMatchObject({ status: 'TERMINAL' })
  })

  test('that come between forever end as unknown', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.store.beforePut = async () => {
      const item = stage.store.items.get(MARKET)
      if (item !== undefined) stage.store.items.set(MARKET, { ...item, rev: item.rev + 1 })
    }
    expect(await stage.post('BUY', 48, 20)).toMatchObject({ is: 'unknown' })
  })
})

describe('the item', () => {
  const fill = (nth: number): PaperFill => ({
    tradeId: `paper-${nth}` as PaperFill['tradeId'],
    orderId: 'paper-x' as PaperFill['orderId'],
    side: nth % 2 === 0 ? 'BUY' : 'SELL',
    role: 'maker',
    sizeMicros: size(5_000_000),
    priceMicros: price(480_000),
    notionalMicros: 2_400_000 as PaperFill['notionalMicros'],
    feeMicros: 0 as PaperFill['feeMicros'],
    matchedAtMs: epochMs(START - 400_000 + nth * 1_000),
  })

  test('stays bounded: old fills go to the archive, and are reported from there', async () => {
    // Prepare: as full as it may be.
    const stage = paperStage()
    const fills = Array.from({ length: MAX_PAPER_FILLS }, (_, nth) => fill(nth))
    const book = { ...emptyPaperAccount({ market: MARKET, tokenId: YES, nowMs: START }), fills, filled: 400 }
    stage.store.items.set(MARKET, { market: MARKET, rev: 1, body: book })

    // Act
    await stage.post('BUY', 48, 20)
    const all = await stage.venue.trades(epochMs(0))
    const recent = await stage.venue.trades(epochMs(START - 10_000))

    // Assess
    expect(stage.book().fills.length).toBeLessThan(MAX_PAPER_FILLS)
    expect(stage.store.records.size).toBe(MAX_PAPER_FILLS - stage.book().fills.length)
    expect(all.ok && all.value.legs).toHaveLength(MAX_PAPER_FILLS)
    expect(recent.ok && recent.value.legs).toHaveLength(10)
  })

  test('keeps a fill until it has been stored: one whose write never came to be is in no archive', async () => {
    // Prepare: filled hours ago, and seen only now, by a look that is killed between its two writes.
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 47, 30, 20)]
    const { put } = stage.store
    stage.store.put = async () => ({ is: 'unknown', why: 'killed' })
    await stage.lookAt(3 * 3_600)
    stage.store.put = put

    // Act: who comes after it cannot read so far back any more.
    stage.feed.fromMs = START + 3_600_000
    await stage.lookAt(3 * 3_600 + 5)

    // Assess
    expect(stage.book()).toMatchObject({ filled: 0, sharesMicros: 0, gapCount: 1 })
    expect(stage.store.records.size).toBe(0)
  })

  test('lets an old fill go with the write after the one that brought it', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    stage.feed.trades = [trade('SELL', 47, 30, 20)]
    await stage.lookAt(3 * 3_600)
    const first = { kept: stage.book().fills.length, archived: stage.store.records.size }
    await stage.post('BUY', 48, 20)

    expect(first).toEqual({ kept: 1, archived: 0 })
    expect(stage.book().fills).toEqual([])
    expect(stage.store.records.size).toBe(1)
    expect(await stage.venue.trades(epochMs(0))).toMatchObject({ value: { legs: [{ status: 'CONFIRMED' }] } })
  })

  test('that cannot be read is unknown, with what to do', async () => {
    const stage = paperStage()
    stage.store.items.set(MARKET, { market: MARKET, rev: 1, body: { schema: 1 } })
    expect(await stage.venue.openOrders()).toMatchObject({
      ok: false,
      unknown: expect.stringMatching(/paper account of 0xa1.*delete the item/),
    })
    expect(await stage.post('BUY', 48, 20)).toMatchObject({ is: 'unknown' })
  })

  test('is of one token: an order in the other is not sent', async () => {
    const stage = paperStage()
    await stage.post('BUY', 48, 20)
    expect(await stage.post('BUY', 48, 20, { tokenId: tokenId('8') })).toMatchObject({ is: 'unsent' })
  })
})
