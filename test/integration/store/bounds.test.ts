import { BatchWriteCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { price, size } from '../../../shared/domain/units.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { MAX_STATE_BYTES } from '../../../shared/dynamodb/lease.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { ledgerPartition, marketKey } from '../../../shared/dynamodb/table.ts'
import type { LedgerRecord } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { leg, OTHER_MARKET, order, outcomeOf, state, TOKEN } from './samples.ts'
import { clock, localOptions, NOW, startTable, type TableFixture, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const fill = (n: number): LedgerRecord => ({ kind: 'fill', market: MARKET, leg: leg(n) })
const fills = (count: number) => Array.from({ length: count }, (_, n) => fill(n))

/** A store whose client answers what `answer` says, and what was sent to it. */
function mocked(answer: (mock: ReturnType<typeof mockClient>) => void) {
  const client = createDocumentClient(localOptions)
  const mock = mockClient(client)
  answer(mock)
  return { mock, store: createStore({ client, tableName: 'bot', clock }) }
}

describe('a lease', () => {
  it.each([1, 300_000])('of %d ms is one', async (leaseMs) => {
    const { store } = mocked((mock) => mock.on(UpdateCommand as never).rejects(new Error('no table')))

    expect((await store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs })).is).toBe('unknown')
  })

  it.each([0, -1, 0.5, 900_001, Number.NaN])('of %d ms is none', async (leaseMs) => {
    await expect(table.store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs })).rejects.toThrow(
      `leaseMs ${leaseMs}: give 1 to 300000 ms`,
    )
  })
})

describe('a state', () => {
  const lease = { ...outcomeOf(MARKET), id: 'ours', fence: 1, untilMs: NOW, lastsMs: 55_000 }
  const sized = (bytes: number) => {
    const of = (why: string) => state({ orders: [{ ...order(), cancelAsked: { atMs: NOW, why } }] })
    return of('x'.repeat(bytes - Buffer.byteLength(JSON.stringify(of('')))))
  }

  it('of all the bytes there are is written, and with one more it is not', async () => {
    const { store, mock } = mocked((of) => of.on(UpdateCommand as never).resolves({}))

    expect((await store.commit(lease, 0, sized(MAX_STATE_BYTES))).is).toBe('written')
    await expect(store.commit(lease, 0, sized(MAX_STATE_BYTES + 1))).rejects.toThrow(
      `has ${MAX_STATE_BYTES + 1} of ${MAX_STATE_BYTES} bytes`,
    )
    expect(mock.commandCalls(UpdateCommand as never)).toHaveLength(1)
  })

  it('of another market says of which', async () => {
    await expect(table.store.commit(lease, 0, state({ market: OTHER_MARKET }))).rejects.toThrow(
      `commit: the state is of market ${OTHER_MARKET} and token ${TOKEN}, the lease of ${MARKET} and ${TOKEN}`,
    )
  })
})

describe('the ledger', () => {
  it('writes each record once, in parts, and a thousand at most', async () => {
    const { store, mock } = mocked((of) => of.on(UpdateCommand as never).resolves({}))

    await store.putLedger(fills(1_000))

    expect(mock.commandCalls(UpdateCommand as never)).toHaveLength(1_000)
    await expect(store.putLedger(fills(1_001))).rejects.toThrow('putLedger: 1001 records, at most 1000')
  })

  it('says which record is broken', async () => {
    const broken: LedgerRecord = { kind: 'fill', market: MARKET, leg: { ...leg(1), tradeId: '' as never } }

    await expect(table.store.putLedger([broken])).rejects.toThrow(
      /putLedger: a fill record is broken: .*tradeId/s,
    )
  })

  it.each([0, -1, 0.5])('asked for %d records, it asks for a number of them', async (limit) => {
    await expect(table.store.ledger(MARKET, limit)).rejects.toThrow(`ledger: limit ${limit}: give a positive`)
  })

  it('takes no record for one of another kind', async () => {
    const record = { schema: 1, market: MARKET }
    await table.put({ pk: ledgerPartition(MARKET), sk: 'FILL#t:o', kind: 'order', order: order(), ...record })
    await table.put({ pk: ledgerPartition(MARKET), sk: 'ORDER#o', kind: 'fill', leg: leg(), ...record })

    expect(await table.store.ledgerFill(MARKET, 't:o')).toEqual({
      ok: false,
      unknown: 'ledgerFill: t:o is not a fill',
    })
    expect(await table.store.ledgerOrder(MARKET, 'o')).toEqual({
      ok: false,
      unknown: 'ledgerOrder: o is not an order',
    })
  })

  it('with more late fills of one order than any item held is unknown', async () => {
    const item = { pk: 'a', sk: 'b', schema: 1, ...fill(1) }
    const { store } = mocked((of) =>
      of.on(QueryCommand as never).resolves({ Items: Array.from({ length: 1_001 }, () => item) } as never),
    )

    expect(await store.ledgerLateFills(MARKET, 'o')).toEqual({
      ok: false,
      unknown: 'ledgerLateFills: o has more than 1000',
    })
  })

  it('with a late fill that cannot be read is unknown', async () => {
    const { store } = mocked((of) =>
      of.on(QueryCommand as never).resolves({ Items: [{ pk: 'a', sk: 'b', schema: 2 }] } as never),
    )

    expect(await store.ledgerLateFills(MARKET, 'o')).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('newer code'),
    })
  })

  it('whose pages never end is cut, and says so', async () => {
    const { store, mock } = mocked((of) =>
      of.on(QueryCommand as never).resolves({ LastEvaluatedKey: { pk: 'a', sk: 'b' } } as never),
    )

    expect(await store.ledger(MARKET, 10)).toMatchObject({
      ok: true,
      value: { records: [], complete: false },
    })
    expect(mock.commandCalls(QueryCommand as never)).toHaveLength(250)
  })

  it('asks each page for what is left, and for one more, to know whether that was all', async () => {
    const item = { pk: 'a', sk: 'b', schema: 1, ...fill(1) }
    const { store, mock } = mocked((of) =>
      of
        .on(QueryCommand as never)
        .resolvesOnce({ Items: [item, item], LastEvaluatedKey: { pk: 'a', sk: 'b' } } as never)
        .resolvesOnce({ Items: [item] } as never),
    )

    expect(await store.ledger(MARKET, 3)).toMatchObject({ value: { complete: true } })
    const limits = mock
      .commandCalls(QueryCommand as never)
      .map((call) => call.args[0].input as { Limit: number })
    expect(limits.map(({ Limit }) => Limit)).toEqual([4, 2])
  })
})

describe('the market items', () => {
  let own: TableFixture
  beforeEach(async () => {
    own = await startTable('own')
    return () => own.close()
  })

  it('beyond a thousand are not known', async () => {
    const keys = Array.from({ length: 1_001 }, (_, n) =>
      marketKey({ market: `0x${n}`, tokenId: '7' } as never),
    )
    for (let from = 0; from < keys.length; from += 25) {
      const items = keys
        .slice(from, from + 25)
        .map((key) => ({ PutRequest: { Item: { ...key, schema: 1 } } }))
      await own.client.send(new BatchWriteCommand({ RequestItems: { own: items } }))
    }

    expect(await own.store.marketItems()).toEqual({
      ok: false,
      unknown: 'marketItems: more than 1000 items or too many pages',
    })
  })

  it.each<readonly [string, object, string]>([
    ['of no version', { schema: 'one' }, 'its schema is not a version number'],
    [
      'that lost its state, by the mark of its last commit',
      { schema: 1, commitId: 'x' },
      'the state is gone',
    ],
    ['of another market', { schema: 1, state: state() }, `the state is of market ${MARKET}`],
  ])('with one %s are known but for that one', async (_, item, why) => {
    await own.put({ ...marketKey(outcomeOf(OTHER_MARKET)), ...item })

    const broken = `item of market ${OTHER_MARKET}: ${why}: restore it from a backup or settle it with adopt`
    expect(await own.store.marketItems()).toMatchObject({ ok: true, value: [{ state: null, broken }] })
  })

  it('made by hand, without a version and without a state, are read with care', async () => {
    await own.put({ ...marketKey(outcomeOf(OTHER_MARKET)) })

    expect(await own.store.marketItems()).toMatchObject({ ok: true, value: [{ state: null }] })
  })
})

it('a nested undefined is an error in the bot, and is not lost without a word', async () => {
  const item = {
    pk: 'x',
    sk: 'y',
    leg: { ...leg(), sizeMicros: size(1), priceMicros: price(1), feeMicros: undefined },
  }

  await expect(table.client.send(new PutCommand({ TableName: table.tableName, Item: item }))).rejects.toThrow(
    /undefined/,
  )
})
