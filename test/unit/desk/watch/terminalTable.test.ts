import { expect, test } from 'vitest'
import type { WatchedOutcome } from '../../../../desk/report/watchView.ts'
import { terminalTable } from '../../../../desk/watch/terminalTable.ts'
import { outcomeKey } from '../../../../shared/domain/outcome.ts'
import { marketId, tokenId } from '../../../../shared/domain/units.ts'

const outcomes = Array.from(
  { length: 60 },
  (_, nth): WatchedOutcome => ({
    key: outcomeKey({
      market: marketId(`0x${String(nth).padStart(64, '0')}`),
      tokenId: tokenId(String(nth)),
    }),
    name: `Will candidate ${nth} win? – Yes`,
    phase: 'ENTRY_PENDING',
    mode: 'EXIT_ONLY',
    mid: 0.5,
    shares: 1_000,
    exposure: 4_200.25,
    cap: 5_000,
    today: -1_200.5,
    maxLoss: 2_000,
    realised: 0,
    orders: [],
    refusals: '',
    rewardMinutes: 7,
    tickedAtMs: 0,
  }),
)

test.each([120, 80, 40])('in %i columns no figure is cut, and the sums come first', (columns) => {
  const [head, all, first, ...others] = terminalTable(outcomes, columns, 12)

  expect(head).toMatch(/^market +exposure +today/)
  expect(all).toMatch(/^all 60 +252015\.00\/300000 +-72030\.00/)
  expect(first).toMatch(/ 4200\.25\/5000 +-1200\.50/)
  expect(others.at(-1)).toBe('and 50 more, none with a higher exposure')
  for (const line of [head, all, first, ...others]) expect(line?.length).toBeLessThanOrEqual(columns)
})
