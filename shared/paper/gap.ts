import { epochMs } from '../domain/units.ts'
import { isOpenQuestion, MAX_GAPS, mapOrders, type PaperAccount, type PaperGap } from './paperAccount.ts'
import { type PaperTiming, precisionOf } from './timing.ts'

/**
 * What nobody saw is nobody's fill: whatever rested through a stretch without trades ends where it begins, with what
 * it had. Where none did, there is no gap.
 * @param gap From where trades were wanted, to where they are known again.
 */
export function endByGap(
  account: PaperAccount,
  { fromMs, toMs }: PaperGap,
  timing: PaperTiming,
): PaperAccount {
  const { lagMs } = precisionOf(account.source, timing)
  const missed = account.orders.filter((order) => isOpenQuestion(order) && order.restedAtMs + lagMs < toMs)
  if (toMs <= fromMs || missed.length === 0) return account
  const ended = mapOrders(account, (order) => {
    if (!missed.includes(order)) return order
    const atMs = epochMs(Math.max(order.restedAtMs, fromMs))
    return { ...order, end: order.end ?? { atMs, how: 'gap' }, finalAtMs: toMs, caps: [] }
  })
  return {
    ...ended,
    tradesUntilMs: epochMs(Math.max(account.tradesUntilMs, toMs)),
    gaps: [...account.gaps, { fromMs, toMs }].slice(-MAX_GAPS),
    gapCount: account.gapCount + 1,
  }
}
