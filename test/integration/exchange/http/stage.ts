import {
  ClobClient,
  type ClobClientOptions,
  createL2Headers,
  OrderType,
  orderToJsonV2,
  Side,
  type SignedOrder,
} from '@polymarket/clob-client-v2'
import { Wallet } from 'ethers'
import { onTestFinished } from 'vitest'
import { createExchange } from '../../../../desk/exchange/createExchange.ts'
import type { Exchange, FeedEvent, ListedMarket } from '../../../../desk/exchange/exchange.ts'
import { createFaults, type FaultPlan } from '../../../../desk/exchange/faults/createFaults.ts'
import type { Faults } from '../../../../desk/exchange/http/faults.ts'
import { type ServedExchange, serveExchange } from '../../../../desk/exchange/http/serveExchange.ts'
import type { ServeOptions } from '../../../../desk/exchange/http/serveOptions.ts'
import { epochMs, price, size } from '../../../../shared/domain/units.ts'
import { openMarket } from '../../../support/openMarket.ts'
import { MARKET, PRIVATE_KEY, YES } from '../../../support/wireIds.ts'

/** The development key everybody knows; the vectors of the venue's clients use it. */
export const wallet = new Wallet(PRIVATE_KEY)
export const account = wallet.address.toLowerCase()

export const market: ListedMarket = openMarket({
  question: 'Will it rain in Dublin?',
  feeRatePpm: 40_000,
  endMs: null,
})

export interface Stage {
  readonly exchange: Exchange
  readonly venue: ServedExchange
  /** The official client, untouched, of the funded wallet with its key. */
  readonly client: ClobClient
  readonly faults: FaultPlan
}

interface StageOptions extends Partial<Omit<ServeOptions, 'faults'>> {
  readonly positionLagMs?: number
  /** As on the command line, such as "POST /order: drop-after, nth 3". */
  readonly rules?: readonly string[]
  /** In place of rules. */
  readonly faults?: Faults
}

/** A venue on the network with one market, a book of 0.45 to 0.55 and a wallet of 1000 USDC. */
export async function setStage({
  positionLagMs = 0,
  rules = [],
  ...options
}: StageOptions = {}): Promise<Stage> {
  const faults = createFaults({ seed: 1, rules })
  const exchange = createExchange({
    startMs: epochMs(Math.floor(Date.now() / 1000) * 1000),
    seed: 1,
    settlement: {
      broadcastMs: 500,
      mineMs: [2_000, 8_000],
      confirmMs: [5_000, 20_000],
      failPermille: 0,
      retryPermille: 0,
    },
    positionLagMs,
    fate: faults.fate,
  })
  exchange.list(market)
  exchange.feed(MARKET, book(exchange, ['0.45', '0.55']))
  exchange.fund(account, 1000_000_000)
  exchange.approve(account, true)
  const venue = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: () => Date.now(),
    faults: faults.http,
    ...faults.settings,
    ...options,
  })
  onTestFinished(() => venue.close())
  const { apiKey, secret, passphrase } = venue.issueKey(wallet.address)
  const client = clientOf(venue.url, { creds: { key: apiKey, secret, passphrase } })
  return { exchange, venue, client, faults }
}

export function clientOf(host: string, options: Partial<ClobClientOptions> = {}): ClobClient {
  return new ClobClient({ host, chain: 137, signer: signerOf(wallet), throwOnError: true, ...options })
}

/** ethers 6 under the names of ethers 5, which the client looks for. */
export const signerOf = (of: Wallet): NonNullable<ClobClientOptions['signer']> => ({
  getAddress: () => of.getAddress(),
  _signTypedData: (domain, types, value) => of.signTypedData(domain, types, value),
})

/** What the crowd displays: 100 shares at the touch and 200 a tick further. */
export function book(exchange: Exchange, [bid, ask]: readonly [string, string]): FeedEvent {
  const level = (decimal: string, ticks: number, shares: number) => ({
    priceMicros: price(Math.round(Number(decimal) * 1e6) + ticks * 10_000),
    sizeMicros: size(shares * 1e6),
  })
  return {
    type: 'book',
    atMs: exchange.nowMs(),
    bids: [level(bid, 0, 100), level(bid, -1, 200)],
    asks: [level(ask, 0, 100), level(ask, 1, 200)],
  }
}

/** How long a quote lives. */
export const ttlSeconds = 300

/** Posts what rests: a bid of the official client. */
export async function quote({ client, exchange }: Stage, at: number, shares = 10, tokenID: string = YES) {
  const order = await client.createOrder(
    { tokenID, price: at, size: shares, side: Side.BUY, expiration: expiresIn(exchange, ttlSeconds) },
    { tickSize: '0.01', negRisk: false },
  )
  return client.postOrder(order, OrderType.GTD, true)
}

/** The crowd sells at 0.5, a millisecond or so later. */
export function sell({ exchange }: Stage, shares: number, afterMs = 1) {
  exchange.feed(MARKET, {
    type: 'trade',
    atMs: epochMs(exchange.nowMs() + afterMs),
    taker: 'SELL',
    priceMicros: price(500_000),
    sizeMicros: size(shares * 1e6),
  })
}

/** Market time passes. */
export const wait = ({ exchange }: Stage, ms: number) => exchange.advanceTo(epochMs(exchange.nowMs() + ms))

/** Seconds as the client wants them: `seconds` of market time from now. */
export const expiresIn = (exchange: Exchange, seconds: number): number =>
  Math.floor(exchange.nowMs() / 1000) + seconds

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A request with L2 headers of the official client, which a test may spoil before it leaves. */
export async function send(
  { client, venue }: Stage,
  request: { readonly method: string; readonly path: string; readonly body?: string },
  spoil: (headers: Record<string, string>) => Record<string, string> = (headers) => headers,
): Promise<Answer> {
  const { method, path, body } = request
  if (client.signer === undefined || client.creds === undefined) throw new Error('the stage sets both')
  const [requestPath = ''] = path.split('?')
  const args = { method, requestPath, ...(body !== undefined && { body }) }
  const signed = await createL2Headers(client.signer, client.creds, args)
  const headers = spoil(Object.fromEntries(Object.entries(signed).map(([k, v]) => [k, String(v)])))
  const response = await fetch(`${venue.url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body }),
  })
  return { status: response.status, body: await response.json() }
}

/** POST /order without the client's waiting for a transaction that comes in market time. */
export function postSigned(
  stage: Stage,
  order: SignedOrder,
  change: Record<string, unknown> = {},
): Promise<Answer> {
  const wire = orderToJsonV2(order as never, stage.client.creds?.key ?? '', OrderType.GTC)
  return send(stage, { method: 'POST', path: '/order', body: JSON.stringify({ ...wire, ...change }) })
}
