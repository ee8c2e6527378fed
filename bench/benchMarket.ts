import type { ListedMarket } from '../desk/exchange/exchange.ts'
import { marketId, price, size, tokenId } from '../shared/domain/units.ts'

/** The finest common tick: room for 500 levels a side. */
export const CENT_TENTH_MICROS = 1_000

export const benchMarket: ListedMarket = {
  market: marketId(`0x${'be'.repeat(32)}`),
  tokens: [tokenId('1'.repeat(76)), tokenId('2'.repeat(76))],
  outcomes: ['Yes', 'No'],
  question: 'How fast?',
  version: 'v1',
  negRisk: false,
  accepting: true,
  closed: false,
  payoutMicros: null,
  tickMicros: price(CENT_TENTH_MICROS),
  minSizeMicros: size(5_000_000),
  feeRatePpm: 40_000,
  feeExponent: 1,
  gameStartMs: null,
  endMs: null,
  clearBookOnStart: false,
}
