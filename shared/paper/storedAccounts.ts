import { assert } from '../domain/assert.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { PaperStore } from '../ports/paperStore.ts'
import type { WriteResult } from '../ports/store.ts'
import type { PaperAccount, PaperFill } from './paperAccount.ts'
import { paperAccountSchema, paperFillSchema } from './paperAccount.ts'

/** An account and the revision it was read at; 0: it is not stored yet. */
export interface HeldAccount {
  readonly rev: number
  readonly account: PaperAccount
}

export async function readPaperAccounts(
  store: PaperStore,
): Promise<Read<ReadonlyMap<MarketId, HeldAccount>>> {
  const read = await store.all()
  if (!read.ok) return read
  const accounts = new Map<MarketId, HeldAccount>()
  for (const { market, rev, body } of read.value) {
    const parsed = paperAccountSchema.safeParse(body)
    if (!parsed.success || parsed.data.market !== market) {
      const [issue] = parsed.success ? [] : parsed.error.issues
      const at = issue === undefined ? 'of another market' : `${issue.path.join('.')}: ${issue.message}`
      return unknown(`paper account of ${market}: ${at}: delete the item to start again on paper`)
    }
    accounts.set(market, { rev, account: parsed.data })
  }
  return known(accounts, read.asOf)
}

/** One write on condition of the revision; what it pushes out is in the archive first. */
export async function writePaperAccount(
  store: PaperStore,
  rev: number,
  of: { readonly account: PaperAccount; readonly archive: readonly PaperFill[] },
): Promise<WriteResult> {
  const { account } = of
  const checked = paperAccountSchema.safeParse(account)
  assert(
    checked.success,
    `paper account of ${account.market}: ${checked.success ? '' : checked.error.message}`,
  )
  if (of.archive.length > 0) {
    const records = of.archive.map((fill) => ({ atMs: fill.matchedAtMs, id: fill.tradeId, body: fill }))
    const archived = await store.archive(account.market, records)
    if (archived.is !== 'written') return archived
  }
  return await store.put(account.market, rev, account)
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
  for (const record of read.value) {
    const parsed = paperFillSchema.safeParse(record)
    if (!parsed.success) return unknown(`paper archive of ${market}: a record cannot be read`)
    fills.push(parsed.data)
  }
  return known(fills, read.asOf)
}
