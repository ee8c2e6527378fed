import fc from 'fast-check'
import { expect, it } from 'vitest'
import { epochMs, marketId } from '../../../shared/domain/units.ts'
import { followLeases, leaseOps } from '../../support/leaseHistory.ts'
import { outcomeOf, state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

/** Lost replies cost back-offs, and CI machines are slow. */
const TIMEOUT_MS = 120_000

let markets = 0

it(
  'gives one writer at a time the item and each event its turn, and a holder that was overtaken changes nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(leaseOps, async (ops) => {
        markets += 1
        const market = marketId(`0x${markets.toString(16).padStart(64, '0')}`)
        const clock = { nowMs: NOW as number }
        // A client of its own: the SDK stops retrying after too many lost replies, however old.
        const { store, lose } = table.lossy({ nowMs: () => epochMs(clock.nowMs) })

        await followLeases(
          {
            store,
            ...outcomeOf(market),
            clock,
            lose,
            state: (value) => state({ market, feeRatePpm: value }),
            valueIn: ({ feeRatePpm }) => feeRatePpm,
          },
          ops,
        )
      }),
      { numRuns: 100 },
    )
    expect(markets).toBeGreaterThanOrEqual(100)
  },
  TIMEOUT_MS,
)
