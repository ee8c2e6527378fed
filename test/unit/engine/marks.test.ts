import { describe, expect, test } from 'vitest'
import type { Book } from '../../../shared/domain/market.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { price, size } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  cents,
  decide,
  dollars,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  order,
  settings,
  shares,
  state,
  stops,
  TOKEN,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { book, calmBook, info, NOW_MS, type Side } from '../../support/market.ts'

const today = new Date(NOW_MS).toISOString().slice(0, 10)
const MIDNIGHT_MS = Date.parse(`${today}T00:00:00Z`) + 86_400_000
const limited = settings({ risk: { maxDailyLossMicros: dollars(5) } })
/** 50 shares bought at 0.56, worth 0.57 each when the day began. */
const held = (over: Partial<MarketState> = {}): MarketState =>
  state({ folded: holding(50), day: { utc: today, startEquityMicros: dollars(0.5) }, ...over })

function stack(of: Parameters<typeof bench>[0] = {}): Bench {
  const made = bench({ state: held(), settings: limited, ...of })
  made.venue.rest.set(TOKEN, shares(50))
  made.venue.balances.set(TOKEN, shares(50))
  return made
}

/** Minutes of one-minute rounds until it halts; null: it never does. */
async function minutesToHalt(of: Bench, minutes: number): Promise<number | null> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await runInvocation(of.ports, of.stack, of.later(1))
    if (of.control().halted) return minute
    of.clock.advance(60_000)
  }
  return null
}

describe('a loss is seen whatever the shape of the book', () => {
  test.each<readonly [string, Side, Side]>([
    ['wide', [[0.1, 500]], [[0.2, 500]]],
    ['without asks', [[0.05, 500]], []],
    ['without bids', [], [[0.02, 500]]],
    ['wiped', [], []],
    ['far away and tight', [[0.3, 500]], [[0.32, 500]]],
    ['crossed', [[0.2, 500]], [[0.1, 500]]],
  ])('%s: LOSS within 180 s and a tick', async (_, bids, asks) => {
    const of = stack()
    of.venue.book = book(bids, asks)

    // The last believed mid is ten seconds old.
    expect(await minutesToHalt(of, 10)).toBe(3)
    expect(of.control().codes).toEqual(['LOSS'])
  })

  test('a loss within the limit is none: bids that pay 0.50 for all of it', async () => {
    const of = stack()
    of.venue.book = book(
      [
        [0.5, 20],
        [0.49, 40],
      ],
      [],
    )

    expect(await minutesToHalt(of, 30)).toBeNull()
  })

  test('the bids are asked for as far down as they cover what is held', async () => {
    const of = stack()
    const thin: Side = Array.from({ length: 60 }, (_, i) => [0.55 - i * 0.001, 1] as const)
    of.venue.book = book(thin, [])

    expect(await minutesToHalt(of, 30)).toBeNull()
    expect(of.stored().doubtedBids?.levels).toHaveLength(50)
  })

  test('a book wiped for less than three minutes is no loss', async () => {
    const of = stack()
    of.venue.book = book([], [])
    expect(await minutesToHalt(of, 3)).toBeNull()
    of.venue.book = calmBook

    expect(await minutesToHalt(of, 10)).toBeNull()
    expect(of.stored()).not.toHaveProperty('doubtedBids')
  })

  test('a book that cannot be read is no evidence: nothing is lost, nothing entered', async () => {
    const of = stack()
    of.venue.silent.add('books')

    expect(await minutesToHalt(of, 60)).toBeNull()
    expect(markOf(of.stored(), of.clock.nowMs()).belief).toBe('disbelieved')
  })

  test('the bids of the last read stay while the next ones fail', async () => {
    const of = stack()
    of.venue.book = book([[0.1, 500]], [[0.2, 500]])
    await minutesToHalt(of, 1)
    of.venue.silent.add('books')

    expect(await minutesToHalt(of, 10)).toBe(2)
  })

  test('a malformed book is no evidence either', async () => {
    const of = stack()
    of.venue.book = book(
      [
        [0.1, 500],
        [0.2, 500],
      ],
      [[0.3, 500]],
    )

    expect(await minutesToHalt(of, 10)).toBeNull()
  })

  test('nor is that of a market that takes no orders', async () => {
    const of = stack()
    of.venue.book = book([], [])
    of.venue.market_ = info({ accepting: false })

    expect(await minutesToHalt(of, 10)).toBeNull()
  })

  test('nor is that of one that was closed when its rules could still be read', () => {
    const closing = held({ settling: true, doubtedBids: { levels: [], atMs: at(-20) } })
    const seen = observation({ book: known(book([], []), now), info: unknown('no answer') })

    expect(decide(closing, seen, limited).state).not.toHaveProperty('doubtedBids')
  })

  test('a market that resolved against us is worth what it pays', () => {
    const resolved = info({ closed: true, payoutMicros: [price(0), price(1_000_000)] })
    const lost = decide(held(), observation({ info: known(resolved, now) }), limited)
    const won = decide(
      held(),
      observation({
        info: known(info({ closed: true, payoutMicros: [price(1_000_000), price(0)] }), now),
      }),
      limited,
    )

    expect(stops(lost.decision.actions)).toEqual(['LOSS'])
    expect(stops(won.decision.actions)).toEqual([])
    expect(markOf(won.state, now)).toMatchObject({ belief: 'settled', valueMicros: 50_000_000 })
  })

  test('nothing held, nothing kept', () => {
    const wiped = observation({ book: known(book([], []), now) })

    expect(decide(state(), wiped).state).not.toHaveProperty('doubtedBids')
    expect(decide(held(), wiped).state.doubtedBids).toEqual({ levels: [], atMs: now })
  })
})

describe('EXPOSURE', () => {
  const cap = settings({ risk: { maxUsdcLockedMicros: dollars(35), maxDailyLossMicros: dollars(100) } })

  test('does not fall by disbelief: the cap that the mid exceeded stays exceeded', () => {
    const over = settings({ risk: { maxUsdcLockedMicros: dollars(28), maxDailyLossMicros: dollars(100) } })
    const wide = observation({ book: known(book([[0.1, 500]], [[0.2, 500]]), now) })
    const old = held({ lastGoodMid: { priceMicros: cents(57), atMs: at(-600) } })

    expect(stops(decide(old, wide, over).decision.actions)).toEqual(['EXPOSURE'])
    expect(decide(old, wide, over).state.exitOnly).toEqual(['exposure'])
  })

  test('sees what bids would pay when no book is believed', async () => {
    const of = stack({ settings: cap })
    of.venue.book = book([[0.9, 500]], [])

    expect(await minutesToHalt(of, 10)).toBe(3)
    expect(of.control().codes).toEqual(['EXPOSURE'])
  })
})

describe('the day begins with what was believed last', () => {
  const eve = held({
    day: { utc: today, startEquityMicros: dollars(0.5) },
    lastGoodMid: { priceMicros: cents(57), atMs: (MIDNIGHT_MS - 10_000) as typeof now },
  })
  const past = (seconds: number, shown: Book) => {
    const nowMs = (MIDNIGHT_MS + seconds * 1000) as typeof now
    const began = (nowMs - 500) as typeof now
    return observation({ nowMs, book: known(shown, began), info: known(info(), began) })
  }
  const wiped = book([], [])
  const cheap = book([[0.29, 500]], [[0.31, 500]])

  test('not with a book wiped at midnight', () => {
    expect(decide(eve, past(5, wiped), limited).state.day.startEquityMicros).toBe(500_000)
  })

  test('nor with the bids that are all that is left of a price by then', () => {
    const doubted = {
      ...eve,
      lastGoodMid: { priceMicros: cents(57), atMs: (MIDNIGHT_MS - 200_000) as typeof now },
      doubtedBids: { levels: [], atMs: (MIDNIGHT_MS - 10_000) as typeof now },
    }
    const next = decide(doubted, past(5, wiped), settings())

    expect(next.state.day.startEquityMicros).toBe(500_000)
    expect(stops(next.decision.actions)).toEqual(['LOSS'])
  })

  test('nor with a lower mid that is believed later', () => {
    const first = decide(eve, past(5, wiped), limited).state
    const later = decide(first, past(1_000, cheap), limited)

    expect(later.state.lastGoodMid?.priceMicros).toBe(300_000)
    expect(later.state.day.startEquityMicros).toBe(500_000)
    expect(stops(later.decision.actions)).toContain('LOSS')
  })

  test('nor with that of the first tick after a night that nobody watched', () => {
    expect(decide(eve, past(1_000, cheap), limited).state.day.startEquityMicros).toBe(500_000)
  })
})

describe('one book for all', () => {
  const others = book(
    [
      [0.53, 20],
      [0.5, 500],
    ],
    [[0.55, 500]],
  )

  test('our own bid does not move our own mark', () => {
    const bidding = state({ orders: [order({ priceMicros: cents(53) })], lastGoodMid: null })
    const seen = observation({ book: known(others, now) })

    expect(decide(bidding, seen).state.lastGoodMid?.priceMicros).toBe(525_000)
  })

  test('nor does our own ask', () => {
    const offering = held({
      lastGoodMid: null,
      orders: [order({ id: id(2), side: 'SELL', priceMicros: cents(57), sizeMicros: shares(20) })],
    })
    const shown = book(
      [[0.55, 500]],
      [
        [0.57, 20],
        [0.59, 500],
      ],
    )

    expect(decide(offering, observation({ book: known(shown, now) })).state.lastGoodMid?.priceMicros).toBe(
      570_000,
    )
  })

  test('nor is it a bid that pays for what we hold', () => {
    const bidding = held({ orders: [order({ priceMicros: cents(53) })] })
    const shown = book(
      [
        [0.53, 20],
        [0.2, 500],
      ],
      [],
    )

    expect(decide(bidding, observation({ book: known(shown, now) })).state.doubtedBids?.levels).toEqual([
      { priceMicros: cents(20), sizeMicros: shares(500) },
    ])
  })
})

test('no entry with dust that cannot be valued', () => {
  const dusty = state({ folded: holding(2), lastGoodMid: { priceMicros: cents(57), atMs: at(-61) } })
  const seen = observation({ book: unknown('no answer') })

  expect(decide(dusty, seen).decision.audit.refusals).toContain('markDisbelieved')
  expect(decide({ ...dusty, folded: holding(0) }, seen).decision.audit.refusals).not.toContain(
    'markDisbelieved',
  )
  expect(decide(dusty, observation()).decision.audit.refusals).not.toContain('markDisbelieved')
})

test('a fill that is not settled has its bids kept too', () => {
  const settling = state({
    legs: [leg({ status: 'PROVISIONAL', market: MARKET, sizeMicros: size(30_000_000) })],
  })
  const shown = known(
    book(
      [
        [0.3, 20],
        [0.2, 20],
        [0.1, 20],
      ],
      [],
    ),
    now,
  )

  expect(decide(settling, observation({ book: shown })).state.doubtedBids?.levels).toHaveLength(2)
})
