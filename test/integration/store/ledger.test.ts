import { describe, expect, it } from 'vitest'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { InvariantError } from '../../../shared/domain/assert.ts'
import { legKey } from '../../../shared/domain/leg.ts'
import { epochMs, MICROS, price, size } from '../../../shared/domain/units.ts'
import { ledgerPartition } from '../../../shared/dynamodb/table.ts'
import type { LedgerRecord } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { leg, OTHER_MARKET, order, outcomeOf } from './samples.ts'
import { NOW, startTable, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const fill = (n: number): LedgerRecord => ({ kind: 'fill', market: MARKET, leg: leg(n) })
const closed = (n: number): LedgerRecord => ({ kind: 'order', market: MARKET, order: order(n) })
const trip = (n: number): LedgerRecord => ({
  kind: 'trip',
  market: MARKET,
  trip: { market: MARKET, number: n, closedAtMs: NOW, realisedMicros: -1_250 },
})

const adoption = (atMs: number): LedgerRecord => ({
  kind: 'adoption',
  market: MARKET,
  adoption: {
    market: MARKET,
    atMs: epochMs(atMs),
    fromMs: epochMs(atMs),
    priceMicros: price(500_000),
    sizeMicros: -5,
    costMicros: -3,
    realisedMicros: -1,
    position: emptyPosition,
  },
})

describe('the ledger', () => {
  it('gives back each fill and order by what it is, and absent for what it never had', async () => {
    expect(await table.store.putLedger([fill(1), closed(1), trip(1)])).toEqual({ is: 'written' })

    expect(await table.store.ledgerFill(MARKET, legKey(leg(1)))).toEqual({
      ok: true,
      value: leg(1),
      asOf: NOW,
    })
    expect(await table.store.ledgerOrder(MARKET, order(1).id)).toEqual({
      ok: true,
      value: order(1),
      asOf: NOW,
    })
    expect(await table.store.ledgerFill(MARKET, 'trade-9:none')).toMatchObject({ ok: true, value: 'absent' })
    expect(await table.store.ledgerFill(OTHER_MARKET, legKey(leg(1)))).toMatchObject({ value: 'absent' })
    expect(await table.store.ledgerOrder(OTHER_MARKET, order(1).id)).toMatchObject({ value: 'absent' })
  })

  it('counts a record that exists as written and leaves it as it was', async () => {
    await table.store.putLedger([fill(2)])

    const again = await table.store.putLedger([
      { kind: 'fill', market: MARKET, leg: { ...leg(2), sizeMicros: size(1) } },
    ])

    expect(again).toEqual({ is: 'written' })
    expect(await table.store.ledgerFill(MARKET, legKey(leg(2)))).toMatchObject({ value: leg(2) })
  })

  it.each([1, 2])('knows its records through %i lost replies', async (count) => {
    const { store, lose } = table.lossy()
    lose({ count })

    expect(await store.putLedger([fill(2 + count)])).toEqual({ is: 'written' })
    expect(await table.store.ledgerFill(MARKET, legKey(leg(2 + count)))).toMatchObject({
      ok: true,
      value: leg(2 + count),
    })
  })

  it('finds a fill that its order does not count by its order too, and lists it once', async () => {
    const fresh = await startTable('fresh')
    const late = (n: number): LedgerRecord => ({
      kind: 'fill',
      market: MARKET,
      orderLeft: true,
      leg: { ...leg(n), orderId: order(1).id },
    })
    await fresh.store.putLedger([fill(1), late(2), late(3), closed(1)])
    await fresh.store.putLedger([late(3)])

    expect(await fresh.store.ledgerLateFills(MARKET, order(1).id)).toEqual({
      ok: true,
      value: [late(2), late(3)].map((record) => record.kind === 'fill' && record.leg),
      asOf: NOW,
    })
    expect(await fresh.store.ledgerLateFills(MARKET, order(2).id)).toMatchObject({ value: [] })
    expect(await fresh.store.ledgerLateFills(OTHER_MARKET, order(1).id)).toMatchObject({ value: [] })
    const whole = await fresh.store.ledger(MARKET, 10)
    expect(whole.ok && whole.value.records.map(({ kind }) => kind)).toEqual(['fill', 'fill', 'fill', 'order'])
    // Without the mark, as older code reads it.
    expect(whole.ok && whole.value.records[1]).not.toHaveProperty('orderLeft')
    await fresh.close()
  })

  it('does not call records written when one of them may not be', async () => {
    const { store, lose } = table.lossy()
    lose({ count: 99 })

    expect((await store.putLedger([fill(5), fill(6)])).is).toBe('unknown')
  })

  it('throws on a broken record of our own before anything is written', async () => {
    const broken: LedgerRecord = {
      kind: 'fill',
      market: OTHER_MARKET,
      leg: { ...leg(1), tradeId: '' as never },
    }
    const fine: LedgerRecord = { kind: 'fill', market: OTHER_MARKET, leg: leg(1) }

    await expect(table.store.putLedger([fine, broken])).rejects.toThrow(InvariantError)
    expect(await table.store.ledger(OTHER_MARKET, 10)).toMatchObject({
      value: { records: [], complete: true },
    })
  })
})

describe('reading the ledger whole', () => {
  it('gives back a record of every kind as it was put', async () => {
    const fresh = await startTable('fresh')
    const payout: LedgerRecord = {
      kind: 'payout',
      market: MARKET,
      payout: {
        market: MARKET,
        atMs: NOW,
        sizeMicros: size(5),
        payoutMicros: price(MICROS),
        realisedMicros: 3,
      },
    }
    const records = [adoption(1), fill(1), closed(1), payout, trip(1)]
    await fresh.store.putLedger(records)

    expect(await fresh.store.ledger(MARKET, 10)).toEqual({
      ok: true,
      asOf: NOW,
      value: { records, complete: true },
    })
    await fresh.close()
  })

  it('gives the adoptions of a market alone, the oldest first', async () => {
    const fresh = await startTable('fresh')
    await fresh.store.putLedger([adoption(1_000_000), fill(1), adoption(2), adoption(30)])

    expect(await fresh.store.adoptions(outcomeOf(MARKET))).toMatchObject({
      value: [{ atMs: 2 }, { atMs: 30 }, { atMs: 1_000_000 }],
    })
    expect(await fresh.store.adoptions(outcomeOf(OTHER_MARKET))).toMatchObject({ value: [] })
    await fresh.close()
  })

  it('says whether the limit cut it', async () => {
    const fresh = await startTable('fresh')
    await fresh.store.putLedger([trip(10), trip(9), trip(1)])

    expect(await fresh.store.ledger(MARKET, 3)).toMatchObject({
      value: { records: [trip(1), trip(9), trip(10)], complete: true },
    })
    expect(await fresh.store.ledger(MARKET, 2)).toMatchObject({
      value: { records: [trip(1), trip(9)], complete: false },
    })
    await fresh.close()
  })

  it('reads on over the pages of 1 MB that DynamoDB cuts', async () => {
    const fresh = await startTable('fresh')
    const records = Array.from(
      { length: 12 },
      (_, n): LedgerRecord => ({
        kind: 'order',
        market: MARKET,
        order: { ...order(n + 1), cancelAsked: { atMs: NOW, why: 'x'.repeat(200_000) } },
      }),
    )
    await fresh.store.putLedger(records)

    const read = await fresh.store.ledger(MARKET, 100)

    expect(read.ok && read.value.records.length).toBe(12)
    expect(read.ok && read.value.complete).toBe(true)
    await fresh.close()
  })

  it.each([
    ['of newer code', { schema: 2, kind: 'fill' }, 'newer code'],
    ['of a version that is none', { schema: 'one', kind: 'fill' }, 'unreadable: its schema is "one"'],
    ['without its leg', { schema: 1, kind: 'fill', market: MARKET }, 'unreadable'],
    ['of a kind we do not know', { schema: 1, kind: 'gift', market: MARKET }, 'unreadable'],
  ])('calls the ledger unknown for one record %s', async (_, record, why) => {
    const fresh = await startTable('fresh')
    await fresh.store.putLedger([fill(1)])
    await fresh.put({ pk: ledgerPartition(MARKET), sk: 'FILL#trade-7:x', ...record })

    const whole = await fresh.store.ledger(MARKET, 10)
    const one = await fresh.store.ledgerFill(MARKET, 'trade-7:x')

    expect(whole).toEqual({ ok: false, unknown: expect.stringContaining(why) })
    expect(one).toEqual({ ok: false, unknown: expect.stringContaining(why) })
    await fresh.close()
  })
})
