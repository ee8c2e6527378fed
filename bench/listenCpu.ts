import { fork } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { WebSocketServer } from 'ws'
import { benchMarket } from './benchMarket.ts'

/** A second, as in the busiest of markets. */
const MESSAGES = 1_000
const EVERY_MS = 20

/** The share of a core that listening to a thousand messages a second takes, in percent. */
export async function bellCpuPercent(): Promise<number> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await new Promise((resolve) => server.once('listening', resolve))
  const timer = setInterval(() => {
    for (const socket of server.clients)
      for (let nth = 0; nth < (MESSAGES * EVERY_MS) / 1_000; nth += 1) socket.send(message(nth))
  }, EVERY_MS)
  try {
    const { port } = server.address() as AddressInfo
    const child = fork(join(import.meta.dirname, 'listenChild.ts'), [`ws://127.0.0.1:${port}`], {
      execArgv: [],
    })
    return await new Promise<number>((resolve, reject) => {
      child.once('message', (share) => resolve(100 * Number(share)))
      child.once('exit', () => reject(new Error('the process that listens has ended')))
      child.once('error', reject)
    })
  } finally {
    clearInterval(timer)
    for (const socket of server.clients) socket.terminate()
    server.close()
  }
}

/** A change of both tokens, as the venue tells it; the touch stays. */
function message(nth: number): string {
  const [yes, no] = benchMarket.tokens
  const row = (token: string, at: string, side: string) => ({
    asset_id: token,
    price: at,
    size: String(100 + nth),
    side,
    hash: 'ab'.repeat(20),
    ...(token === yes ? { best_bid: '0.47', best_ask: '0.5' } : { best_bid: '0.5', best_ask: '0.53' }),
  })
  return JSON.stringify({
    event_type: 'price_change',
    market: benchMarket.market,
    price_changes: [row(yes, '0.44', 'BUY'), row(no, '0.56', 'SELL')],
    timestamp: '1786844302144',
  })
}
