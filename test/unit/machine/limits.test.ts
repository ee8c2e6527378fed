import { expect, test } from 'vitest'
import type { Valuation } from '../../../shared/accounting/valuation.ts'
import { lossStop } from '../../../shared/machine/limits.ts'
import { cents, dollars, observation, openState, settings } from '../../support/build.ts'

const MARK: Valuation = {
  belief: 'believed',
  valueMicros: dollars(2),
  priceMicros: cents(10),
  dearMicros: dollars(2),
}
/** Twenty shares that cost 11.20. */
const watched = (mark: Valuation, maxDailyLossMicros = dollars(9)) => ({
  state: openState,
  seen: observation(),
  settings: settings({ risk: { maxDailyLossMicros } }),
  mark,
})

test('a loss says what was lost and the limit, and by which price where no book was believed', () => {
  const text = 'lost 9.2 USDC on 2025-06-25, the limit is 9'

  expect(lossStop(watched(MARK))).toBe(text)
  expect(lossStop(watched({ ...MARK, belief: 'bids' }))).toBe(
    `${text}; no book was believed for 3 minutes, and its bids pay 0.1 a share`,
  )
  expect(lossStop(watched({ ...MARK, belief: 'bids', priceMicros: null }))).toBe(text)
  expect(lossStop(watched(MARK, dollars(9.2)))).toBeNull()
})
