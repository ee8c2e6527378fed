import { type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { Ports } from '../ports/ports.ts'
import type { Silence } from '../ports/silence.ts'
import { isItemOf } from './isItemOf.ts'
import type { WholeStack } from './leftMarkets.ts'
import type { MarketWaits } from './waits.ts'

/**
 * Every market of the stack that was not ticked in this run, by the last tick that its item knows; one without books
 * since it began to wait. Other markets that tick do not hide it.
 */
export function silentMarkets(
  { clock }: Pick<Ports, 'clock'>,
  { stack, items }: WholeStack,
  ticked: ReadonlySet<OutcomeKey>,
  waits: MarketWaits,
): readonly Silence[] {
  const nowMs = clock.nowMs()
  return stack.markets.flatMap(({ market, tokenId }) => {
    const outcome = { market, tokenId }
    if (ticked.has(outcomeKey(outcome))) return []
    const state = items.find((item) => isItemOf(item, outcome))?.state
    const wait = waits.waitOf(outcome)
    const sinceMs = state?.tickedAtMs ?? state?.tradesReadAtMs ?? wait?.sinceMs ?? nowMs
    return [{ market, forMs: Math.max(0, nowMs - sinceMs), why: wait?.why ?? null }]
  })
}
