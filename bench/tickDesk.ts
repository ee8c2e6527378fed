import { computeAddress, id } from 'ethers'
import { startDynalite } from '../desk/aws/dynalite.ts'
import { createExchange } from '../desk/exchange/createExchange.ts'
import type { Exchange, ListedMarket } from '../desk/exchange/exchange.ts'
import type { Faults } from '../desk/exchange/http/faults.ts'
import { serveExchange } from '../desk/exchange/http/serveExchange.ts'
import { epochMs, marketId, price, size, tokenId } from '../shared/domain/units.ts'
import { createTableInput } from '../shared/dynamodb/table.ts'
import type { SettlementTimes } from '../shared/simulator/tradeLife.ts'
import { benchMarket } from './benchMarket.ts'

/** What the process of the tick is given. */
export interface TickDeskSetup {
  /** With the first market alone: a configuration takes fewer than the bench. */
  readonly config: Readonly<Record<string, unknown>>
  readonly markets: readonly Pick<ListedMarket, 'market' | 'tokens'>[]
  readonly endpoint: string
  readonly tableName: string
  readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string }
  /** Of the wallet, which owns nothing but what this venue gives it. */
  readonly key: string
}

export interface Desk {
  readonly given: TickDeskSetup
  readonly exchange: Exchange
  readonly account: string
  readonly markets: readonly ListedMarket[]
  /** The venue's time is that of this machine. */
  advance(): void
  close(): Promise<void>
}

export const CENT_MICROS = 10_000
const HOUR_MS = 3_600_000

/** Deeper than any book: it looks, and leaves it at that. */
const NEVER_ENTERED = { regime: { minDepthShares: 1_000_000 } }

export interface DeskOptions {
  readonly market?: Readonly<Record<string, unknown>>
  readonly faults?: Faults
  /** How many markets; default: one. */
  readonly count?: number
  readonly settlement?: SettlementTimes
}

/** A table and a venue on this machine, with calm markets, which are never entered unless `market` says otherwise. */
export async function createDesk(of: DeskOptions = {}): Promise<Desk> {
  const walletKey = id('the bench of the market maker')
  const wallet = computeAddress(walletKey)
  const exchange = createExchange({
    seed: 1,
    startMs: Math.floor(Date.now() / 1_000) * 1_000,
    ...(of.settlement === undefined ? {} : { settlement: of.settlement }),
  })
  const markets = Array.from({ length: of.count ?? 1 }, (_, index) => marketOf(index))
  for (const listed of markets) exchange.list(listed)
  const level = (cents: number) => ({
    priceMicros: price(cents * CENT_MICROS),
    sizeMicros: size(500_000_000),
  })
  const sides = { bids: [47, 46, 45, 44, 43].map(level), asks: [50, 51, 52, 53, 54].map(level) }
  for (const { market } of markets)
    exchange.feed(market, { type: 'book', atMs: exchange.nowMs(), bids: sides.bids, asks: sides.asks })
  const account = wallet.toLowerCase()
  exchange.fund(account, 1_000 * 1e6 * markets.length)
  exchange.approve(account, true)
  const venue = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
    // As published, of the lowest tier.
    rateLimitTier: 'standard',
    addressLimits: true,
    ...(of.faults === undefined ? {} : { faults: of.faults }),
  })
  const table = await startDynalite(createTableInput('bench'))
  const { apiKey: key, secret, passphrase } = venue.issueKey(wallet)
  const market = {
    market: benchMarket.market,
    token: benchMarket.tokens[0],
    maxUsdcLocked: 50,
    entryUsdc: 20,
    maxDailyLossUsdc: 20,
    ...(of.market ?? NEVER_ENTERED),
  }
  const config = {
    stage: 'live',
    accountUsdc: 50 * markets.length,
    wallet: { address: wallet },
    hosts: { clob: venue.url, data: venue.dataUrl, gamma: venue.dataUrl },
    markets: [market],
  }
  return {
    given: {
      config,
      markets: markets.map(({ market, tokens }) => ({ market, tokens })),
      endpoint: table.endpoint,
      tableName: table.tableName,
      credentials: { key, secret, passphrase },
      key: walletKey,
    },
    exchange,
    account,
    markets,
    advance: () => exchange.advanceTo(epochMs(Date.now())),
    close: async () => {
      await Promise.all([venue.close(), table.stop()])
    },
  }
}

/** The first is the market of every bench; the others are its like. */
const marketOf = (index: number): ListedMarket => ({
  ...benchMarket,
  ...(index === 0
    ? {}
    : {
        market: marketId(`0x${(0xbe0000 + index).toString(16).padStart(64, '0')}`),
        tokens: [
          tokenId(`1${String(2 * index).padStart(75, '0')}`),
          tokenId(`1${String(2 * index + 1).padStart(75, '0')}`),
        ],
      }),
  endMs: epochMs(Date.now() + 24 * HOUR_MS),
})
