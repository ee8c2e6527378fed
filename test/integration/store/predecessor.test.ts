import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRunning } from '../../../shared/domain/control.ts'
import { epochMs, type MarketId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { extractRelease, PREDECESSOR, whyNotHere } from '../../support/predecessor.ts'
import { reason } from './samples.ts'
import { clock, NOW, startTable, type TableFixture } from './tableFixture.ts'

/** Old code with new: the store of the predecessor, from the history of this repository, on today's items. */
const ROOT = join(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, '.rehearse', 'predecessor-store')
const missing = whyNotHere(ROOT, PREDECESSOR)

const GOLDEN = join(import.meta.dirname, 'golden/schema1')
const items = readdirSync(GOLDEN).map((file) => ({
  name: file.replace('.json', ''),
  item: JSON.parse(readFileSync(join(GOLDEN, file), 'utf8')) as Record<string, unknown>,
}))
const named = (prefix: string) => items.filter(({ name }) => name.startsWith(prefix))
const MARKET = String(named('market-entry-pending')[0]?.item['sk']).replace('MARKET#', '') as MarketId

/** The predecessor knows one item a market, and asks for it by the market alone. */
const [pending] = named('market-entry-pending')
const pendingState = pending?.item['state'] as MarketState
const OUTCOME = { market: MARKET, tokenId: pendingState.tokenId }

let table: TableFixture
let old: Store
beforeAll(async () => {
  table = await startTable('predecessor')
  if (missing !== null) return
  extractRelease(ROOT, PREDECESSOR, FOLDER)
  const { createStore } = (await import(
    join(FOLDER, 'shared/dynamodb/store.ts')
  )) as typeof import('../../../shared/dynamodb/store.ts')
  old = createStore({ client: table.client, tableName: table.tableName, clock })
}, 60_000)
afterAll(async () => {
  await table.close()
  rmSync(FOLDER, { recursive: true, force: true })
})

const without = (item: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)))

describe.skipIf(missing !== null)(
  `the predecessor on items of this version${missing === null ? '' : `: ${missing}`}`,
  () => {
    test.each(named('market-'))(
      'reads and writes $name, and this version reads what it wrote',
      async ({ item }) => {
        // Prepare: what the last run of this version has left.
        await table.put(without(item, ['leaseId', 'leaseUntil', 'unlatched']))

        // Act
        const got = await old.acquire(MARKET as never, { nowMs: NOW, leaseMs: 55_000 })
        if (got.is !== 'held' || got.state === null) throw new Error(`not held: ${JSON.stringify(got)}`)
        const written = await old.commit(got.lease, got.rev, got.state)
        await old.release(got.lease)
        const read = await table.store.marketItems()

        // Assess
        expect(got.state).toMatchObject(item['state'] as object)
        expect(written).toMatchObject({ is: 'written' })
        expect(read.ok ? read.value : read.unknown).toMatchObject([{ market: MARKET, state: item['state'] }])
      },
    )

    test('is kept off by the lease of a run of this version, and keeps that one off in turn', async () => {
      // Prepare
      const [{ item = {} } = {}] = named('market-entry-pending')
      await table.put(without(item, ['leaseId', 'leaseUntil']))
      const ours = await table.store.acquire(OUTCOME, { nowMs: NOW, leaseMs: 60_000, startMs: NOW })
      if (ours.is !== 'held') throw new Error(`not held: ${ours.is}`)

      // Act
      const kept = await old.acquire(MARKET as never, { nowMs: epochMs(NOW + 30_000), leaseMs: 55_000 })
      const taken = await old.acquire(MARKET as never, { nowMs: epochMs(NOW + 61_000), leaseMs: 55_000 })
      const late = ours.state === null ? null : await table.store.commit(ours.lease, ours.rev, ours.state)
      const waiting = await table.store.acquire(OUTCOME, {
        nowMs: epochMs(NOW + 62_000),
        leaseMs: 60_000,
        startMs: epochMs(NOW + 60_000),
      })

      // Assess
      expect(kept).toMatchObject({ is: 'busy' })
      expect(taken).toMatchObject({ is: 'held' })
      expect(late).toEqual({ is: 'lost' })
      expect(waiting).toMatchObject({ is: 'busy' })
    })

    test.each(named('control-'))(
      'runs and halts as $name says, and counts a STOP on it',
      async ({ name, item }) => {
        // Prepare
        await table.put(item)

        // Act
        const read = await old.control()
        const latched = await old.latchMessage(reason('OPERATOR'), 'of the predecessor')
        const after = await table.store.control()

        // Assess
        if (!read.ok || read.value === 'absent') throw new Error('it cannot read the control item')
        expect(isRunning(read.value)).toBe(name.includes('running'))
        expect(latched).toMatchObject({ is: expect.stringMatching(/^(latched|written)$/) })
        if (!after.ok || after.value === 'absent') throw new Error('the control item is gone')
        expect(isRunning(after.value)).toBe(false)
        expect(after.value.haltSeq).toBe(Number(item['haltSeq']) + 1)
      },
    )

    test('an item of a newer schema it reads as such: it neither leases it nor begins the market as a new one', async () => {
      // Prepare
      const [{ item = {} } = {}] = named('market-position-open')
      const newer = { ...without(item, ['leaseId', 'leaseUntil']), schema: 2 }
      await table.put(newer)

      // Act
      const got = await old.acquire(MARKET as never, { nowMs: NOW, leaseMs: 55_000 })
      const read = await old.marketItems()

      // Assess
      expect(got).toEqual({ is: 'newerSchema', schema: 2 })
      expect(read.ok ? read.value : read.unknown).toMatchObject([{ state: null, newerSchema: true }])
    })
  },
)

test('the predecessor can be had in a whole clone; in a shallow one the rest is skipped and says how', () => {
  expect(whyNotHere(ROOT, '0'.repeat(40))).toBe(
    'commit 0000000 is not in this clone: "git fetch --unshallow" brings it',
  )
})
