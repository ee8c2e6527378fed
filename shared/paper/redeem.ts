import { notional } from '../domain/decimal.ts'
import type { MarketInfo } from '../domain/market.ts'
import { type EpochMs, size, usdc } from '../domain/units.ts'
import { isFinal } from '../simulator/settlement.ts'
import { isOpenQuestion, type PaperBook } from './paperBook.ts'

/** A resolved market pays for what is held of it, once every fill of ours is known and final. */
export function redeem(book: PaperBook, info: MarketInfo, nowMs: EpochMs): PaperBook {
  const payoutMicros = info.payoutMicros?.[info.tokens.indexOf(book.tokenId) === 1 ? 1 : 0]
  const isAllKnown = !book.orders.some(isOpenQuestion) && book.fills.every((fill) => isFinal(fill, nowMs))
  if (payoutMicros === undefined || !isAllKnown || book.sharesMicros === 0) return book
  const { sharesMicros, redeemed } = book
  const paidMicros = notional({ priceMicros: payoutMicros, sizeMicros: sharesMicros }, 'down')
  return {
    ...book,
    sharesMicros: size(0),
    cashMicros: usdc(book.cashMicros + paidMicros),
    redeemed: {
      sizeMicros: size(redeemed.sizeMicros + sharesMicros),
      paidMicros: usdc(redeemed.paidMicros + paidMicros),
    },
  }
}
