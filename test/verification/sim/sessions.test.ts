import { expect, test } from 'vitest'
import { runSizedSession, SESSION_SIZES } from './sessionSizes.ts'

/** The least and the largest, for CI has no time for more; eighty of all sizes run by command: `npm run sessions`. */
const SESSIONS = SESSION_SIZES.filter(({ entryUsdc }) => entryUsdc === 20 || entryUsdc === 5_000).map(
  (size, i) => ({ ...size, seed: i + 1 }),
)

test.each(SESSIONS)(
  'eight hours without a fault and with entries of $entryUsdc USDC (seed $seed) never stop without a cause',
  async ({ seed, ...size }) => {
    // Act
    const session = await runSizedSession(size, seed)

    // Assess
    expect(session.violations).toEqual([])
    expect(session.pages).toEqual([])
  },
)
