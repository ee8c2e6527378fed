import type { MarketId } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Silence } from '../ports/silence.ts'
import type { Whole } from './leftMarkets.ts'
import type { WaitBook } from './waits.ts'

/**
 * Every market of the stack that was not ticked in this run, by the last tick that its item knows; one without books
 * since it began to wait. Other markets that tick do not hide it.
 */
export function silentMarkets(
  { clock }: Pick<Ports, 'clock'>,
  { stack, items }: Whole,
  ticked: ReadonlySet<MarketId>,
  waits: WaitBook,
): readonly Silence[] {
  const nowMs = clock.nowMs()
  return stack.markets.flatMap(({ market }) => {
    if (ticked.has(market)) return []
    const state = items.find((item) => item.market === market)?.state
    const wait = waits.waitOf(market)
    const sinceMs = state?.tickedAtMs ?? state?.tradesReadAtMs ?? wait?.sinceMs ?? nowMs
    return [{ market, forMs: Math.max(0, nowMs - sinceMs), why: wait?.why ?? null }]
  })
}
