import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { epochMs, marketId } from '../../../shared/domain/units.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../../../shared/dynamodb/paperStore.ts'
import { PAPER_PARTITION, paperKey } from '../../../shared/dynamodb/table.ts'
import type { PaperStore } from '../../../shared/ports/paperStore.ts'
import { clock, localOptions, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
let store: PaperStore
beforeAll(async () => {
  table = await startTable('paper')
  store = createPaperStore({ client: table.client, tableName: 'paper', clock })
})
afterAll(() => table.close())

let made = 0
const fresh = () => {
  made += 1
  return marketId(`0x${made.toString(16).padStart(64, '0')}`)
}
const bodyOf = async (market: string) => {
  const read = await store.all()
  if (!read.ok) throw new Error(read.unknown)
  return read.value.find((each) => each.market === market)
}

describe('a paper account', () => {
  test('is written on condition of its revision, and read back as it was', async () => {
    const market = fresh()
    expect(await store.put(market, 0, { cashMicros: 1 })).toEqual({ is: 'written' })
    expect(await store.put(market, 0, { cashMicros: 2 })).toEqual({ is: 'lost' })
    expect(await store.put(market, 1, { cashMicros: 3 })).toEqual({ is: 'written' })
    expect(await store.put(market, 1, { cashMicros: 4 })).toEqual({ is: 'lost' })
    expect(await bodyOf(market)).toEqual({ market, rev: 2, body: { cashMicros: 3 } })
  })

  test('of two writers at once one wins, whoever it is', async () => {
    for (let round = 0; round < 10; round += 1) {
      const market = fresh()
      await store.put(market, 0, { by: 'nobody' })
      const wrote = await Promise.all(['tick', 'stop'].map((by) => store.put(market, 1, { by })))
      expect(wrote.map(({ is }) => is).sort()).toEqual(['lost', 'written'])
      const winner = wrote[0]?.is === 'written' ? 'tick' : 'stop'
      expect(await bodyOf(market)).toMatchObject({ rev: 2, body: { by: winner } })
    }
  })

  test('whose write lost its reply is known as written', async () => {
    // Prepare: the first attempt is applied, its answer is lost, and the retry meets its own revision.
    const own = createDocumentClient({ endpoint: table.endpoint, ...localOptions })
    let losses = 1
    own.middlewareStack.add(
      (next) => async (args) => {
        const reply = await next(args)
        if (losses === 0) return reply
        losses -= 1
        throw Object.assign(new Error('the reply was lost'), { name: 'TimeoutError' })
      },
      { step: 'deserialize', priority: 'low', name: 'loseOne' },
    )
    const lossy = createPaperStore({ client: own, tableName: 'paper', clock })
    const market = fresh()

    // Act
    const wrote = await lossy.put(market, 0, { cashMicros: 1 })
    own.destroy()

    // Assess
    expect(losses).toBe(0)
    expect(wrote).toEqual({ is: 'written' })
    expect(await bodyOf(market)).toMatchObject({ rev: 1 })
  })

  test('beyond its bound is a broken invariant, before anything is written', async () => {
    const market = fresh()
    await expect(store.put(market, 0, { text: 'x'.repeat(300_001) })).rejects.toThrow(/of 300000 bytes/)
    expect(await bodyOf(market)).toBeUndefined()
  })

  test('written by newer code, or broken by hand, is unknown and says what to do', async () => {
    const market = fresh()
    await table.put({ ...paperKey(market), rev: 1, schema: 2, body: {} })
    expect(await store.all()).toMatchObject({ ok: false, unknown: expect.stringMatching(/newer code/) })
    await table.put({ ...paperKey(market), rev: 'one', schema: 1, body: {} })
    expect(await store.all()).toMatchObject({ ok: false, unknown: expect.stringMatching(/delete the item/) })
    await table.put({ ...paperKey(market), rev: 1, schema: 1, body: {} })
    expect(await store.all()).toMatchObject({ ok: true })
  })

  test('lies in a partition of its own, which no reader of the bot opens', async () => {
    const market = fresh()
    await store.put(market, 0, { cashMicros: 1 })
    expect(paperKey(market).pk).toBe(PAPER_PARTITION)
    expect(await table.store.marketItems()).toMatchObject({ ok: true, value: [] })
    expect(await table.store.control()).toMatchObject({ ok: true, value: 'absent' })
  })
})

test('the archive keeps each record once, in order, and gives those from an instant on', async () => {
  const market = fresh()
  const record = (atMs: number, id: string) => ({ atMs: epochMs(atMs), id, body: { id } })
  await store.archive(market, [record(2_000, 'b'), record(1_000, 'a')])
  await store.archive(market, [record(1_000, 'a'), record(30_000, 'c')])
  expect(await store.archived(market, 0)).toMatchObject({ value: [{ id: 'a' }, { id: 'b' }, { id: 'c' }] })
  expect(await store.archived(market, 2_000)).toMatchObject({ value: [{ id: 'b' }, { id: 'c' }] })
  expect(await store.archived(fresh(), 0)).toMatchObject({ ok: true, value: [] })
})
