import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createExchange } from '../../../../desk/exchange/createExchange.ts'
import type { Exchange } from '../../../../desk/exchange/exchange.ts'
import { serveExchange } from '../../../../desk/exchange/http/serveExchange.ts'
import { createPlayer } from '../../../../desk/exchange/player.ts'
import { createTurns, type Turns } from '../../../../desk/session/turns.ts'
import { createVirtualClock, type VirtualClock } from '../../../../desk/session/virtualClock.ts'
import { syntheticFeed } from '../../../../desk/tape/feed/synthetic.ts'
import type { PaperConfig } from '../../../../shared/config/config.ts'
import { parseConfig } from '../../../../shared/config/parseConfig.ts'
import { epochMs, marketId } from '../../../../shared/domain/units.ts'
import { openMarket } from '../../../support/openMarket.ts'

const START = epochMs(Date.UTC(2026, 0, 5, 14))
const MARKET = marketId(`0x${'9a'.repeat(32)}`)

/** One request as it came over the wire. */
export interface Heard {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
}

/** A market that plays itself, its venue on the network, and a wire-tap before it: what paper has to do with the world. */
export interface PublicWorld {
  readonly config: PaperConfig
  /** The same, as it would be deployed. */
  readonly written: string
  readonly clock: VirtualClock
  /** Runs that overlap take turns on the clock. */
  readonly begin: Turns['start']
  readonly exchange: Exchange
  readonly heard: Heard[]
  /** From then on nothing of this path is answered; null: all is. */
  mute(path: RegExp | null): void
  close(): Promise<void>
}

export async function startPublicWorld(of: {
  readonly hours: number
  readonly seed?: number
  readonly market?: Record<string, unknown>
}): Promise<PublicWorld> {
  const { hours, seed = 1 } = of
  const feed = syntheticFeed({ kind: 'calm', seed, startMs: START, durationMs: hours * 3_600_000 })
  const exchange = createExchange({ seed, startMs: START })
  const listed = openMarket({ ...feed.listing, market: MARKET, clearBookOnStart: true })
  exchange.list(listed)
  const player = createPlayer({
    exchange,
    market: listed,
    events: feed.events(),
    untilMs: feed.endMs,
    accounts: [],
  })
  player.advanceTo(START)
  const served = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  const heard: Heard[] = []
  let muted: RegExp | null = null
  const listen = (to: string) => tap(to, heard, (path) => muted?.test(path) === true)
  const [clob, data] = await Promise.all([listen(served.url), listen(served.dataUrl)])
  const json = {
    stage: 'paper',
    accountUsdc: 100,
    hosts: { clob: clob.url, data: data.url, gamma: data.url },
    markets: [
      {
        market: MARKET,
        token: feed.listing.tokens[0],
        maxUsdcLocked: 50,
        entryUsdc: 20,
        maxDailyLossUsdc: 20,
        ...of.market,
      },
    ],
  }
  const parsed = parseConfig(json)
  if (!parsed.ok || parsed.config.stage !== 'paper') throw new Error(JSON.stringify(parsed))
  const clock = createVirtualClock(START, (nowMs) => player.advanceTo(nowMs))
  return {
    config: parsed.config,
    written: JSON.stringify(json),
    clock,
    begin: createTurns(clock).start,
    exchange,
    heard,
    mute: (path) => {
      muted = path
    },
    close: async () => {
      await Promise.all([clob.close(), data.close(), served.close()])
    },
  }
}

/** Passes everything on, and writes down what came. */
async function tap(to: string, heard: Heard[], isMuted: (path: string) => boolean) {
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    heard.push({ method, path, headers })
    if (isMuted(path)) {
      outgoing.writeHead(502).end('<html>')
      return
    }
    const { host: _, ...rest } = headers
    const onward = request(`${to}${path}`, { method, headers: rest }, (answered) => {
      outgoing.writeHead(answered.statusCode ?? 500, answered.headers)
      answered.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${port}`, close }
}
