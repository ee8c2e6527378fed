import { notional } from '../domain/decimal.ts'
import type { MarketInfo } from '../domain/market.ts'
import { type EpochMs, size, usdc } from '../domain/units.ts'
import { isFinal } from '../simulator/settlement.ts'
import { holdingIn, type InOutcome, outcomesOf, tokenOf, withHolding } from './inOutcome.ts'
import { isOpenQuestion, type PaperBook } from './paperBook.ts'

/** A resolved market pays for what is held of it, once every fill of ours is known and final. */
export function redeem(book: PaperBook, info: MarketInfo, nowMs: EpochMs): PaperBook {
  const isAllKnown = !book.orders.some(isOpenQuestion) && book.fills.every((fill) => isFinal(fill, nowMs))
  if (!isAllKnown) return book
  return outcomesOf(book).reduce((before, of) => redeemIn(before, of, info), book)
}

function redeemIn(book: PaperBook, of: InOutcome, info: MarketInfo): PaperBook {
  const payoutMicros = info.payoutMicros?.[info.tokens.indexOf(tokenOf(book, of)) === 1 ? 1 : 0]
  const { sharesMicros, cashMicros, redeemed } = holdingIn(book, of)
  if (payoutMicros === undefined || sharesMicros === 0) return book
  const paidMicros = notional({ priceMicros: payoutMicros, sizeMicros: sharesMicros }, 'down')
  return withHolding(book, of, {
    sharesMicros: size(0),
    cashMicros: usdc(cashMicros + paidMicros),
    redeemed: {
      sizeMicros: size(redeemed.sizeMicros + sharesMicros),
      paidMicros: usdc(redeemed.paidMicros + paidMicros),
    },
  })
}
