import { computeAddress, id } from 'ethers'
import { createExchange } from '../../desk/exchange/createExchange.ts'
import type { Exchange, ExchangeOrder } from '../../desk/exchange/exchange.ts'
import { serveExchange } from '../../desk/exchange/http/serveExchange.ts'
import { forceFill } from '../../desk/session/forceFill.ts'
import { epochMs, type MarketId, marketId, type TokenId, tokenId } from '../../shared/domain/units.ts'
import { level } from '../support/level.ts'
import { openMarket } from '../support/openMarket.ts'

/** Whose money a bot trades with, by a key that exists for the rehearsal alone, and where: each trades a market of its own. */
export interface Owner {
  readonly key: string
  readonly account: string
  readonly market: MarketId
  readonly token: TokenId
}

const ownerOf = (phrase: string, { market, token }: Pick<Owner, 'market' | 'token'>): Owner => {
  const key = id(phrase)
  return { key, account: computeAddress(key).toLowerCase(), market, token }
}

export const OWNER = ownerOf('a key of the rehearsal', {
  market: marketId(`0x${'5e'.repeat(32)}`),
  token: tokenId('7132104567925221259462638638553270691275'),
})
/** Of the second stack. */
export const NEIGHBOUR = ownerOf('another key of the rehearsal', {
  market: marketId(`0x${'5f'.repeat(32)}`),
  token: tokenId('7132104567925221259462638638553270691276'),
})

/** Whose wallet the second stack changes to. */
export const SUCCESSOR = ownerOf('a third key of the rehearsal', NEIGHBOUR)

/** The simulated Polymarket, over HTTP and in real time. */
export interface SimulatedVenue {
  /** The bot's configuration for it, but for the wallet: a live one, which may name a venue on this machine alone. */
  configOf(owner: Owner): Readonly<Record<string, unknown>>
  /** Of the first stack's account, unless another is named. */
  openOrders(of?: Owner): readonly ExchangeOrder[]
  /** How often trades were read, by whichever stack: once in each tick. */
  tradeReads(): number
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
  for (const { account } of [OWNER, NEIGHBOUR, SUCCESSOR]) {
    exchange.fund(account, 1_000_000_000)
    exchange.approve(account, true)
  }
  for (const { market, token } of [OWNER, NEIGHBOUR]) {
    exchange.list(openMarket({ market, tokens: [token, tokenId(`${token}42`)] }))
    feedBook(exchange, market)
  }
  const ticking = setInterval(() => exchange.advanceTo(epochMs(Date.now())), STEP_MS)
  const served = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  return {
    configOf: ({ market, token }) => ({
      stage: 'live',
      accountUsdc: 100,
      hosts: { clob: served.url, data: served.dataUrl, gamma: served.dataUrl },
      markets: [
        {
          name: 'Rehearsal',
          market,
          token,
          maxUsdcLocked: 50,
          entryUsdc: 10,
          maxDailyLossUsdc: 10,
          // A rehearsal has no two minutes to watch the market before its first entry.
          regime: { minHistorySeconds: 0 },
        },
      ],
    }),
    openOrders: ({ account } = OWNER) => exchange.openOrders(account),
    tradeReads: () => served.calls.get('GET /data/trades') ?? 0,
    fillEntry: (owner = OWNER) => {
      const filled = forceFill(exchange, owner)
      // The seller has eaten every bid: the crowd comes back.
      feedBook(exchange, owner.market)
      return filled
    },
    close: async () => {
      clearInterval(ticking)
      await served.close()
    },
  }
}

function feedBook(exchange: Exchange, market: MarketId): void {
  exchange.feed(market, {
    type: 'book',
    atMs: exchange.nowMs(),
    bids: [level(46, 500)],
    asks: [level(50, 500)],
  })
}
