import { computeAddress, id } from 'ethers'
import { startDynalite } from '../desk/aws/dynalite.ts'
import { createExchange } from '../desk/exchange/createExchange.ts'
import type { Exchange } from '../desk/exchange/exchange.ts'
import type { Faults } from '../desk/exchange/http/faults.ts'
import { serveExchange } from '../desk/exchange/http/serveExchange.ts'
import { epochMs, price, size } from '../shared/domain/units.ts'
import { createTableInput } from '../shared/dynamodb/table.ts'
import { benchMarket } from './benchMarket.ts'

/** What the process of the tick is given. */
export interface Given {
  readonly config: Readonly<Record<string, unknown>>
  readonly endpoint: string
  readonly tableName: string
  readonly credentials: { readonly key: string; readonly secret: string; readonly passphrase: string }
  /** Of the wallet, which owns nothing but what this venue gives it. */
  readonly key: string
}

export interface Desk {
  readonly given: Given
  readonly exchange: Exchange
  readonly account: string
  /** The venue's time is that of this machine. */
  advance(): void
  close(): Promise<void>
}

const CENT_MICROS = 10_000
const HOUR_MS = 3_600_000

/** Deeper than any book: it looks, and leaves it at that. */
const NEVER_ENTERED = { regime: { minDepthShares: 1_000_000 } }

/** A table and a venue on this machine, with one calm market, which is never entered unless `market` says otherwise. */
export async function createDesk(
  of: { readonly market?: Readonly<Record<string, unknown>>; readonly faults?: Faults } = {},
): Promise<Desk> {
  const walletKey = id('the bench of the market maker')
  const wallet = computeAddress(walletKey)
  const exchange = createExchange({ seed: 1, startMs: Math.floor(Date.now() / 1_000) * 1_000 })
  exchange.list({ ...benchMarket, endMs: epochMs(Date.now() + 24 * HOUR_MS) })
  const level = (cents: number) => ({
    priceMicros: price(cents * CENT_MICROS),
    sizeMicros: size(500_000_000),
  })
  const sides = { bids: [47, 46, 45, 44, 43].map(level), asks: [50, 51, 52, 53, 54].map(level) }
  exchange.feed(benchMarket.market, {
    type: 'book',
    atMs: exchange.nowMs(),
    bids: sides.bids,
    asks: sides.asks,
  })
  const account = wallet.toLowerCase()
  exchange.fund(account, 1_000 * 1e6)
  exchange.approve(account, true)
  const venue = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
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
    accountUsdc: 50,
    wallet: { address: wallet },
    hosts: { clob: venue.url, data: venue.dataUrl, gamma: venue.dataUrl },
    markets: [market],
  }
  return {
    given: {
      config,
      endpoint: table.endpoint,
      tableName: table.tableName,
      credentials: { key, secret, passphrase },
      key: walletKey,
    },
    exchange,
    account,
    advance: () => exchange.advanceTo(epochMs(Date.now())),
    close: async () => {
      await Promise.all([venue.close(), table.stop()])
    },
  }
}
