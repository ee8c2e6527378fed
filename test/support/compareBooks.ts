import { compareMoney, compareOutcome } from '../../desk/session/compareBooks.ts'

/** All of it, of an account that trades one outcome alone; `fundedUsdcMicros`: what it was given before. */
export const compareBooks = (
  of: Parameters<typeof compareOutcome>[0] & { readonly fundedUsdcMicros: number },
): readonly string[] => [...compareOutcome(of), ...compareMoney({ ...of, positions: [of.position] })]
