import { BOOK_LEVELS, type Book, type Ladder, sizeOf } from '../../shared/domain/market.ts'
import { known, unknown } from '../../shared/domain/read.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { type EpochMs, size } from '../../shared/domain/units.ts'
import type { PricePoint } from '../../shared/ports/catalogue.ts'
import { type MidMemory, remember } from '../../shared/strategy/midMemory.ts'
import type { Refusal } from '../../shared/strategy/refusal.ts'
import { regime } from '../../shared/strategy/regime.ts'
import { type Volatility, volatility } from '../../shared/strategy/volatility.ts'
import type { SeenMarket } from './seenMarket.ts'

/** Whether the bot itself would enter the market now, by its own regime: what refuses, by name. Prices that were not read count as a short history. */
export function regimeRefusals(
  { ladder, rules, prices }: Pick<SeenMarket, 'ladder' | 'rules' | 'prices'>,
  of: { readonly nowMs: EpochMs; readonly settings: MarketSettings },
): readonly Refusal[] {
  const { nowMs, settings } = of
  const judged = regime({
    book: ladder === null ? unknown('not read') : known(bookOf(ladder, nowMs), nowMs),
    info: rules === null ? unknown('not read') : known(rules, nowMs),
    lastGoodMid: null,
    nowMs,
    mids: midsOf(prices ?? [], settings.regime.volatilityWindowMs),
    settings,
  })
  return judged.valid ? [] : judged.refusals
}

/** Over all the prices that were read: the bot looks at its window alone. null: nothing was read. */
export function longVolatility(prices: readonly PricePoint[] | null): Volatility | null {
  const [first, last] = [prices?.[0], prices?.at(-1)]
  if (prices === null || first === undefined || last === undefined) return null
  const mids: MidMemory = {
    slotMs: MINUTE_MS,
    lastSlot: Math.floor(last.atMs / MINUTE_MS),
    micros: byMinute(prices, first.atMs, last.atMs),
  }
  return volatility(mids)
}

const MINUTE_MS = 60_000
/** The venue's history is requested in hours: no more minutes than in a day, whatever it answers. */
const MAX_MINUTES = 1_440

function byMinute(prices: readonly PricePoint[], fromMs: number, toMs: number): MidMemory['micros'] {
  const lastSlot = Math.floor(toMs / MINUTE_MS)
  const count = Math.min(MAX_MINUTES, lastSlot - Math.floor(fromMs / MINUTE_MS) + 1)
  const slots = new Map(prices.map((point) => [Math.floor(point.atMs / MINUTE_MS), point.priceMicros]))
  return Array.from({ length: count }, (_, nth) => slots.get(lastSlot - count + 1 + nth) ?? null)
}

function midsOf(prices: readonly PricePoint[], windowMs: number): MidMemory | null {
  let memory: MidMemory | null = null
  for (const point of prices) memory = remember(memory, point, windowMs)
  return memory
}

const bookOf = ({ bids, asks }: Ladder, nowMs: EpochMs): Book => ({
  bids: bids.slice(0, BOOK_LEVELS),
  asks: asks.slice(0, BOOK_LEVELS),
  bidDepthMicros: size(sizeOf(bids)),
  askDepthMicros: size(sizeOf(asks)),
  venueAtMs: nowMs,
})
