import { computeAddress, id } from 'ethers'
import { epochMs } from '../../shared/domain/units.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { makeCatalogue, TRADED_MS } from '../catalogue/makeCatalogue.ts'
import { openCatalogue } from '../catalogue/openCatalogue.ts'
import { createExchange } from '../exchange/createExchange.ts'
import type { Account, Exchange, ListedMarket } from '../exchange/exchange.ts'
import { createFaults } from '../exchange/faults/createFaults.ts'
import { serveExchange } from '../exchange/http/serveExchange.ts'
import { createPlayer } from '../exchange/player.ts'
import { liveFeed } from './liveFeed.ts'
import { standaloneMarket } from './standaloneMarket.ts'
import type { StandaloneOptions } from './standaloneOptions.ts'

const FUNDED_MICROS = 10_000 * 1e6
const FUNDED_SHARES_MICROS = 1000 * 1e6
/** How often market time follows the wall's. */
const STEP_MS = 50
/** A key anybody can compute: it owns nothing but what this venue gives it. */
const TEST_KEY = id('a key for the simulated exchange')
/** Of a wallet with money and no shares: this bot arms only where the fills explain what is held. */
const BOT_KEY = id('a key for the market maker at the simulated exchange')

/** What a client has to know. */
export interface Standalone {
  readonly url: string
  readonly dataUrl: string
  readonly chainId: number
  readonly testKey: string
  readonly testAddress: string
  /** The same for this bot: its wallet has money alone. */
  readonly botKey: string
  readonly botAddress: string
  readonly funded: readonly string[]
  readonly market: ListedMarket
  readonly calls: ReadonlyMap<string, number>
  readonly struck: ReadonlyMap<string, number>
  readonly exchange: Exchange
  close(): Promise<void>
}

/**
 * The simulated venue by itself, in real time: a market of its own, funded wallets, faults by rule.
 * @throws InputError for options that cannot be; Error where a port is taken.
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const faults = createFaults({ seed: options.seed, rules: options.faults })
  const startMs = epochMs(Math.floor(Date.now() / 1000) * 1000)
  const feed = liveFeed(options, startMs)
  const made = makeCatalogue({ seed: options.seed, count: options.catalogue, startMs })
  const openedMs = made.length === 0 ? startMs : startMs - TRADED_MS
  const exchange = createExchange({ seed: options.seed, startMs: openedMs, fate: faults.fate })
  const market = standaloneMarket(feed.listing, options)
  exchange.list(market)
  const pastPrices = openCatalogue(exchange, made, startMs)
  const testAddress = computeAddress(TEST_KEY)
  const funded = [
    testAddress.toLowerCase(),
    ...options.funded,
    ...options.wallets.map(({ funder }) => funder),
  ]
  for (const account of new Set(funded)) fund(exchange, market, account)
  const botAddress = computeAddress(BOT_KEY)
  giveMoney(exchange, botAddress.toLowerCase())
  const accounts = new Set([...funded, botAddress.toLowerCase()])
  const player = createPlayer({ exchange, market, events: feed.events(), accounts, inRealTime: true })
  player.advanceTo(startMs)

  const served = await serveExchange({
    exchange,
    chainId: POLYGON,
    wallNowMs: Date.now,
    pastPrices,
    host: options.host,
    port: options.port,
    dataPort: options.port === 0 ? 0 : options.port + 1,
    faults: faults.http,
    ...faults.settings,
  })
  for (const wallet of options.wallets) served.registerWallet(wallet)
  const timer = setInterval(() => player.advanceTo(epochMs(Math.max(Date.now(), exchange.nowMs()))), STEP_MS)
  return {
    url: served.url,
    dataUrl: served.dataUrl,
    chainId: POLYGON,
    testKey: TEST_KEY,
    testAddress,
    botKey: BOT_KEY,
    botAddress,
    funded,
    market,
    exchange,
    calls: served.calls,
    struck: faults.struck,
    close: () => {
      clearInterval(timer)
      return served.close()
    },
  }
}

function fund(exchange: Exchange, market: ListedMarket, account: Account): void {
  giveMoney(exchange, account)
  for (const token of market.tokens) exchange.fundShares(account, token, FUNDED_SHARES_MICROS)
}

function giveMoney(exchange: Exchange, account: Account): void {
  exchange.fund(account, FUNDED_MICROS)
  exchange.approve(account, true)
}
