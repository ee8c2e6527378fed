import { notional } from '../domain/decimal.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { InOutcome } from '../domain/oneBook.ts'
import { type EpochMs, size, usdc } from '../domain/units.ts'
import { isFinal } from '../simulator/settlement.ts'
import { holdingIn, outcomesOf, tokenOf, withHolding } from './inOutcome.ts'
import { isOpenQuestion, type PaperAccount } from './paperAccount.ts'

/** A resolved market pays for what is held of it, once every fill of ours is known and final. */
export function redeem(account: PaperAccount, info: MarketInfo, nowMs: EpochMs): PaperAccount {
  const isAllKnown =
    !account.orders.some(isOpenQuestion) && account.fills.every((fill) => isFinal(fill, nowMs))
  if (!isAllKnown) return account
  return outcomesOf(account).reduce((before, of) => redeemIn(before, of, info), account)
}

function redeemIn(account: PaperAccount, of: InOutcome, info: MarketInfo): PaperAccount {
  const payoutMicros = info.payoutMicros?.[info.tokens.indexOf(tokenOf(account, of)) === 1 ? 1 : 0]
  const { sharesMicros, cashMicros, redeemed } = holdingIn(account, of)
  if (payoutMicros === undefined || sharesMicros === 0) return account
  const paidMicros = notional({ priceMicros: payoutMicros, sizeMicros: sharesMicros }, 'down')
  return withHolding(account, of, {
    sharesMicros: size(0),
    cashMicros: usdc(cashMicros + paidMicros),
    redeemed: {
      sizeMicros: size(redeemed.sizeMicros + sharesMicros),
      paidMicros: usdc(redeemed.paidMicros + paidMicros),
    },
  })
}
