import { type InOutcome, inSameOutcome } from '../domain/oneBook.ts'
import type { EpochMs } from '../domain/units.ts'
import { freeOf, type MarketHolding, sharesBalance, usdcBalance } from '../simulator/balances.ts'
import type { Balance } from '../simulator/fundsRule.ts'
import { holdingIn, outcomesOf } from './inOutcome.ts'
import { isLive, type PaperAccount, restOf } from './paperAccount.ts'

/** The shares of one outcome. */
export const sharesOf = (account: PaperAccount, of: InOutcome, nowMs: EpochMs): Balance =>
  sharesBalance(holdingOf(account, of), nowMs)

/**
 * The money of all accounts: it is one. The venue lets the same money back orders in each market, and removes what a fill
 * elsewhere has left unfunded; here an order holds its money against every market, so that nothing has to be removed.
 */
export function moneyOf(accounts: readonly PaperAccount[], accountMicros: number, nowMs: EpochMs): Balance {
  const balances = accounts.flatMap((account) =>
    outcomesOf(account).map((of) => usdcBalance(holdingOf(account, of), nowMs)),
  )
  return {
    settled: balances.reduce((sum, { settled }) => sum + settled, accountMicros),
    matched: balances.reduce((sum, { matched }) => sum + matched, 0),
    held: balances.reduce((sum, { held }) => sum + held, 0),
  }
}

/** Money that no match and no order has been promised. */
export const freeMicros = (
  accounts: readonly PaperAccount[],
  accountMicros: number,
  nowMs: EpochMs,
): number => freeOf(moneyOf(accounts, accountMicros, nowMs))

const holdingOf = (account: PaperAccount, of: InOutcome): MarketHolding => {
  const { cashMicros, sharesMicros } = holdingIn(account, of)
  return {
    cashMicros,
    sharesMicros,
    fills: account.fills.filter((fill) => inSameOutcome(fill, of)),
    orders: account.orders
      .filter((order) => isLive(order) && inSameOutcome(order, of))
      .map((order) => ({ side: order.side, priceMicros: order.priceMicros, restMicros: restOf(order) })),
  }
}
