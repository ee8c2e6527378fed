import { type EpochMs, epochMs } from '../domain/units.ts'
import { isFinal } from '../simulator/settlement.ts'
import {
  isOpenQuestion,
  MAX_PAPER_FILLS,
  MAX_PAPER_ORDERS,
  type PaperAccount,
  type PaperFill,
} from './paperAccount.ts'
import type { PaperTiming } from './timing.ts'

/** Room that is always kept free: for what one look can bring. */
const RESERVE = 16

/**
 * What the item can forget: orders long over, and old fills, which are put into the archive before they go. Fills
 * leave oldest first, so that an instant divides those in the archive from those in the item. Only what the stored
 * item already holds leaves: the archive comes first, and a fill whose own write never came to be would stay there.
 */
export function archive(
  account: PaperAccount,
  stored: PaperAccount | null,
  nowMs: EpochMs,
  timing: PaperTiming,
): { readonly account: PaperAccount; readonly fills: readonly PaperFill[] } {
  const isOld = (sinceMs: number): boolean => nowMs - sinceMs > timing.keepMs
  const over = account.orders.filter((order) => !isOpenQuestion(order))
  const tooMany = Math.max(0, account.orders.length - (MAX_PAPER_ORDERS - RESERVE))
  const orders = account.orders.filter(
    (order) => isOpenQuestion(order) || !(isOld(order.finalAtMs ?? nowMs) || over.indexOf(order) < tooMany),
  )
  const excess = Math.max(0, account.fills.length - (MAX_PAPER_FILLS - RESERVE))
  const isStored = ({ tradeId }: PaperFill): boolean =>
    stored?.fills.some((fill) => fill.tradeId === tradeId) === true
  const mayLeave = (fill: PaperFill): boolean => isFinal(fill, nowMs) && isStored(fill)
  const sorted = account.fills.toSorted((a, b) => a.matchedAtMs - b.matchedAtMs)
  const leaves = sorted.findIndex(
    (fill, index) => !(mayLeave(fill) && (isOld(fill.matchedAtMs) || index < excess)),
  )
  const count = leaves === -1 ? sorted.length : leaves
  // Fills of one instant stay together: they leave once the last of them may.
  const keptMs = sorted[count]?.matchedAtMs ?? Number.POSITIVE_INFINITY
  const fills = sorted.slice(0, count).filter((fill) => fill.matchedAtMs < keptMs)
  const untilMs = epochMs((fills.at(-1)?.matchedAtMs ?? -1) + 1)
  if (fills.length === 0 && orders.length === account.orders.length) return { account, fills: [] }
  return {
    account: {
      ...account,
      orders,
      fills: account.fills.filter((fill) => !fills.includes(fill)),
      archivedUntilMs: epochMs(Math.max(account.archivedUntilMs, untilMs)),
    },
    fills,
  }
}
