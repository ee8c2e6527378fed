import type { Candidate } from '../../../../desk/find/candidateOf.ts'
import { marketId, price, size, tokenId, usdc } from '../../../../shared/domain/units.ts'

/** A sound market at 0.49 to 0.51 with a programme of 20 shares. */
export function madeCandidate(
  of: Partial<Candidate> & { readonly nth: number; readonly reward?: number },
): Candidate {
  const { nth, reward = 1_000_000, ...rest } = of
  const earned = { lowMicros: reward, highMicros: 2 * reward }
  return {
    market: marketId(`0x${String(nth).padStart(64, '0')}`),
    tokens: [tokenId(`${nth}1`), tokenId(`${nth}2`)],
    outcomes: ['Yes', 'No'],
    question: `Will ${nth} happen?`,
    slug: `will-${nth}-happen`,
    tags: [],
    negRisk: false,
    midMicros: 500_000,
    spreadMicros: 20_000,
    touchMicros: 100_000_000,
    dailyMicros: usdc(10_000_000),
    minSizeMicros: size(20_000_000),
    maxSpreadMicros: price(45_000),
    needMicros: 9_800_000,
    bothSides: earned,
    oneSide: earned,
    bothRest: true,
    outcome: 0,
    sdMicros: 5_000,
    moveMicros: 10_000,
    tradesAnHour: 1,
    fillsAnHour: 0.1,
    lossMicros: 0,
    feeRatePpm: 40_000,
    rebatePpm: 250_000,
    endMs: null,
    gameStartMs: null,
    refusals: [],
    ...rest,
  }
}
