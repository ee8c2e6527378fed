/**
 * What is true of Polymarket's orders and fees, each with its source. Nothing here is ours to choose.
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
