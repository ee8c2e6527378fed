import { Agent, request } from 'node:http'
import { createExchange } from '../desk/exchange/createExchange.ts'
import { l2Signature } from '../desk/exchange/http/l2Auth.ts'
import { serveExchange } from '../desk/exchange/http/serveExchange.ts'
import { benchMarket } from './benchMarket.ts'
import type { Benchmark } from './benchmark.ts'

const REQUESTS = 3_000
/** Clients at work at once, each waiting for its answer. */
const CLIENTS = 8
const OWNER = `0x${'5'.repeat(40)}`

/**
 * Posts over HTTP on one machine, client included: authenticated, hashed into their ids, matched and answered, with
 * the order's own signature not checked.
 */
export const exchangeHttp: Benchmark = {
  key: 'exchangeHttpPerSecond',
  title: 'POST /order over HTTP, signatures not checked',
  unit: 'requests/s',
  target: 1_000,
  run: async () => {
    const exchange = createExchange({ seed: 1, startMs: Math.floor(Date.now() / 1000) * 1000 })
    exchange.list(benchMarket)
    exchange.fund(OWNER, 1_000_000 * 1e6)
    const venue = await serveExchange({
      exchange,
      chainId: 137,
      wallNowMs: Date.now,
      verifySignatures: false,
    })
    const key = venue.issueKey(OWNER)
    const bodies = Array.from({ length: REQUESTS }, (_, i) => bodyOf(key.apiKey, i))
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
    try {
      const startedMs = performance.now()
      const client = async (): Promise<void> => {
        for (let body = bodies.pop(); body !== undefined; body = bodies.pop())
          await post(venue.url, key, { body, agent })
      }
      await Promise.all(Array.from({ length: CLIENTS }, client))
      return (REQUESTS * 1000) / (performance.now() - startedMs)
    } finally {
      agent.destroy()
      await venue.close()
    }
  },
}

function bodyOf(apiKey: string, salt: number): string {
  const zero = `0x${'0'.repeat(64)}`
  return JSON.stringify({
    deferExec: false,
    postOnly: true,
    order: {
      salt,
      maker: OWNER,
      signer: OWNER,
      tokenId: benchMarket.tokens[0],
      makerAmount: '2500000',
      takerAmount: '10000000',
      side: 'BUY',
      signatureType: 0,
      timestamp: '1795342804488',
      expiration: '0',
      metadata: zero,
      builder: zero,
      signature: `0x${'0'.repeat(130)}`,
    },
    owner: apiKey,
    orderType: 'GTC',
  })
}

function post(
  url: string,
  key: { readonly apiKey: string; readonly secret: string; readonly passphrase: string },
  of: { readonly body: string; readonly agent: Agent },
): Promise<void> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers = {
    poly_address: OWNER,
    poly_api_key: key.apiKey,
    poly_passphrase: key.passphrase,
    poly_timestamp: timestamp,
    poly_signature: l2Signature(key.secret, `${timestamp}POST/order${of.body}`),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(of.body),
  }
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/order`, { method: 'POST', agent: of.agent, headers }, (response) => {
      response.resume()
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
      )
    })
    sent.once('error', reject)
    sent.end(of.body)
  })
}
