import { type EpochMs, epochMs } from '../domain/units.ts'
import {
  isOpenQuestion,
  MAX_PAPER_FILLS,
  MAX_PAPER_ORDERS,
  type PaperBook,
  type PaperFill,
} from './paperBook.ts'
import { isSettled } from './purse.ts'
import type { PaperTiming } from './timing.ts'

/** Room that is always kept free: for what one look can bring. */
const RESERVE = 16

/**
 * What the item can forget: orders long over, and old fills, which are put into the archive before they go. Fills
 * leave oldest first, so that an instant divides those in the archive from those in the item.
 */
export function archive(
  book: PaperBook,
  nowMs: EpochMs,
  timing: PaperTiming,
): { readonly book: PaperBook; readonly fills: readonly PaperFill[] } {
  const isOld = (sinceMs: number): boolean => nowMs - sinceMs > timing.keepMs
  const over = book.orders.filter((order) => !isOpenQuestion(order))
  const tooMany = Math.max(0, book.orders.length - (MAX_PAPER_ORDERS - RESERVE))
  const orders = book.orders.filter(
    (order) => isOpenQuestion(order) || !(isOld(order.finalAtMs ?? nowMs) || over.indexOf(order) < tooMany),
  )
  const excess = Math.max(0, book.fills.length - (MAX_PAPER_FILLS - RESERVE))
  const sorted = book.fills.toSorted((a, b) => a.matchedAtMs - b.matchedAtMs)
  const leaves = sorted.findIndex(
    (fill, index) => !(isSettled(fill, nowMs, timing) && (isOld(fill.matchedAtMs) || index < excess)),
  )
  const count = leaves === -1 ? sorted.length : leaves
  // Fills of one instant stay together.
  const untilMs = count === 0 ? book.archivedUntilMs : epochMs((sorted[count - 1]?.matchedAtMs ?? 0) + 1)
  const fills = sorted.filter((fill) => fill.matchedAtMs < untilMs)
  if (fills.length === 0 && orders.length === book.orders.length) return { book, fills: [] }
  return {
    book: {
      ...book,
      orders,
      fills: book.fills.filter((fill) => !fills.includes(fill)),
      archivedUntilMs: epochMs(Math.max(book.archivedUntilMs, untilMs)),
    },
    fills,
  }
}
