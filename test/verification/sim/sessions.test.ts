import { expect, test } from 'vitest'
import { runSizedSession, SESSION_SIZES } from './sessionSizes.ts'

/** Two of each size; eighty run by command: `npm run sessions`. */
const SEEDS = [1, 2]

test.each(SESSION_SIZES.flatMap((size) => SEEDS.map((seed) => ({ ...size, seed }))))(
  'eight hours without a fault and with entries of $entryUsdc USDC (seed $seed) never stop without a cause',
  async ({ seed, ...size }) => {
    // Act
    const session = await runSizedSession(size, seed)

    // Assess
    expect(session.violations).toEqual([])
    expect(session.pages).toEqual([])
  },
)
