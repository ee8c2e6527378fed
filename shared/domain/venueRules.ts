/**
 * What is true of Polymarket, each with its source. Nothing here is ours to choose.
 * "The order documentation" is the venue's page on order types; its refusals were seen word for word in issue threads.
 */

/** "Expirations must be at least 3 minutes in the future": an order with a shorter life is `invalid expiration`. */
export const LEAST_LIFE_MS = 180_000

/** A GTD order leaves the book this long before its stated expiration (the order documentation). */
export const EARLY_DROP_MS = 60_000

/** USDC a BUY that trades at once is worth at least ("invalid amount for a marketable BUY order ($0.9), min size: $1"). */
export const LEAST_MARKETABLE_BUY_MICROS = 1_000_000

/** Fees are charged in steps of 0.00001 USDC (the fee documentation). */
export const FEE_STEP_MICROS = 10

/** The order book, the Data API and the catalogue (the documentation of endpoints). */
export const CLOB_HOST = 'https://clob.polymarket.com'
export const DATA_HOST = 'https://data-api.polymarket.com'
export const GAMMA_HOST = 'https://gamma-api.polymarket.com'

/** The chain that is traded on, and its test net (the documentation of contracts). */
export const POLYGON = 137
export const AMOY = 80002
export type ChainId = typeof POLYGON | typeof AMOY

/**
 * The contracts that orders settle on (the documentation of contracts); `v3` is Protocol V2's. The adapter takes them
 * from the official client: the simulated venue checks by these that both mean the same.
 */
const EXCHANGES = {
  standard: '0xE111180000d2663C0091e4f400237545B87B996B',
  negRisk: '0xe2222d279d744050d28e00520010520000310F59',
} as const
export const CONTRACTS = {
  [POLYGON]: { ...EXCHANGES, v3: '0xe3333700cA9d93003F00f0F71f8515005F6c00Aa' },
  [AMOY]: { ...EXCHANGES, v3: '0x9fE6e61422AdB6F610d8597F9684b16912D50C3D' },
} as const

/** pUSD: what shares are paid with and rewards are paid in (the same page). */
export const COLLATERAL = '0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB'

/** The adapter of the first protocol's neg-risk markets, which is still in the allowance map (answers seen in 2026). */
export const NEG_RISK_ADAPTER = '0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296'

/** Sizes of orders have two decimals at every tick (the official client's table of roundings). */
export const LOT_MICROS = 10_000

/** The venue's finest tick, 0.0001 USDC: no share is cheaper. */
export const LEAST_TICK_MICROS = 100

/** Ticks the venue uses and its client can round for (that table; 0.005 and 0.0025 came with it in 2026). */
export const TICKS_MICROS: readonly number[] = [100_000, 10_000, 5_000, 2_500, 1_000, LEAST_TICK_MICROS]

/** The tick of most markets, and the one that the venue changes it to below 0.04 and above 0.96 (`tick_size_change`). */
export const USUAL_TICK_MICROS = 10_000
export const FINE_TICK_MICROS = 1_000
export const FINE_BELOW_MICROS = 40_000
export const FINE_ABOVE_MICROS = 960_000

/** The least size of an order nearly everywhere; each market states its own (`minimum_order_size`). */
export const USUAL_MIN_SIZE_MICROS = 5_000_000

/** Outside of these mids only two-sided quotes earn rewards (the documentation of liquidity rewards)... */
export const BALANCED_FROM_MICROS = 100_000
export const BALANCED_TO_MICROS = 900_000
/** ...inside, one side alone counts a third (c = 3.0 there). */
export const ONE_SIDE_PART = 1 / 3

/** Tokens that one call of /books or /midpoints may name (the documentation of market data). */
export const MAX_TOKENS_A_CALL = 500

/** Ids that one call of DELETE /orders may name (the order documentation). */
export const MAX_CANCELS_A_CALL = 1_000

/** Records that a page of the Data API's second version has at most (its contract, `limit`). */
export const MAX_DATA_RECORDS = 1_000

/** For this long the network before the Data API answers with a copy (`max-age`, as watched in 2026). */
export const DATA_CACHE_MS = 300_000

/** Requests to refresh a balance that an account may make within the window (the documentation of rate limits). */
export const REFRESHES_A_WINDOW = 50
export const REFRESH_WINDOW_MS = 10_000

/** After the first heartbeat the next must come within this, or the orders are cancelled (the guide to heartbeats)... */
export const HEARTBEAT_LIMIT_MS = 10_000
/** ...which is looked at this often. */
export const HEARTBEAT_CHECK_MS = 5_000

/** No mode of the venue's restarts lasts longer (the documentation of restarts). */
export const LONGEST_RESTART_MS = 120_000
