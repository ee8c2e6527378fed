import { expect, test } from 'vitest'
import { runSizedSession, SESSION_SIZES } from './sessionSizes.ts'

/** One of each size, for CI has no time for more; eighty run by command: `npm run sessions`. */
const SESSIONS = SESSION_SIZES.map((size, i) => ({ ...size, seed: (i % 2) + 1 }))

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
