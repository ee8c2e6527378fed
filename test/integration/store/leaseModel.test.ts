import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { epochMs, type MarketId, marketId } from '../../../shared/domain/units.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { state } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())

/** Lost replies cost back-offs, and CI machines are slow. */
const TIMEOUT_MS = 120_000

const LEASE_MS = 1_000
const HOLDERS = 3

type Op =
  | { readonly op: 'acquire' | 'commit' | 'release'; readonly holder: number; readonly lost: number }
  | { readonly op: 'wait'; readonly ms: number }

const opArbitrary: fc.Arbitrary<Op> = fc.oneof(
  fc.record({
    op: fc.constantFrom('acquire' as const, 'commit' as const, 'release' as const),
    holder: fc.nat({ max: HOLDERS - 1 }),
    // Mostly none: a lost reply costs a back-off.
    lost: fc.constantFrom(0, 0, 0, 0, 1, 2),
  }),
  fc.record({ op: fc.constant('wait' as const), ms: fc.constantFrom(400, 1_001) }),
)

/** The item as the rules tell it; `holder` is who has the lease. */
interface Model {
  holder: number | null
  untilMs: number
  fence: number
  rev: number
  value: number | null
}

/** What a holder believes, for ever: it may act on it long after. */
interface Belief {
  lease: Lease
  rev: number
}

let markets = 0
const nextMarket = (): MarketId => {
  markets += 1
  return marketId(`0x${markets.toString(16).padStart(64, '0')}`)
}

it(
  'gives one writer at a time the item, and a holder that was overtaken changes nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(opArbitrary, { minLength: 4, maxLength: 25 }), async (ops) => {
        // A client of its own: the SDK stops retrying after too many lost replies, however old.
        const { store, lose } = table.lossy()
        const market = nextMarket()
        const model: Model = { holder: null, untilMs: 0, fence: 0, rev: 0, value: null }
        const beliefs: (Belief | undefined)[] = Array.from({ length: HOLDERS })
        let nowMs = NOW
        for (const [step, op] of ops.entries()) {
          if (op.op === 'wait') {
            nowMs = epochMs(nowMs + op.ms)
            continue
          }
          const belief = beliefs[op.holder]
          const isOurs =
            belief !== undefined && model.holder === op.holder && belief.lease.fence === model.fence
          lose({ count: op.lost })
          if (op.op === 'acquire') {
            const acquired = await store.acquire(market, { nowMs, leaseMs: LEASE_MS })
            const isFree = model.holder === null || model.untilMs < nowMs
            expect(acquired.is).toBe(isFree ? 'held' : 'busy')
            if (acquired.is === 'held') {
              Object.assign(model, { holder: op.holder, untilMs: nowMs + LEASE_MS, fence: model.fence + 1 })
              expect(acquired.lease).toMatchObject({ fence: model.fence, untilMs: model.untilMs })
              expect([acquired.rev, acquired.state?.feeRatePpm ?? null]).toEqual([model.rev, model.value])
              beliefs[op.holder] = { lease: acquired.lease, rev: acquired.rev }
            }
          } else if (belief !== undefined && op.op === 'commit') {
            const isCurrent = isOurs && belief.rev === model.rev
            const committed = await store.commit(
              belief.lease,
              belief.rev,
              state({ market, feeRatePpm: step }),
            )
            expect(committed).toEqual(isCurrent ? { is: 'written', rev: model.rev + 1 } : { is: 'lost' })
            if (committed.is === 'written') {
              Object.assign(model, { rev: committed.rev, value: step })
              // Half of them forget what they committed, as one does that was frozen in between.
              if (step % 2 === 0) belief.rev = committed.rev
            }
          } else if (belief !== undefined) {
            const released = await store.release(belief.lease)
            // Released already and not taken since: it is free, which is what was asked.
            const isFreeSince = model.holder === null && belief.lease.fence === model.fence
            expect(released).toEqual({ is: isOurs || isFreeSince ? 'written' : 'lost' })
            if (isOurs) model.holder = null
          }
          lose({ count: 0 })
        }
      }),
      { numRuns: 60 },
    )
  },
  TIMEOUT_MS,
)
