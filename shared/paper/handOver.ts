import { type EpochMs, epochMs } from '../domain/units.ts'
import { endByGap } from './gap.ts'
import { isOpenQuestion, type PaperAccount } from './paperAccount.ts'
import type { PaperTiming } from './timing.ts'

/**
 * The source of the trades of an order that arrives now. The source changes while no order of ours waits for trades: what
 * one source has counted was matched before the order that is counted by the other came.
 */
export function atArrival(
  account: PaperAccount,
  of: { readonly heard: boolean; readonly nowMs: EpochMs },
): PaperAccount {
  const source = of.heard ? 'channel' : 'index'
  if (source === account.source || account.orders.some(isOpenQuestion)) return account
  const tradesUntilMs =
    source === 'channel' ? epochMs(Math.max(account.tradesUntilMs, of.nowMs)) : account.tradesUntilMs
  return { ...account, source, tradesUntilMs, counted: [] }
}

/**
 * The channel is lost while orders of ours wait for trades: the index continues for them, divided by time. Pure.
 *
 * A trade of the channel that filled us comes into the index up to `stampLagMs` later, by a name that nobody can compare:
 * for this long after the last of them the index is not counted. Where that is longer than the channel was heard, what was
 * traded in between is nobody's, and a gap. Otherwise nothing is lost: what else the channel reported met none of ours,
 * and does not meet it by the index either.
 * @param heardMs All trades of the channel until then have been met.
 */
export function toIndex(account: PaperAccount, heardMs: EpochMs, timing: PaperTiming): PaperAccount {
  const metMs = Math.max(...account.counted.map(({ stampedAtMs }) => stampedAtMs), 0)
  // The channel reports in order: with a trade all that came before it was heard.
  const untilMs = epochMs(Math.max(heardMs, metMs))
  const clearMs = secondAfter(metMs + timing.stampLagMs)
  const handed: PaperAccount = {
    ...account,
    source: 'index',
    counted: [],
    tradesUntilMs: epochMs(Math.max(Math.floor(untilMs / 1_000) * 1_000, clearMs)),
  }
  return clearMs > untilMs ? endByGap(handed, { fromMs: untilMs, toMs: clearMs }, timing) : handed
}

const secondAfter = (ms: number): EpochMs => epochMs((Math.floor(ms / 1_000) + 1) * 1_000)
