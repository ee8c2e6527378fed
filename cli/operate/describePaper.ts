import { formatMicros } from '../../shared/domain/decimal.ts'
import { readPaperBooks } from '../../shared/paper/books.ts'
import { freeMicros } from '../../shared/paper/paperBalances.ts'
import type { Connection } from '../aws/connection.ts'

/** What stage paper has to say of itself: that it is paper, its money, and what it could not see. */
export async function describePaper({ paper, config }: Connection): Promise<readonly string[]> {
  const read = await readPaperBooks(paper)
  const title = 'stage paper: fills from the public trades, no order is sent'
  if (!read.ok) return [`${title}; its books cannot be read: ${read.unknown}`]
  const books = [...read.value.values()].map(({ book }) => book)
  const free = formatMicros(freeMicros(books, config.stack.accountMicros, read.asOf))
  const gaps = books.reduce((sum, book) => sum + book.gapCount, 0)
  const last = books
    .flatMap((book) => book.gaps)
    .toSorted((a, b) => a.toMs - b.toMs)
    .at(-1)
  const lost = last === undefined ? '' : `, the last until ${new Date(last.toMs).toISOString()}`
  return [title, `paper money: ${free} USDC free; ${gaps} gaps in the public trades${lost}`]
}
