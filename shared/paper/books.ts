import { assert } from '../domain/assert.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { PaperStore } from '../ports/paperStore.ts'
import type { Wrote } from '../ports/store.ts'
import type { PaperBook, PaperFill } from './paperBook.ts'
import { paperBookSchema, paperFillSchema } from './paperBookSchema.ts'

/** A book and the revision it was read at; 0: it is not stored yet. */
export interface HeldBook {
  readonly rev: number
  readonly book: PaperBook
}

export async function readPaperBooks(store: PaperStore): Promise<Read<ReadonlyMap<MarketId, HeldBook>>> {
  const read = await store.all()
  if (!read.ok) return read
  const books = new Map<MarketId, HeldBook>()
  for (const { market, rev, body } of read.value) {
    const parsed = paperBookSchema.safeParse(body)
    if (!parsed.success || parsed.data.market !== market) {
      const [issue] = parsed.success ? [] : parsed.error.issues
      const at = issue === undefined ? 'of another market' : `${issue.path.join('.')}: ${issue.message}`
      return unknown(`paper book of ${market}: ${at}: delete the item to start again on paper`)
    }
    books.set(market, { rev, book: parsed.data })
  }
  return known(books, read.asOf)
}

/** One write on condition of the revision; what it pushes out is in the archive first. */
export async function writePaperBook(
  store: PaperStore,
  rev: number,
  of: { readonly book: PaperBook; readonly archive: readonly PaperFill[] },
): Promise<Wrote> {
  const { book } = of
  const checked = paperBookSchema.safeParse(book)
  assert(checked.success, `paper book of ${book.market}: ${checked.success ? '' : checked.error.message}`)
  if (of.archive.length > 0) {
    const rows = of.archive.map((fill) => ({ atMs: fill.matchedAtMs, id: fill.tradeId, body: fill }))
    const archived = await store.archive(book.market, rows)
    if (archived.is !== 'written') return archived
  }
  return await store.put(book.market, rev, book)
}

/** Fills that have left the item, matched at or after the instant. */
export async function readArchive(
  store: PaperStore,
  market: MarketId,
  sinceMs: number,
): Promise<Read<readonly PaperFill[]>> {
  const read = await store.archived(market, sinceMs)
  if (!read.ok) return read
  const fills: PaperFill[] = []
  for (const row of read.value) {
    const parsed = paperFillSchema.safeParse(row)
    if (!parsed.success) return unknown(`paper archive of ${market}: a row cannot be read`)
    fills.push(parsed.data)
  }
  return known(fills, read.asOf)
}
