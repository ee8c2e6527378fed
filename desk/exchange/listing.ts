import { MICROS } from '../../shared/domain/units.ts'
import { LEAST_TICK_MICROS } from '../../shared/domain/venueRules.ts'
import type { ListedMarket } from './exchange.ts'
import type { Floor, FloorMarket } from './floor.ts'
import { PriceLadder } from './priceLadder.ts'
import { removeAll } from './removeOrder.ts'

export function listMarket(floor: Floor, market: ListedMarket): void {
  requireMarket(market)
  if (floor.markets.has(market.market)) {
    throw new RangeError(`market: ${market.market} is listed already; use change`)
  }
  for (const token of market.tokens) {
    const other = floor.marketByToken.get(token)
    if (other !== undefined) throw new RangeError(`tokens: ${token} belongs to ${other.listed.market}`)
  }
  const state: FloorMarket = {
    listed: market,
    bids: new PriceLadder('bid'),
    asks: new PriceLadder('ask'),
    changedAtMs: floor.nowMs,
    lastTrade: null,
    unknownTrades: 0,
    collateralMicros: 0,
  }
  floor.markets.set(market.market, state)
  for (const token of market.tokens) floor.marketByToken.set(token, state)
  if (market.gameStartMs !== null && market.gameStartMs >= floor.nowMs) scheduleGameStart(floor, state)
}

/** Rules change while the market lives. Closing or resolving it ends every order; holdings stay as they are. */
export function changeMarket(floor: Floor, state: FloorMarket, change: Partial<ListedMarket>): void {
  const before = state.listed
  const after = { ...before, ...change }
  if (after.market !== before.market || after.tokens.join() !== before.tokens.join()) {
    throw new RangeError(`market: ${before.market} keeps its id and tokens for life; list another market`)
  }
  requireMarket(after)
  state.listed = after
  if (isOver(after) && !isOver(before)) removeAll(floor, state, 'CANCELED_MARKET_RESOLVED')
  if (after.gameStartMs !== before.gameStartMs) scheduleGameStart(floor, state)
}

const isOver = (market: ListedMarket): boolean => market.closed || market.payoutMicros !== null

/** Start times move: a task that no longer names the market's start does nothing. */
function scheduleGameStart(floor: Floor, state: FloorMarket): void {
  const startMs = state.listed.gameStartMs
  if (startMs === null) return
  floor.events.add(Math.max(startMs, floor.nowMs), () => {
    const { gameStartMs, clearBookOnStart } = state.listed
    if (gameStartMs === startMs && clearBookOnStart) removeAll(floor, state, 'CANCELED')
  })
}

function requireMarket(market: ListedMarket): void {
  const { tokens, tickMicros, minSizeMicros, feeRatePpm, feeExponent, payoutMicros } = market
  requireThat(tokens[0] !== tokens[1], 'tokens', tokens.join(', '), 'two different ids')
  const divides = tickMicros % LEAST_TICK_MICROS === 0 && MICROS % tickMicros === 0
  requireThat(tickMicros > 0 && divides, 'tickMicros', tickMicros, 'a multiple of 100 that divides 1000000')
  requireThat(feeExponent >= 0 && feeExponent <= 8, 'feeExponent', feeExponent, 'a number from 0 to 8')
  const { secondsDelay = 0, rebatePpm = 0 } = market
  for (const [field, value] of Object.entries({ minSizeMicros, secondsDelay })) {
    requireThat(isWhole(value), field, value, 'a whole number of zero or more')
  }
  for (const [field, value] of Object.entries({ feeRatePpm, rebatePpm })) {
    requireThat(isWhole(value) && value <= MICROS, field, value, 'a whole number from 0 to 1000000')
  }
  const paysOne = payoutMicros === null || payoutMicros[0] + payoutMicros[1] === MICROS
  requireThat(paysOne, 'payoutMicros', String(payoutMicros), 'a pair that adds up to 1000000')
}

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

function requireThat(holds: boolean, field: string, value: string | number, remedy: string): void {
  if (!holds) throw new RangeError(`${field}: ${value} is not ${remedy}`)
}
