import { expect, test } from 'vitest'
import { runAccount } from './runAccount.ts'

test('an account of 20,000 trades is traded page by page, while markets leave, come back and are added, without a STOP', async () => {
  // Act
  const life = await runAccount(1)

  // Assess
  expect(life.violations).toEqual([])
  expect(life.stops).toEqual({})
  // Of the two markets outside the configuration, and of nothing else.
  expect(life.pages).toEqual({
    'exit only: the market was removed from the configuration; no entries until this ends': 2,
  })
  expect(life.tradesBefore).toBeGreaterThan(20_000)
  expect(life.minutesToTrade.map(({ role }) => role)).toEqual([
    'busy',
    'steady',
    'leaving',
    'small',
    'added',
    'leaving',
  ])
  expect(life.away.heldMicros).toBeGreaterThan(0)
  expect(life.away.isSoldOut).toBe(true)
  expect(life.away.tradesMeanwhile).toBeGreaterThan(2_000)
})
