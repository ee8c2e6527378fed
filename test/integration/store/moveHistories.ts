import fc from 'fast-check'
import { expect } from 'vitest'
import type { Order } from '../../../shared/domain/order.ts'
import { epochMs, type MarketId } from '../../../shared/domain/units.ts'
import { marketKey, oldMarketKey } from '../../../shared/dynamodb/table.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { order, outcomeOf, state } from './samples.ts'
import { NOW, type TableFixture } from './tableFixture.ts'
import { type OldLease, versionOne } from './versionOne.ts'

const { closedAtMs: _, ...closed } = order()
const OPEN: Order = { ...closed, life: { at: 'LIVE' }, matchedMicros: null }

/** An item without an unclosed order, and one with one; the value distinguishes what was written when. */
export const flat = (value = 0, market: MarketId = MARKET): MarketState =>
  state({ market, orders: [], legs: [], feeRatePpm: value })
export const quoting = (value = 0, market: MarketId = MARKET): MarketState => ({
  ...flat(value, market),
  orders: [OPEN],
})

/**
 * Random histories of old and new code side by side on one table, with replies lost; throws for the first that loses a
 * write, serves two items or moves one with an unclosed order.
 */
export async function moveHistories(
  table: TableFixture,
  { count, isShrunk = true }: { readonly count: number; readonly isShrunk?: boolean },
): Promise<number> {
  let histories = 0
  await fc.assert(
    fc.asyncProperty(ops, async (steps) => {
      histories += 1
      await follow(table, `0x${histories.toString(16).padStart(64, '0')}` as MarketId, steps)
    }),
    { numRuns: count, endOnFailure: !isShrunk },
  )
  return histories
}

type Who = 'old' | 0 | 1
type Op =
  | { readonly do: 'acquire' | 'release'; readonly who: Who; readonly lost: number; readonly skip: number }
  | {
      readonly do: 'commit'
      readonly who: Who
      readonly order: boolean
      readonly lost: number
      readonly skip: number
    }
  | { readonly do: 'wait' }

const who = fc.constantFrom<Who>('old', 0, 1)
const lost = { lost: fc.constantFrom(0, 0, 0, 3), skip: fc.nat({ max: 2 }) }
const ops: fc.Arbitrary<Op[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('acquire' as const), who, ...lost }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constant('commit' as const), who, order: fc.boolean(), ...lost }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), who, ...lost }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  ),
  { minLength: 6, maxLength: 25 },
)

interface Holder {
  lease: Lease | OldLease | null
  rev: number
}

/** What the table holds for this outcome, by whichever key counts. */
async function stored(table: TableFixture, market: MarketId) {
  const own = await table.read(marketKey(outcomeOf(market)))
  const old = await table.read(oldMarketKey(market))
  return { own, old, item: own ?? old }
}

/** Old and new code side by side, with replies lost: one item counts, and nothing that was written to it is lost. */
async function follow(table: TableFixture, market: MarketId, steps: readonly Op[]): Promise<void> {
  let nowMs: number = NOW
  let value = 0
  const old = versionOne(table, market)
  const { store, lose } = table.lossy({ nowMs: () => epochMs(nowMs) })
  const holders = new Map<Who, Holder>(
    (['old', 0, 1] as const).map((each) => [each, { lease: null, rev: 0 }]),
  )
  const of = (each: Who): Holder => holders.get(each) as Holder
  for (const op of steps) {
    if (op.do === 'wait') {
      nowMs += 1_001
      continue
    }
    const before = await stored(table, market)
    const holder = of(op.who)
    if (op.who !== 'old') lose({ count: op.lost, skip: op.skip })
    if (op.do === 'acquire' && op.who === 'old') {
      const got = await old.acquire(nowMs, 1_000)
      // What has moved is not the old code's to touch.
      if (before.own !== undefined || before.old?.['moved'] === true) expect(got).toBeNull()
      if (got !== null) Object.assign(holder, { lease: got.lease, rev: got.rev })
    } else if (op.do === 'acquire') {
      const got = await store.acquire(outcomeOf(market), { nowMs: epochMs(nowMs), leaseMs: 1_000 })
      if (got.is === 'held') {
        expect(got.state?.feeRatePpm).toEqual((before.item?.['state'] as MarketState | undefined)?.feeRatePpm)
        Object.assign(holder, { lease: got.lease, rev: got.rev })
      }
    } else if (holder.lease === null) {
      continue
    } else if (op.do === 'release') {
      if (op.who === 'old') await old.release(holder.lease)
      else await store.release(holder.lease as Lease)
      holder.lease = null
    } else if (op.do === 'commit') {
      value += 1
      const next = op.order ? quoting(value, market) : flat(value, market)
      if (op.who === 'old') {
        if (await old.commit(holder.lease, holder.rev, next)) holder.rev += 1
      } else {
        const wrote = await store.commit(holder.lease as Lease, holder.rev, next)
        Object.assign(
          holder,
          wrote.is === 'written' ? { lease: wrote.lease, rev: wrote.rev } : { lease: null },
        )
      }
    }
    const after = await stored(table, market)
    const orders = (after.old?.['state'] as MarketState | undefined)?.orders ?? []
    if (after.old?.['moved'] === true) expect(orders).toEqual([])
    // The old item changes no more once it is marked, and a copy never comes before the mark.
    if (before.old?.['moved'] === true) expect(after.old?.['state']).toEqual(before.old['state'])
    if (after.own !== undefined) expect(after.old?.['moved']).toBe(true)
    const [rev, revBefore] = [after.item?.['rev'] ?? 0, before.item?.['rev'] ?? 0]
    expect(Number(rev)).toBeGreaterThanOrEqual(Number(revBefore))
    const leases = [after.own, after.old?.['moved'] === true ? undefined : after.old].filter(
      (item) => item?.['leaseId'] !== undefined && Number(item['leaseUntil']) >= nowMs,
    )
    expect(leases.length).toBeLessThanOrEqual(1)
  }
}
