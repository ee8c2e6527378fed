import { expect, test } from 'vitest'
import type { Valuation } from '../../../shared/accounting/valuation.ts'
import { exposureStop, lossStop } from '../../../shared/machine/limits.ts'
import { cents, dollars, now, observation, openState, settings } from '../../support/build.ts'

const MARK: Valuation = {
  belief: 'believed',
  valueMicros: dollars(2),
  priceMicros: cents(10),
  dearMicros: dollars(2),
}
/** Twenty shares that cost 11.20. */
const watched = (mark: Valuation, maxDailyLossMicros = dollars(9)) => ({
  state: openState,
  seen: observation({ nowMs: now }),
  settings: settings({
    risk: { maxDailyLossMicros, maxUsdcLockedMicros: dollars(1.999999), exposureStopPermille: 1000 },
  }),
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

test('the bound on confirmed shares is rounded down', () => {
  const half = (dearDollars: number) => {
    const of = watched({ ...MARK, dearMicros: dollars(dearDollars) })
    return exposureStop({
      ...of,
      settings: { ...of.settings, risk: { ...of.settings.risk, exposureStopPermille: 500 } },
    })
  }

  expect(half(0.999999)).toBeNull()
  expect(half(1)).toBe('confirmed shares are worth 1 USDC, above 0.999999')
})
