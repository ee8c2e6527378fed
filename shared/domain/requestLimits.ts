/**
 * How many requests the venue takes from one address, by kind (its page on rate limits, 2026). Above that it delays or
 * refuses them (429). Windows slide.
 */
export interface RequestLimit {
  /** For people; the key of its count. */
  readonly name: string
  /** The request is one of the CLOB's, and counts towards all of them too. */
  readonly isClob: boolean
  readonly inTenSeconds: number
  /** null: none is published. */
  readonly inTenMinutes: number | null
}

export const TEN_SECONDS_MS = 10_000
export const TEN_MINUTES_MS = 600_000

/** All requests of the CLOB together. */
export const CLOB_LIMIT: RequestLimit = {
  name: 'all of the CLOB',
  isClob: false,
  inTenSeconds: 9_000,
  inTenMinutes: null,
}

const limit = (name: string, inTenSeconds: number, inTenMinutes: number | null = null): RequestLimit => ({
  name,
  isClob: true,
  inTenSeconds,
  inTenMinutes,
})
const elsewhere = (name: string, inTenSeconds: number): RequestLimit => ({
  ...limit(name, inTenSeconds),
  isClob: false,
})

const OTHER = limit('other reads of the CLOB', 9_000)

/** The first that fits counts: method and path alone, for the paths of the venue's three hosts do not overlap. */
const LIMITS: readonly (readonly [RegExp, RequestLimit])[] = [
  [/^POST \/order$/, limit('orders', 5_000, 120_000)],
  [/^POST \/orders$/, limit('orders in batches', 2_000, 21_000)],
  [/^DELETE \/order$/, limit('single cancels', 5_000, 120_000)],
  [/^DELETE \/orders$/, limit('cancels', 2_000, 15_000)],
  [/^DELETE \/cancel-all$/, limit('cancels of all', 250, 6_000)],
  [/^DELETE \/cancel-market-orders$/, limit('cancels by market', 1_500, 21_000)],
  [/^GET \/book$/, limit('single books', 1_500)],
  [/^POST \/books$/, limit('books', 500)],
  [/^GET \/midpoint$/, limit('midpoints', 1_500)],
  [/^GET \/price$/, limit('prices', 1_500)],
  [/^GET \/tick-size$/, limit('tick sizes', 200)],
  [/^GET \/data\/orders$/, limit('open orders', 500)],
  [/^GET \/data\/trades$/, limit('trades', 500)],
  [/^GET \/notifications$/, limit('notifications', 125)],
  [/^GET \/data\//, limit('other records', 900)],
  [/^GET \/balance-allowance$/, limit('balances', 200)],
  [/^GET \/balance-allowance\/update$/, limit('balance refreshes', 50)],
  [/^[A-Z]+ \/auth\//, limit('credentials', 100)],
  [/^GET \/markets(\/keyset|\/slug\/.*)$/, elsewhere('catalogue markets', 300)],
  [/^GET \/events/, elsewhere('catalogue events', 500)],
  [/^GET \/public-search$/, elsewhere('catalogue searches', 4_000)],
  [/^GET \/v2\/positions$/, elsewhere('positions', 200)],
  [/^GET \/v2\//, elsewhere('other reads of the Data API', 1_000)],
]

/** The limit that a request counts towards; what the table does not name is one of the CLOB's other reads. */
export function requestLimitOf(method: string, path: string): RequestLimit {
  const asked = `${method} ${path}`
  return LIMITS.find(([pattern]) => pattern.test(asked))?.[1] ?? OTHER
}
