import { expect, test } from 'vitest'
import { priceWords } from '../../../shared/accounting/priceWords.ts'
import type { Belief } from '../../../shared/accounting/valuation.ts'

test.each<readonly [Belief, number | null, string]>([
  ['believed', 570_000, 'mid 0.57'],
  ['disbelieved', 570_000, 'last believed mid 0.57'],
  ['bids', 100_000, 'bids pay 0.1'],
  ['bids', null, 'bids pay -'],
  ['settled', 1_000_000, 'pays 1'],
  ['none', null, 'no price yet'],
])('%s is reported in words', (belief, priceMicros, words) => {
  expect(priceWords({ belief, priceMicros })).toBe(words)
})
