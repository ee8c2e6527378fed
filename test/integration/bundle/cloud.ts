import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { computeAddress, id } from 'ethers'
import { startDynalite } from '../../../desk/aws/dynalite.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { Exchange, FeedEvent } from '../../../desk/exchange/exchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { createTableInput } from '../../../shared/dynamodb/table.ts'
import type { PaperStore } from '../../../shared/ports/paperStore.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { configFile, marketFile } from '../../support/configFile.ts'
import { level } from '../../support/level.ts'
import { openMarket } from '../../support/openMarket.ts'
import { MARKET } from '../../support/wireIds.ts'

export const KEY = id('a key of the bundle test')
export const ACCOUNT = computeAddress(KEY).toLowerCase()
const CREDENTIALS = { accessKeyId: 'desk', secretAccessKey: 'desk' }

const LISTED = openMarket()

export interface Called {
  readonly result?: unknown
  readonly error?: string
  readonly output: string
}

/** All that a deployed function reaches, on this machine, in real time. */
export interface Cloud {
  readonly exchange: Exchange
  readonly store: Store
  /** As a user writes it; of stage live. */
  readonly config: Readonly<Record<string, unknown>>
  /** Where stage paper keeps its books. */
  readonly paper: PaperStore
  /** The crowd's best prices, in cents. */
  moveTouch(bid: number, ask: number): void
  /** Requests to the venue so far, by method and route. */
  routes(): readonly string[]
  /** Names of the secrets that were asked for. */
  readonly secretsRead: string[]
  /** Texts that may be in no log. */
  readonly secrets: readonly string[]
  call(
    bundle: string,
    event: unknown,
    of: { readonly remainingMs: number; readonly env?: Readonly<Record<string, string>> },
  ): Promise<Called>
  close(): Promise<void>
}

export async function startCloud(): Promise<Cloud> {
  const exchange = startedExchange()
  const ticking = setInterval(() => exchange.advanceTo(epochMs(Date.now())), 50)
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  const dynamo = await startDynalite(createTableInput('bundle'))
  const { apiKey: key, secret, passphrase } = venue.issueKey(ACCOUNT)
  const ssm = await startSsm({
    '/polymarket-market-maker/wallet-key': KEY,
    '/polymarket-market-maker/api-credentials': JSON.stringify({ key, secret, passphrase }),
  })
  const client = createDocumentClient({
    endpoint: dynamo.endpoint,
    region: 'eu-west-1',
    credentials: CREDENTIALS,
  })
  const config = configFile({
    stage: 'live',
    wallet: { address: ACCOUNT },
    hosts: { clob: venue.url, data: venue.dataUrl, gamma: venue.dataUrl },
    cadenceSeconds: 'once',
    // The first tick is to enter.
    markets: [marketFile({ regime: { minHistorySeconds: 0 } })],
  })
  const env = {
    CONFIG: JSON.stringify(config),
    TABLE_NAME: dynamo.tableName,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SSM: ssm.endpoint,
  }
  return {
    exchange,
    store: createStore({ client, tableName: dynamo.tableName, clock: systemClock }),
    paper: createPaperStore({ client, tableName: dynamo.tableName, clock: systemClock }),
    config,
    moveTouch: (bid, ask) => exchange.feed(MARKET, touchOf(exchange, bid, ask)),
    routes: () => [...venue.calls.keys()],
    secretsRead: ssm.asked,
    secrets: [KEY, KEY.slice(2), secret, passphrase],
    call: (bundle, event, of) => callBundle(bundle, event, { ...of, env: { ...env, ...of.env } }),
    close: async () => {
      clearInterval(ticking)
      client.destroy()
      await Promise.all([venue.close(), dynamo.stop(), ssm.close()])
    },
  }
}

function startedExchange(): Exchange {
  const exchange = createExchange({ startMs: Date.now(), seed: 1 })
  exchange.list(LISTED)
  exchange.feed(MARKET, touchOf(exchange, 46, 50))
  exchange.fund(ACCOUNT, 1_000_000_000)
  exchange.approve(ACCOUNT, true)
  return exchange
}

function touchOf(exchange: Exchange, bid: number, ask: number): FeedEvent {
  return { type: 'book', atMs: exchange.nowMs(), bids: [level(bid, 500)], asks: [level(ask, 500)] }
}

/** SSM's GetParameter, and nothing else of it. */
async function startSsm(parameters: Readonly<Record<string, string>>) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { Name: name } = JSON.parse(await text(request)) as { Name: string }
    asked.push(name)
    const body = JSON.stringify({ Parameter: { Name: name, Type: 'SecureString', Value: parameters[name] } })
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => new Promise((resolve) => server.close(resolve).closeAllConnections())
  return { endpoint: `http://127.0.0.1:${port}`, asked, close }
}

function callBundle(
  bundle: string,
  event: unknown,
  of: { readonly remainingMs: number; readonly env: Readonly<Record<string, string>> },
): Promise<Called> {
  const args = [bundle, JSON.stringify(event), String(of.remainingMs)]
  const child = fork(join(import.meta.dirname, 'invoke.mjs'), args, {
    env: of.env,
    execArgv: [],
    silent: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  return new Promise((resolve, reject) => {
    let answer: Omit<Called, 'output'> = { error: 'the process ended without an answer' }
    child.on('message', (message) => {
      answer = message as Omit<Called, 'output'>
    })
    child.on('error', reject)
    child.on('close', () => resolve({ ...answer, output }))
  })
}
