import { parseConfig } from '../../../shared/config/parseConfig.ts'
import type { MarketInfo } from '../../../shared/domain/market.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { epochMs, price, size, usdc } from '../../../shared/domain/units.ts'

/** One market of the real schema's defaults; only what keeps schedules short or the limits tight is changed. */
const parsed = parseConfig({
  stage: 'paper',
  accountUsdc: 100,
  markets: [
    {
      name: 'model',
      market: `0x${'a1'.repeat(32)}`,
      token: '7',
      maxUsdcLocked: 20,
      entryUsdc: 10,
      maxDailyLossUsdc: 15,
    },
  ],
})
if (!parsed.ok) throw new Error(`the model's configuration is refused: ${JSON.stringify(parsed.problems)}`)
const [configured] = parsed.config.stack.markets
if (configured === undefined) throw new Error('the model has no market')

/** The whole cap goes into one entry: a second one, or a lost fill, breaks the cap at once. */
export const SETTINGS = {
  ...configured,
  risk: { ...configured.risk, maxUsdcLockedMicros: usdc(10_000_000), entryUsdcMicros: usdc(10_000_000) },
  // The book never moves here, and what never moves is not to be told apart by how long it was watched: the memory of
  // mids is one mid, which repeats the last good one, and wants no history.
  regime: { ...configured.regime, volatilityWindowMs: 0, minHistoryMs: 0 },
  quote: { ...configured.quote, exitTtlMs: configured.quote.entryTtlMs },
}
export const STACK: StackSettings = { ...parsed.config.stack, cadenceMs: null, markets: [SETTINGS] }
export const MARKET = SETTINGS.market
export const TOKEN = SETTINGS.tokenId
export const SIBLING_TOKEN = '8' as typeof TOKEN
/** Both outcomes of the market. */
export const PAIR_STACK: StackSettings = {
  ...STACK,
  markets: [SETTINGS, { ...SETTINGS, tokenId: SIBLING_TOKEN }],
}

/** One of them fills the cap of both, but for what is too little for an order. */
export const LIMITED_PAIR_STACK: StackSettings = {
  ...PAIR_STACK,
  limits: { lockedMicros: usdc(12_000_000), dailyLossMicros: null },
}

/** Less than both may lose, each by its own limit. */
export const LOSS_PAIR_STACK: StackSettings = {
  ...PAIR_STACK,
  limits: { lockedMicros: null, dailyLossMicros: usdc(12_000_000) },
}

export const NO_ENTRIES_STACK: StackSettings = { ...STACK, markets: [{ ...SETTINGS, entries: false }] }

/** A Monday noon, far from any change of day; within a second, for the venue tells match times in whole ones. */
export const START_MS = Date.UTC(2026, 0, 5, 12) + 400

export const BID_MICROS = 480_000
export const ASK_MICROS = 520_000
export const MID_MICROS = 500_000

export const INFO: MarketInfo = {
  market: MARKET,
  tokens: [TOKEN, SIBLING_TOKEN],
  version: 'v2',
  negRisk: false,
  accepting: true,
  closed: false,
  payoutMicros: null,
  tickMicros: price(10_000),
  minSizeMicros: size(5_000_000),
  feeRatePpm: 0,
  feeExponent: 1,
  gameStartMs: null,
  endMs: epochMs(START_MS + 30 * 86_400_000),
}
