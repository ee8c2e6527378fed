import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pnlOf } from '../../../cli/account/pnlOf.ts'
import type { OutcomeLedger } from '../../../cli/account/readLedgers.ts'
import { mergeLegs, statementOf } from '../../../cli/account/statement.ts'
import { statementFields } from '../../../cli/account/statementFields.ts'
import { createZonedTime } from '../../../cli/account/zonedTime.ts'
import { type PriceMicros, price, size, tradeId } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { position } from '../../../shared/machine/inventory.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { cents, dead, halted, id, MARKET, order, seenLeg, shares, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

async function minutes(of: Bench, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later(45))
    of.clock.advance(60_000)
  }
}

const held = (of: Bench): number => of.venue.balances.get(TOKEN) ?? 0
const arrive = (of: Bench, micros: number): void => {
  of.venue.balances.set(TOKEN, size(held(of) + micros))
}

/** A settled trade of ours, as the venue tells it; nothing where there is not so much to sell. */
function traded(of: Bench, side: 'BUY' | 'SELL', count: number, atCents: number): void {
  const sizeMicros = shares(count)
  if (side === 'SELL' && held(of) < sizeMicros) return
  const nth = of.venue.legs.length + 1
  const leg = seenLeg({
    tradeId: tradeId(`t-${nth}`),
    orderId: id(nth),
    side,
    status: 'CONFIRMED',
    mined: true,
    sizeMicros,
    priceMicros: cents(atCents),
    matchedAtMs: of.clock.nowMs(),
  })
  of.venue.legs.push(leg)
  // Its order was the bot's, and is closed.
  const draft = { id: id(nth), side, sizeMicros, priceMicros: cents(atCents) }
  const closed = order({ ...draft, life: dead(of.clock.nowMs(), 'terminal') })
  of.store.records.set(`${MARKET} order ${id(nth)}`, { kind: 'order', market: MARKET, order: closed })
  arrive(of, side === 'BUY' ? sizeMicros : -sizeMicros)
}

/** A settled trade turns out to have failed: its shares go back. */
function failed(of: Bench, nth: number): void {
  const at = of.venue.legs.length === 0 ? -1 : nth % of.venue.legs.length
  const leg = of.venue.legs[at]
  if (leg === undefined || leg.status === 'FAILED') return
  const back = leg.side === 'BUY' ? -leg.sizeMicros : leg.sizeMicros
  if (held(of) + back < 0) return
  of.venue.legs[at] = { ...leg, status: 'FAILED' }
  arrive(of, back)
}

const adopted = (of: Bench, priceMicros: PriceMicros | null, resolved = false) =>
  adopt(of.ports, of.stack, { market: MARKET, tokenId: TOKEN, resolved, priceMicros })

function booksOf(of: Bench): OutcomeLedger {
  const records = [...of.store.records.values()]
  return {
    market: MARKET,
    tokenId: TOKEN,
    state: of.stored(),
    legs: mergeLegs(
      records.flatMap((record) => (record.kind === 'fill' ? [record.leg] : [])),
      of.stored().legs,
    ),
    payouts: records.flatMap((record) => (record.kind === 'payout' ? [record.payout] : [])),
    adoptions: records.flatMap((record) => (record.kind === 'adoption' ? [record.adoption] : [])),
  }
}

/** What the commands report the same market: `status` by the item, `pnl` and `ledger` by the records. */
function expectAgreement(of: Bench): void {
  const item = position(of.stored())
  const books = booksOf(of)
  const lines = statementOf(books)
  const pnl = pnlOf(books, () => true)
  expect(pnl.problems).toEqual([])
  expect(pnl).toMatchObject({
    realisedMicros: item.realisedMicros,
    feeMicros: item.feesMicros,
    heldMicros: item.sizeMicros,
  })
  expect(lines.reduce((total, line) => total + line.realisedMicros, 0)).toBe(item.realisedMicros)
  expect(lines.at(-1)?.position).toEqual(item)
}

const haltedBench = (): Bench => bench({ state: state(), control: halted({ doneSeq: 4 }) })

describe('an adoption', () => {
  test('at a stated price is an adjustment, with its record in the ledger, and what it is sold for is realised', async () => {
    const of = haltedBench()
    arrive(of, shares(100))
    await minutes(of, 3)
    expect(await adopted(of, null)).toMatchObject({ is: 'refused' })
    expect(await adopted(of, price(600_000))).toMatchObject({ is: 'adopted' })
    await minutes(of, 3)
    traded(of, 'SELL', 100, 25)
    await minutes(of, 5)

    expectAgreement(of)
    expect(pnlOf(booksOf(of), () => true)).toMatchObject({
      realisedMicros: -35_000_000,
      soldMicros: shares(100),
    })
    const lines = statementOf(booksOf(of)).map((line) => statementFields(line, createZonedTime('UTC')))
    expect(lines.map((line) => line.slice(3, 12))).toEqual([
      ['ADOPTION', '', '100', '0.6', '0', '0', '0', '100', '0.6'],
      ['SELL', 'maker', '100', '0.25', '25', '0', '-35', '0', ''],
    ])
  })

  test('of shares that were merged by hand books what each brought, and every command agrees', async () => {
    const of = haltedBench()
    traded(of, 'BUY', 20, 40)
    await minutes(of, 3)
    arrive(of, -shares(12))
    const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }
    const merged = await adopt(of.ports, of.stack, { ...request, broughtMicros: price(500_000) })
    await minutes(of, 3)

    expect(merged).toMatchObject({ is: 'adopted', state: { folded: { sizeMicros: shares(8) } } })
    expectAgreement(of)
    expect(pnlOf(booksOf(of), () => true)).toMatchObject({ realisedMicros: 1_200_000 })
    const lines = statementOf(booksOf(of)).map((line) => statementFields(line, createZonedTime('UTC')))
    expect(lines.at(-1)?.slice(3, 12)).toEqual(['ADOPTION', '', '-12', '0.5', '6', '0', '1.2', '8', '0.4'])
  })

  test('made again keeps the lot of the one before, at its price', async () => {
    const of = haltedBench()
    traded(of, 'BUY', 20, 40)
    await minutes(of, 3)
    arrive(of, shares(10))
    await adopted(of, price(500_000))
    await minutes(of, 3)
    traded(of, 'SELL', 15, 60)
    await minutes(of, 5)

    expect(await adopted(of, null)).toMatchObject({ is: 'adopted' })

    // 20 at 0.40 and 10 at 0.50 are 13 USDC: 15 of the 30 cost 6.50 and bring 9.
    expect(position(of.stored())).toMatchObject({
      sizeMicros: shares(15),
      costMicros: 6_500_000,
      realisedMicros: 2_500_000,
    })
    expectAgreement(of)
  })

  test('a payout stays paid when it is adopted again', async () => {
    const of = haltedBench()
    traded(of, 'BUY', 20, 40)
    await minutes(of, 3)
    of.venue.market_ = { ...of.venue.market_, closed: true, payoutMicros: [price(1_000_000), price(0)] }
    expect(await adopted(of, null, true)).toMatchObject({ is: 'adopted' })
    of.venue.balances.set(TOKEN, size(0))
    await minutes(of, 3)

    expect(await adopted(of, null)).toMatchObject({ is: 'adopted' })

    expect(position(of.stored())).toMatchObject({ sizeMicros: 0, realisedMicros: 12_000_000 })
    expectAgreement(of)
  })
})

type Event =
  | { readonly is: 'trade'; readonly side: 'BUY' | 'SELL'; readonly count: number; readonly atCents: number }
  | { readonly is: 'fail'; readonly nth: number }
  | { readonly is: 'hand'; readonly count: number }
  | { readonly is: 'adopt'; readonly atCents: number }
  | { readonly is: 'pass'; readonly minutes: number }

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant('trade' as const),
      side: fc.constantFrom('BUY' as const, 'SELL' as const),
      count: fc.integer({ min: 1, max: 40 }),
      atCents: fc.integer({ min: 1, max: 99 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('fail' as const), nth: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('hand' as const), count: fc.integer({ min: -20, max: 20 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('adopt' as const), atCents: fc.integer({ min: 1, max: 99 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 4 }) }),
  },
)

async function happen(of: Bench, one: Event): Promise<void> {
  switch (one.is) {
    case 'trade':
      return traded(of, one.side, one.count, one.atCents)
    case 'fail':
      return failed(of, one.nth)
    case 'hand':
      return arrive(of, Math.max(-held(of), shares(1) * one.count))
    case 'pass':
      return minutes(of, one.minutes)
    case 'adopt': {
      // A trade of this very minute is too recent to be counted.
      await minutes(of, 3)
      expect(await adopted(of, cents(one.atCents))).toMatchObject({ is: 'adopted' })
      return expectAgreement(of)
    }
  }
}

test('item, P&L and ledger agree after any history of fills, failed ones, adoptions and a payout', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 14 }), fc.boolean(), async (events, isResolved) => {
      const of = haltedBench()
      for (const one of events) await happen(of, one)
      await happen(of, { is: 'adopt', atCents: 30 })
      // From here on the books are known: trades alone keep them so.
      traded(of, 'BUY', 10, 45)
      traded(of, 'SELL', 3, 55)
      await minutes(of, 4)
      expectAgreement(of)
      if (!isResolved) return
      of.venue.market_ = { ...of.venue.market_, closed: true, payoutMicros: [price(1_000_000), price(0)] }
      expect(await adopted(of, null, true)).toMatchObject({ is: 'adopted' })
      of.venue.balances.set(TOKEN, size(0))
      await minutes(of, 2)
      expectAgreement(of)
      await happen(of, { is: 'adopt', atCents: 30 })
    }),
    { numRuns: 60, seed: 12 },
  )
})
