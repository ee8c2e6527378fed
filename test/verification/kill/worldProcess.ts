import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { CreateTableCommand } from '@aws-sdk/client-dynamodb'
import { startDynalite } from '../../../desk/aws/dynalite.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { readBotLedger } from '../../../desk/session/readBotLedger.ts'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { isClosed } from '../../../shared/domain/order.ts'
import { epochMs, marketId, tokenId } from '../../../shared/domain/units.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { createTableInput } from '../../../shared/dynamodb/table.ts'
import { compareBooks } from '../../support/compareBooks.ts'
import { type CellPlan, planCells } from './cellPlan.ts'
import { createCrowd, list } from './crowd.ts'
import { createKillFaults } from './killFaults.ts'
import { watchCell } from './watchCell.ts'

/**
 * The world outside of the bots, in a process of its own: the venue over HTTP with its crowd and its faults, the
 * table, the secrets. It checks every placement against its own books, and answers the questions of the test.
 */

const FUNDS_MICROS = 1_000_000_000
const ADVANCE_EVERY_MS = 20
const SETTLEMENT = {
  broadcastMs: 300,
  mineMs: [1_000, 4_000],
  confirmMs: [3_000, 12_000],
  failPermille: 0,
  retryPermille: 40,
} as const

const [, , count = '1', seed = '1'] = process.argv
const cells = planCells(Number(count))
const violations: string[] = []
const counts = { orders: 0 }
const random = createRandom(Number(seed))
const bare = createExchange({ seed: Number(seed), startMs: Date.now(), settlement: SETTLEMENT })
const exchange: typeof bare = {
  ...bare,
  place: (request) => {
    const placed = bare.place(request)
    if (!placed.ok) return placed
    counts.orders += 1
    const alike = bare.openOrders(request.account).filter((order) => order.side === request.side)
    if (alike.length > 1) violations.push(`${alike.length} live ${request.side} orders of ${request.account}`)
    return placed
  },
}
for (const cell of cells) {
  list(exchange, cell)
  exchange.fund(cell.account, FUNDS_MICROS)
  exchange.approve(cell.account, true)
}
const faults = createKillFaults(random)
const crowd = createCrowd(exchange, cells, random)
setInterval(() => exchange.advanceTo(epochMs(Math.max(Date.now(), exchange.nowMs()))), ADVANCE_EVERY_MS)

const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now, faults: faults.strike })
const [first] = cells
const dynamo = await startDynalite(createTableInput(first?.table ?? 'kill'))
const client = createDocumentClient({
  endpoint: dynamo.endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
})
for (const { table } of cells.slice(1)) await client.send(new CreateTableCommand(createTableInput(table)))
const stores = new Map(
  cells.map((cell) => [cell.name, createStore({ client, tableName: cell.table, clock: systemClock })]),
)
const parameters = new Map<string, string>(
  cells.flatMap((cell) => {
    const { apiKey: key, secret, passphrase } = venue.issueKey(cell.account)
    return [
      [`/${cell.name}/key`, cell.key],
      [`/${cell.name}/api`, JSON.stringify({ key, secret, passphrase })],
    ] as const
  }),
)
const ssm = createServer(async (request, response) => {
  const { Name: name } = JSON.parse(await text(request)) as { Name: string }
  const body = JSON.stringify({
    Parameter: { Name: name, Type: 'SecureString', Value: parameters.get(name) },
  })
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
})
await new Promise<void>((resolve) => ssm.listen(0, '127.0.0.1', resolve))
for (const cell of cells) {
  const store = stores.get(cell.name)
  if (store !== undefined)
    watchCell({ cell, store, exchange, report: (what) => violations.push(`${cell.name}: ${what}`) })
}

/** What is wrong with one bot's books once nothing moves; empty when they are the venue's. */
async function differencesOf(cell: CellPlan): Promise<readonly string[]> {
  const store = stores.get(cell.name)
  if (store === undefined) return ['no store']
  const outcome = { market: marketId(cell.market), tokenId: tokenId(cell.token) }
  const books = await readBotLedger(store, outcome)
  const unclosed = books.state?.orders.filter((order) => !isClosed(order)) ?? []
  const open = exchange.openOrders(cell.account)
  return [
    ...compareBooks({
      ledger: books.legs,
      position: books.position,
      exchange,
      account: cell.account,
      token: outcome.tokenId,
      fundedUsdcMicros: FUNDS_MICROS,
    }),
    ...unclosed.map((order) => `order ${order.id} is ${order.life.at} and not closed`),
    ...open.map((order) => `order ${order.id} is open`),
  ]
}

process.on('message', async (question: string) => {
  if (question === 'orders') {
    process.send?.(counts)
  } else if (question === 'calm') {
    faults.calm()
    crowd.calm()
    process.send?.({ calm: true })
  } else {
    exchange.audit()
    const differences = await Promise.all(
      cells.map(async (cell) => (await differencesOf(cell)).map((each) => `${cell.name}: ${each}`)),
    )
    const fills = cells.reduce((sum, cell) => sum + exchange.trades(cell.account).length, 0)
    process.send?.({ differences: differences.flat(), violations, fills, ...counts, faults: faults.counts() })
  }
})
process.on('disconnect', () => process.exit(0))
process.send?.({
  clob: venue.url,
  data: venue.dataUrl,
  dynamo: dynamo.endpoint,
  ssm: `http://127.0.0.1:${(ssm.address() as AddressInfo).port}`,
})
