import { randomUUID } from 'node:crypto'
import { counted } from '../../shared/domain/counted.ts'
import { isClosed } from '../../shared/domain/order.ts'
import { type OutcomeKey, outcomeKey } from '../../shared/domain/outcome.ts'
import { monotonicMs } from '../../shared/domain/units.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import type { Attributes, Table } from '../../shared/dynamodb/requests.ts'
import { backupPage, restoreMarket, restoreRecord } from '../../shared/dynamodb/restore.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { ledgerRecordsBefore } from '../../shared/operator/adopt.ts'
import { untilFree, WORK_MS } from '../../shared/operator/untilFree.ts'
import { closing } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'
import { say } from '../terminal/say.ts'

/** Records of a page that are on their way at once. */
const AT_ONCE = 20
/** Longer than a lease that a crash left behind. */
const LEASE_WAIT_MS = 90_000
/** Of a megabyte at most: a bound, far beyond any ledger. */
const MAX_PAGES = 20_000

/**
 * Copies a backup into the table of the stack. A state from a backup lacks fills that the ledger has by now, and would
 * never count them: so each is marked as lost, which bars trading until the market is rebuilt. A market that the backup
 * lacks keeps its state, marked like the others. Ledger records are added where they are missing.
 * @param restore names this restore: called again it leaves alone what it has written.
 * @param mark why a market is not whole.
 * @returns null, or why it is not complete.
 */
export async function copyBackup(
  connection: Connection,
  of: { readonly side: string; readonly restore: string; readonly mark: string },
): Promise<string | null> {
  const { aws, clock, config } = connection
  using client = closing(createDocumentClient(aws.client))
  const own = { client, clock, newId: () => randomUUID(), stage: config.stage }
  const table: Table = { ...own, name: connection.table }
  const read = await copyRecords({ ...own, name: of.side }, table)
  return typeof read === 'string' ? read : await copyMarkets(connection, table, { ...of, states: read })
}

/** @returns the markets' states of the backup; or what went wrong. */
async function copyRecords(
  side: Table,
  table: Table,
): Promise<ReadonlyMap<OutcomeKey, MarketState> | string> {
  // The item of version 1 comes before that of its outcome, which alone counts.
  const states = new Map<OutcomeKey, MarketState>()
  let records = 0
  let from: Attributes | null = null
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await backupPage(side, from)
    if (page.is === 'unknown') return page.why
    for (const { market, stored } of page.value.markets) {
      if (stored.is === 'state' && stored.state !== null) states.set(outcomeKey(stored.state), stored.state)
      if (stored.is === 'broken') say(`   not usable in the backup: ${stored.why}`)
      if (stored.is === 'newerSchema')
        return `${market}: the backup was written by newer code: deploy that version`
    }
    const why = await addRecords(table, page.value.records)
    if (why !== null) return why
    records += page.value.records.length
    from = page.value.next
    if (from === null) {
      say(`   ${counted(records, 'record')} of the ledger: what was missing is added`)
      return states
    }
    say(`   ${counted(records, 'record')} so far`)
  }
  return `the backup has more than ${MAX_PAGES} pages: nothing of its markets was copied`
}

async function addRecords(table: Table, records: readonly Attributes[]): Promise<string | null> {
  for (let i = 0; i < records.length; i += AT_ONCE) {
    const wrote = await Promise.all(
      records.slice(i, i + AT_ONCE).map((record) => restoreRecord(table, record)),
    )
    const failure = wrote.find((each) => each.is === 'unknown')
    if (failure?.is === 'unknown') return failure.why
  }
  return null
}

async function copyMarkets(
  { store, clock }: Connection,
  table: Table,
  of: {
    readonly restore: string
    readonly mark: string
    readonly states: ReadonlyMap<OutcomeKey, MarketState>
  },
): Promise<string | null> {
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const present = new Map(
    items.value.flatMap(({ state }) => (state === null ? [] : [[outcomeKey(state), state]])),
  )
  for (const key of new Set([...of.states.keys(), ...present.keys()])) {
    const now = present.get(key)
    const state = of.states.get(key) ?? now
    if (state === undefined) continue
    const { market, tokenId } = state
    const kept = now === undefined ? null : await store.putLedger(fillsOf(now))
    if (kept !== null && kept.is !== 'written') return `${market}: its fills were not kept (${kept.is})`
    const until = monotonicMs(clock.monotonicMs() + LEASE_WAIT_MS + WORK_MS)
    const put = await untilFree({ clock }, until, async () => {
      const tried = await restoreMarket(table, { ...state, lost: of.mark }, of.restore)
      if (tried.is !== 'busy') return tried
      // Without a claim the ticks would never let go of it.
      await store.claim({ market, tokenId }, { nowMs: clock.nowMs(), atMs: clock.nowMs() })
      return { ...tried, busy: true }
    })
    if (put.is === 'busy') return `${market}: a run holds its lease`
    if (put.is === 'newerSchema') return `${market}: the item was written by newer code: deploy that version`
    if (put.is === 'unknown') return put.why
    const from = of.states.has(key) ? 'from the backup' : 'as it was: the backup lacks it'
    say(`   ${market}: ${put.is === 'already' ? 'put back already' : from}`)
  }
  return null
}

/** What an item knew that its ledger may lack: an order that may be live gets its record once it is closed. */
const fillsOf = (state: MarketState) =>
  ledgerRecordsBefore({ ...state, orders: state.orders.filter((order) => isClosed(order)) }, [])
