import { randomUUID } from 'node:crypto'
import { counted } from '../../shared/domain/counted.ts'
import { isClosed } from '../../shared/domain/order.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import type { Attributes, Table } from '../../shared/dynamodb/requests.ts'
import { backupPage, type RestoredItem, restoreMarket, restoreRow } from '../../shared/dynamodb/restore.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { ledgerRowsBefore } from '../../shared/operator/adopt.ts'
import type { Connection } from '../aws/connection.ts'

/** Rows of a page that are on their way at once. */
const AT_ONCE = 20
/** A holder gives a lease back after the tick that shows it the claim; one that crashed leaves it for a minute. */
const LEASE_TRIES = 90
const RETRY_MS = 1_000

/**
 * Copies a backup into the table of the stack. A state from a backup lacks fills that the ledger has by now, and would
 * never count them: so each is marked as lost, which bars trading until the market is rebuilt. A market that the backup
 * lacks keeps its state, marked like the others. Ledger rows are added where they are missing.
 * @param restore names this restore: called again it leaves alone what it has written.
 * @param mark why a market is not whole.
 * @returns null, or why it is not complete.
 */
export async function copyBackup(
  connection: Connection,
  of: { readonly side: string; readonly restore: string; readonly mark: string },
  say: (line: string) => void,
): Promise<string | null> {
  const { aws, clock, config } = connection
  const endpoint = aws.endpointUrl === null ? {} : { endpoint: aws.endpointUrl }
  const client = createDocumentClient({ region: aws.region, ...endpoint })
  const own = { client, clock, newId: () => randomUUID(), stage: config.stage }
  const table: Table = { ...own, name: connection.table }
  try {
    const read = await copyRows({ ...own, name: of.side }, table, say)
    return typeof read === 'string'
      ? read
      : await copyMarkets(connection, table, { ...of, states: read }, say)
  } finally {
    client.destroy()
  }
}

/** @returns the markets' states of the backup; or what went wrong. */
async function copyRows(
  side: Table,
  table: Table,
  say: (line: string) => void,
): Promise<ReadonlyMap<MarketId, MarketState> | string> {
  const states = new Map<MarketId, MarketState>()
  let rows = 0
  let from: Attributes | null = null
  do {
    const page = await backupPage(side, from)
    if (page.is === 'unknown') return page.why
    for (const { market, stored } of page.value.markets) {
      if (stored.is === 'state' && stored.state !== null) states.set(market, stored.state)
      if (stored.is === 'broken') say(`   of no use in the backup: ${stored.why}`)
      if (stored.is === 'newerSchema')
        return `${market}: the backup was written by newer code: deploy that version`
    }
    const why = await addRows(table, page.value.rows)
    if (why !== null) return why
    rows += page.value.rows.length
    from = page.value.next
    if (from !== null) say(`   ${counted(rows, 'row')} so far`)
  } while (from !== null)
  say(`   ${counted(rows, 'row')} of ledger and books: what was missing is added`)
  return states
}

async function addRows(table: Table, rows: readonly Attributes[]): Promise<string | null> {
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    const wrote = await Promise.all(rows.slice(i, i + AT_ONCE).map((row) => restoreRow(table, row)))
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
    readonly states: ReadonlyMap<MarketId, MarketState>
  },
  say: (line: string) => void,
): Promise<string | null> {
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const present = new Map(
    items.value.flatMap(({ market, state }) => (state === null ? [] : [[market, state]])),
  )
  for (const market of new Set([...of.states.keys(), ...present.keys()])) {
    const now = present.get(market)
    const state = of.states.get(market) ?? now
    if (state === undefined) continue
    const kept = now === undefined ? null : await store.putLedger(fillsOf(now))
    if (kept !== null && kept.is !== 'written') return `${market}: its fills were not kept (${kept.is})`
    const put = await untilFree(
      { clock, claim: (nowMs) => store.claim(market, { nowMs, atMs: nowMs }) },
      () => restoreMarket(table, { ...state, lost: of.mark }, of.restore),
    )
    if (put.is === 'busy') return `${market}: a run holds its lease`
    if (put.is === 'newerSchema') return `${market}: the item was written by newer code: deploy that version`
    if (put.is === 'unknown') return put.why
    const from = of.states.has(market) ? 'from the backup' : 'as it stood: the backup lacks it'
    say(`   ${market}: ${put.is === 'already' ? 'put back already' : from}`)
  }
  return null
}

/** What an item knew that its ledger may lack: an order that may be live gets its row once it is closed. */
const fillsOf = (state: MarketState) =>
  ledgerRowsBefore({ ...state, orders: state.orders.filter((order) => isClosed(order)) }, [])

async function untilFree(
  {
    clock,
    claim,
  }: Pick<Connection, 'clock'> & {
    readonly claim: (nowMs: ReturnType<Connection['clock']['nowMs']>) => Promise<unknown>
  },
  attempt: () => Promise<RestoredItem>,
): Promise<RestoredItem> {
  for (let tries = 1; tries < LEASE_TRIES; tries += 1) {
    const put = await attempt()
    if (put.is !== 'busy') return put
    // Without a claim the ticks would never let go of it.
    await claim(clock.nowMs())
    await clock.sleep(RETRY_MS)
  }
  return attempt()
}
