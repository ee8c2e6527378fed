import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isRunning } from '../../../shared/domain/control.ts'
import { isObject } from '../../../shared/domain/jsonObject.ts'
import { epochMs, type MarketId } from '../../../shared/domain/units.ts'
import { marketStateSchema } from '../../../shared/dynamodb/marketStateSchema.ts'
import { unpackState } from '../../../shared/dynamodb/packedState.ts'
import { phaseOf } from '../../../shared/machine/phase.ts'
import { reason } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'

/**
 * Items as released versions left them in the table, a folder a schema: never edited, only added to. What a person's
 * money hangs on must be read by every later version.
 */
const GOLDEN = join(import.meta.dirname, 'golden')

interface Golden {
  readonly name: string
  readonly item: Record<string, unknown> & { readonly pk: string; readonly sk: string }
}

/** What JSON cannot say is there in Base64. */
const bytesBack = (_: string, value: unknown): unknown =>
  isObject(value) && typeof value['base64'] === 'string' ? Buffer.from(value['base64'], 'base64') : value

const golden: readonly Golden[] = readdirSync(GOLDEN).flatMap((schema) =>
  readdirSync(join(GOLDEN, schema)).map((file) => ({
    name: `${schema}/${file}`,
    item: JSON.parse(readFileSync(join(GOLDEN, schema, file), 'utf8'), bytesBack) as Golden['item'],
  })),
)
const named = (prefix: string) => golden.filter(({ name }) => name.split('/')[1]?.startsWith(prefix) === true)

let table: TableFixture
beforeEach(async () => {
  table = await startTable('golden')
})
afterEach(() => table.close())

/** The one market in the table, as the store reads it. */
async function onlyMarket() {
  const read = await table.store.marketItems()
  if (!read.ok) throw new Error(read.unknown)
  const [item] = read.value
  if (item?.state === null || item === undefined) throw new Error('the item cannot be read')
  return { outcome: { market: item.market, tokenId: item.state.tokenId }, state: item.state }
}

describe('items of every released schema are read', () => {
  test.each(named('market-'))('$name, and can be written again', async ({ item }) => {
    // Prepare: no lease of the old invocation is left.
    const { leaseId: _, leaseUntil: __, ...free } = item
    await table.put(free)

    // Act
    const { outcome, state } = await onlyMarket()
    const got = await table.store.acquire(outcome, { nowMs: NOW, leaseMs: 55_000 })

    // Assess
    expect(state).toMatchObject(unpackState(item['state']) as object)
    expect(state.phase).toBe(phaseOf(state))
    if (got.is !== 'held') throw new Error(`not held: ${got.is}`)
    expect(await table.store.commit(got.lease, got.rev, state)).toMatchObject({ is: 'written' })
  })

  test.each(named('control-'))('$name', async ({ name, item }) => {
    // Prepare
    await table.put(item)

    // Act
    const read = await table.store.control()

    // Assess
    if (!read.ok || read.value === 'absent') throw new Error('the control item cannot be read')
    const { armed, halted, haltSeq, doneSeq, clearedSeq } = item
    expect(read.value).toMatchObject({ armed, halted, haltSeq, doneSeq, clearedSeq })
    expect(isRunning(read.value)).toBe(name.includes('running'))
  })

  test('those from before mids were remembered begin with an empty memory, and an age that starts now', async () => {
    // Prepare
    const old = golden.find(({ name }) => name === 'schema1/market-position-open.json')
    if (old === undefined) throw new Error('the golden item is gone')
    const { leaseId: _, leaseUntil: __, ...free } = old.item
    await table.put(free)

    // Act
    const { state } = await onlyMarket()

    // Assess
    expect(old.item['state']).not.toHaveProperty('mids')
    expect(state).toMatchObject({ mids: null, heldSinceMs: null })
  })

  test('what a halt knows of messages, of the person’s hand and of a restore', async () => {
    // Prepare
    const [hand] = named('control-halted-hand')
    if (hand === undefined) throw new Error('the golden item is gone')
    const { messageIds, handSinceMs, restoredAtMs } = hand.item
    await table.put(hand.item)

    // Act
    const read = await table.store.control()
    const again = await Promise.all(
      (messageIds as readonly string[]).map((id) => table.store.latchMessage(reason('ALARM'), id)),
    )

    // Assess
    expect(read).toMatchObject({ value: { handSinceMs, restoredAtMs } })
    expect(again).toEqual([{ is: 'already' }, { is: 'already' }])
  })

  test('a STOP that was found and not latched', async () => {
    // Prepare
    const [marked] = named('market-entry-marked')
    if (marked === undefined) throw new Error('the golden item is gone')
    const { leaseId: _, leaseUntil: __, ...free } = marked.item
    await table.put(free)

    // Act
    const items = await table.store.marketItems()

    // Assess
    expect(items.ok ? items.value[0]?.unlatched : items.unknown).toEqual(marked.item['unlatched'])
  })

  test('the claim of a run that waits for the lease', async () => {
    // Prepare
    const [claimed] = named('market-entry-claimed')
    if (claimed === undefined) throw new Error('the golden item is gone')
    const { pk, sk, rev, claimId } = claimed.item
    const [claimAt, leaseUntil, startAt] = ['claimAt', 'leaseUntil', 'startAt'].map((key) =>
      Number(claimed.item[key]),
    ) as [number, number, number]
    await table.put(claimed.item)
    const { outcome, state } = await onlyMarket()
    const acquire = (nowMs: number, startMs: number, ownId?: unknown) =>
      table.store.acquire(outcome, {
        nowMs: epochMs(nowMs),
        leaseMs: 60_000,
        startMs: epochMs(startMs),
        ...(ownId === undefined ? {} : { claimId: String(ownId) }),
      })
    const runningMs = leaseUntil - 20_000

    // Act
    const ofTheHolder = await acquire(runningMs, startAt)
    const waiting = await acquire(runningMs, claimAt, claimId)
    const another = await acquire(leaseUntil + 1, claimAt)
    const relieved = await acquire(leaseUntil + 1, claimAt, claimId)

    // Assess
    expect(ofTheHolder).toEqual({ is: 'late', lastStartMs: startAt })
    expect(waiting).toEqual({ is: 'busy', untilMs: leaseUntil, claimId })
    expect(another).toEqual({ is: 'late', lastStartMs: claimAt })
    expect(relieved).toMatchObject({ is: 'held', rev, state: { phase: state.phase } })
    expect(await table.read({ pk, sk })).not.toHaveProperty('claimId')
  })

  test('records of the ledger', async () => {
    // Prepare
    const records = named('ledger-')
    for (const { item } of records) await table.put(item)
    const market = String(records[0]?.item['market']) as MarketId

    // Act
    const read = await table.store.ledger(market, 100)

    // Assess
    expect(read.ok ? read.value.records : read.unknown).toHaveLength(records.length)
  })
})

/** Every key that an item may lack, by its path: of what a later version added, older items have none. */
function optionalKeys(schema: unknown, path = ''): readonly string[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, of]) => [
      ...(of instanceof z.ZodExactOptional ? [`${path}${key}`] : []),
      ...optionalKeys(of, `${path}${key}.`),
    ])
  }
  if (schema instanceof z.ZodArray) return optionalKeys(schema.element, path)
  const isWrapped =
    schema instanceof z.ZodReadonly || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable
  return isWrapped ? optionalKeys(schema.unwrap(), path) : []
}

const keysOf = (value: unknown, path = ''): readonly string[] =>
  Array.isArray(value)
    ? value.flatMap((each) => keysOf(each, path))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, of]) => [`${path}${key}`, ...keysOf(of, `${path}${key}.`)])
      : []

test('no key that a market item may have is without an item that has it', () => {
  const carried = new Set(named('market-').flatMap(({ item }) => keysOf(unpackState(item['state']))))
  const optional = optionalKeys(marketStateSchema)

  expect(optional).toEqual(
    expect.arrayContaining(['catchUp', 'surplus.refresh', 'orders.postedBy', 'waits.surplus.of']),
  )
  expect(optional.filter((key) => !carried.has(key) && !key.startsWith('waits.'))).toEqual([])
  expect(optional.filter((key) => /^waits\.\w+$/.test(key) && !carried.has(key))).toEqual([])
})

test('every phase, a running and a halted bot, and every kind of record are among them', () => {
  const phases = named('market-').map(({ item }) => (unpackState(item['state']) as { phase: string }).phase)
  expect([...new Set(phases)].sort()).toEqual(['ENTRY_PENDING', 'EXIT_PENDING', 'IDLE', 'POSITION_OPEN'])
  expect(new Set(named('control-').map(({ item }) => item['halted']))).toEqual(new Set([true, false]))
  expect([...new Set(named('ledger-').map(({ item }) => item['kind']))].sort()).toEqual([
    'fill',
    'order',
    'trip',
  ])
})
