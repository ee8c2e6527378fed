import { onTestFinished } from 'vitest'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import type { ListedMarket } from '../../../desk/exchange/exchange.ts'
import { createFaults } from '../../../desk/exchange/faults/createFaults.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import type { ServeOptions } from '../../../desk/exchange/http/serveOptions.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { createPolymarketVenue } from '../../../shared/polymarket/createPolymarketVenue.ts'
import type { PolymarketOptions } from '../../../shared/polymarket/createSession.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { SettlementTimes } from '../../../shared/simulator/tradeLife.ts'
import { adapterAt } from '../../support/adapterAt.ts'
import { Told } from '../../support/engineBench.ts'
import { MemoryStore } from '../../support/memoryStore.ts'
import { openMarket } from '../../support/openMarket.ts'
import { RUNNING } from '../../support/runningControl.ts'
import { MARKET, WALLET, YES } from '../../support/wireIds.ts'
import { FUNDED_USDC_MICROS, Stage } from './bot.ts'
import { listenIn } from './sent.ts'

/** Every stage of a settlement takes a known time: CONFIRMED ten seconds after the match. */
const STEADY: SettlementTimes = {
  broadcastMs: 500,
  mineMs: [4_500, 4_500],
  confirmMs: [5_000, 5_000],
  failPermille: 0,
  retryPermille: 0,
}

export interface StageOptions {
  /** Rules of the simulated venue's faults, at work from the beginning. */
  readonly rules?: readonly string[]
  readonly listed?: Partial<ListedMarket>
  readonly wallet?: { readonly funder: string; readonly signatureType: 1 | 2 | 3 }
  readonly adapter?: Partial<PolymarketOptions>
  readonly serve?: Partial<ServeOptions>
  /** Of the market, as a user writes them. */
  readonly settings?: Record<string, unknown>
  readonly settlement?: SettlementTimes
}

/**
 * The bot as deployed but for its table, on the simulated venue over HTTP: the real adapter and the official client,
 * the real engine, and a clock that both share. A book of 0.48 to 0.52 waits; nothing moves but what a test moves.
 */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const plan = createFaults({ seed: 1, rules: options.rules ?? [] })
  const startMs = epochMs(Math.floor(Date.now() / 1000) * 1000)
  const exchange = createExchange({
    startMs,
    seed: 1,
    settlement: options.settlement ?? STEADY,
    fate: plan.fate,
  })
  const account = (options.wallet?.funder ?? WALLET).toLowerCase()
  exchange.list({ ...LISTED, endMs: epochMs(startMs + 30 * 86_400_000), ...options.listed })
  exchange.fund(account, FUNDED_USDC_MICROS)
  exchange.approve(account, true)
  const served = await serveExchange({
    exchange,
    chainId: 137,
    wallNowMs: Date.now,
    faults: plan.http,
    ...plan.settings,
    ...options.serve,
  })
  onTestFinished(() => served.close())
  if (options.wallet !== undefined) served.registerWallet({ owner: WALLET, ...options.wallet })
  const clock = createVirtualClock(startMs, (nowMs) => exchange.advanceTo(nowMs))
  const adapter = { ...adapterAt(served, clock), ...options.wallet, ...options.adapter }
  const venue = createPolymarketVenue(adapter)
  const store = new MemoryStore(clock)
  store.control_ = RUNNING
  const told = new Told()
  const ports: Ports = { clock, store, venue, telemetry: told }
  return new Stage({
    ports,
    store,
    told,
    exchange,
    served,
    plan,
    account,
    stack: stackOf(options, account),
    sent: listenIn(served),
    fresh: () => createPolymarketVenue(adapter),
  })
}

const LISTED = openMarket({
  question: 'Will it rain in Dublin?',
  endMs: null,
})

/** The user's configuration with its defaults, one tick an invocation. */
function stackOf({ settings, wallet, listed }: StageOptions, account: string): StackSettings {
  const parsed = parseConfig({
    stage: 'live',
    accountUsdc: 100,
    cadenceSeconds: 'once',
    wallet: { address: WALLET, ...(wallet ?? {}) },
    // The first tick is to enter, and quotes follow a book that is moved by cents within a minute.
    defaults: {
      regime: { minHistorySeconds: 0, maxSdCents: 99, maxMoveCents: 99 },
      quote: { volatilityDistance: 0, minQuoteAgeSeconds: 0 },
    },
    markets: [
      {
        market: listed?.market ?? MARKET,
        token: listed?.tokens?.[0] ?? YES,
        maxUsdcLocked: 50,
        entryUsdc: 10,
        maxDailyLossUsdc: 10,
        ...settings,
      },
    ],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return { ...parsed.config.stack, wallet: account }
}
