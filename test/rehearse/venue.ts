import { computeAddress, id } from 'ethers'
import { createExchange } from '../../desk/exchange/createExchange.ts'
import type { Exchange, ExchangeOrder } from '../../desk/exchange/exchange.ts'
import { serveExchange } from '../../desk/exchange/http/serveExchange.ts'
import { forceFill } from '../../desk/session/forceFill.ts'
import { epochMs, marketId, price, size, tokenId } from '../../shared/domain/units.ts'
import { openMarket } from '../support/openMarket.ts'

/** Whose money a bot trades with: a key that exists for the rehearsal alone. */
export interface Owner {
  readonly key: string
  readonly account: string
}

const ownerOf = (phrase: string): Owner => {
  const key = id(phrase)
  return { key, account: computeAddress(key).toLowerCase() }
}

export const OWNER = ownerOf('a key of the rehearsal')
/** Of the second stack. */
export const NEIGHBOUR = ownerOf('another key of the rehearsal')

export const MARKET = marketId(`0x${'5e'.repeat(32)}`)
const TOKEN = tokenId('7132104567925221259462638638553270691275')

const LISTED = openMarket({ market: MARKET, tokens: [TOKEN, tokenId('42')] })

/** The simulated Polymarket, over HTTP and in real time. */
export interface SimulatedVenue {
  /** The bot's configuration for it, but for the wallet: a live one, which may name a venue on this machine alone. */
  readonly config: Readonly<Record<string, unknown>>
  /** Of the first stack's account, unless another is named. */
  openOrders(of?: Owner): readonly ExchangeOrder[]
  /** A seller takes the whole entry. */
  fillEntry(of?: Owner): boolean
  close(): Promise<void>
}

const STEP_MS = 20

export async function startVenue(): Promise<SimulatedVenue> {
  const exchange = createExchange({
    startMs: Date.now(),
    seed: 1,
    // Settled within a tick, so that nobody waits for a chain that is not there.
    settlement: {
      broadcastMs: 50,
      mineMs: [100, 200],
      confirmMs: [200, 400],
      failPermille: 0,
      retryPermille: 0,
    },
  })
  exchange.list(LISTED)
  for (const { account } of [OWNER, NEIGHBOUR]) {
    exchange.fund(account, 1_000_000_000)
    exchange.approve(account, true)
  }
  feedBook(exchange)
  const ticking = setInterval(() => exchange.advanceTo(epochMs(Date.now())), STEP_MS)
  const served = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  return {
    config: {
      stage: 'live',
      accountUsdc: 100,
      hosts: { clob: served.url, data: served.dataUrl, gamma: served.dataUrl },
      markets: [
        {
          name: 'Rehearsal',
          market: MARKET,
          token: TOKEN,
          maxUsdcLocked: 50,
          entryUsdc: 10,
          maxDailyLossUsdc: 10,
          // A rehearsal has no two minutes to watch the market before its first entry.
          regime: { minHistorySeconds: 0 },
        },
      ],
    },
    openOrders: ({ account } = OWNER) => exchange.openOrders(account),
    fillEntry: ({ account } = OWNER) => {
      const filled = forceFill(exchange, { market: MARKET, token: TOKEN, account })
      // The seller has eaten every bid: the crowd comes back.
      feedBook(exchange)
      return filled
    },
    close: async () => {
      clearInterval(ticking)
      await served.close()
    },
  }
}

function feedBook(exchange: Exchange): void {
  const level = (cents: number) => [{ priceMicros: price(cents * 10_000), sizeMicros: size(500_000_000) }]
  exchange.feed(MARKET, { type: 'book', atMs: exchange.nowMs(), bids: level(46), asks: level(50) })
}
