import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { epochMs, monotonicMs } from '../../shared/domain/units.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { createPolymarketVenue } from '../../shared/polymarket/createPolymarketVenue.ts'
import type { PolymarketOptions } from '../../shared/polymarket/createSession.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import { MARKET, NO, PRIVATE_KEY, WALLET, YES } from './wireIds.ts'

export const CREDENTIALS = {
  key: '00000000-0000-0000-0000-000000000001',
  secret: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  passphrase: 'passphrase',
}
export const NOW = epochMs(1_795_000_000_000)

export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Reply =
  | { readonly status?: number; readonly json: unknown; readonly headers?: Record<string, string> }
  | { readonly status?: number; readonly text: string; readonly headers?: Record<string, string> }
  | ((response: ServerResponse) => void)

export interface Loopback {
  readonly url: string
  readonly seen: Seen[]
  /** Hangs up on everybody; the end of a test does so too. */
  close(): void
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A real server that answers what the test says and remembers what it was asked. */
export async function listen(answer: (seen: Seen, nth: number) => Reply): Promise<Loopback> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://loopback')
      const one: Seen = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      }
      seen.push(one)
      send(response, answer(one, seen.length))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close }
}

function send(response: ServerResponse, reply: Reply): void {
  if (typeof reply === 'function') {
    reply(response)
    return
  }
  const isJson = 'json' in reply
  response.writeHead(reply.status ?? 200, {
    'content-type': isJson ? 'application/json' : 'text/html',
    ...reply.headers,
  })
  response.end(isJson ? JSON.stringify(reply.json) : reply.text)
}

/** A clock that stops until it is moved. */
export function testClock(): Clock & { monotonic: number } {
  return {
    monotonic: 1_000,
    nowMs: () => NOW,
    monotonicMs() {
      return monotonicMs(this.monotonic)
    },
    sleep: () => Promise.resolve(),
  }
}

export const optionsAt = (url: string) => ({
  host: url,
  dataApiHost: url,
  gammaHost: url,
  chainId: 137 as const,
  signer: async () => createWalletSigner(PRIVATE_KEY),
  credentials: async () => CREDENTIALS,
  owner: WALLET,
  funder: WALLET,
  signatureType: 0 as const,
  clock: testClock(),
})

export function venueAt(url: string, options: Partial<PolymarketOptions> = {}): Venue {
  return createPolymarketVenue({
    ...optionsAt(url),
    ...options,
    limits: { requestTimeoutMs: 1_500, readDeadlineMs: 6_000, ...options.limits },
  })
}

/** The two answers that make a market; parts may be replaced. */
export const CLOB_MARKET = {
  c: MARKET,
  t: [
    { t: YES, o: 'Yes' },
    { t: NO, o: 'No' },
  ],
  mts: 0.01,
  mos: 5,
  mbf: 1000,
  tbf: 1000,
  fd: { r: 0.07, e: 1, to: true },
  ao: true,
}
export const FULL_MARKET = {
  condition_id: MARKET,
  active: true,
  closed: false,
  archived: false,
  enable_order_book: true,
  accepting_orders: true,
  end_date_iso: '2027-12-31T00:00:00Z',
  game_start_time: null,
  is_50_50_outcome: false,
  tokens: [
    { token_id: YES, outcome: 'Yes', price: 0.5, winner: false },
    { token_id: NO, outcome: 'No', price: 0.5, winner: false },
  ],
}

/** The catalogue's record: ids in a string, as it writes them. */
export const LISTED_MARKET = {
  conditionId: MARKET,
  version: 'v1',
  clobTokenIds: JSON.stringify([YES, NO]),
}

export function marketReply(
  seen: Seen,
  clob: object = {},
  full: object = {},
  listed: object = {},
): Reply | null {
  if (seen.path === '/markets/keyset') return { json: { markets: [{ ...LISTED_MARKET, ...listed }] } }
  if (seen.path === `/clob-markets/${MARKET}`) return { json: { ...CLOB_MARKET, ...clob } }
  if (seen.path === `/markets/${MARKET}`) return { json: { ...FULL_MARKET, ...full } }
  return null
}
