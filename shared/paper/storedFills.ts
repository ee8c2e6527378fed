import type { SeenLeg } from '../domain/leg.ts'
import { known, type Read } from '../domain/read.ts'
import type { EpochMs } from '../domain/units.ts'
import type { PaperStore } from '../ports/paperStore.ts'
import { type HeldAccount, readArchive, readPaperAccounts } from './storedAccounts.ts'
import { venueFill } from './venueView.ts'

/**
 * Every fill on paper since an instant, as far as one is stored. Looks at no feed and writes nothing: whoever asks next to a
 * run leaves it alone.
 */
export async function storedFills(
  store: PaperStore,
  sinceMs: EpochMs,
  nowMs: EpochMs,
): Promise<Read<readonly SeenLeg[]>> {
  const accounts = await readPaperAccounts(store)
  return accounts.ok ? await fillsOf(store, [...accounts.value.values()], { sinceMs, nowMs }) : accounts
}

/** Those of these accounts, and of the archive where they reach back to it. */
export async function fillsOf(
  store: PaperStore,
  accounts: readonly HeldAccount[],
  { sinceMs, nowMs }: { readonly sinceMs: EpochMs; readonly nowMs: EpochMs },
): Promise<Read<readonly SeenLeg[]>> {
  const legs: SeenLeg[] = []
  for (const { account } of accounts) {
    const old = sinceMs < account.archivedUntilMs ? await readArchive(store, account.market, sinceMs) : null
    if (old?.ok === false) return old
    // A fill that is in the archive already may still be in the item, where the write that dropped it failed.
    const fills = new Map([...(old?.value ?? []), ...account.fills].map((fill) => [fill.tradeId, fill]))
    for (const fill of fills.values()) legs.push(venueFill(account, fill, nowMs))
  }
  return known(
    legs.filter((leg) => leg.matchedAtMs >= sinceMs),
    nowMs,
  )
}
