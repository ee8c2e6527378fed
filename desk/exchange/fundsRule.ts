import type { MarketId } from '../../shared/domain/units.ts'
import type { AccountState, Asset, Ledger } from './ledger.ts'

/** Can the account back this order on top of its other orders in this market? The venue's words when not. */
export function fundsError(
  ledger: Ledger,
  account: Pick<AccountState, 'account' | 'approved'>,
  order: { readonly asset: Asset; readonly market: MarketId; readonly amountMicros: number },
): string | null {
  const { asset, market, amountMicros } = order
  const wanted = `order amount (inc. fees): ${amountMicros}`
  if (!account.approved) {
    return `not enough balance / allowance: the allowance is not enough -> allowance: 0, ${wanted}`
  }
  const { settled, matched } = ledger.purse(account.account, asset)
  const active = ledger.held(account.account, asset, market)
  if (settled - matched - active >= amountMicros) return null
  const parts = [`balance: ${settled}`]
  if (matched > 0) parts.push(`sum of matched orders: ${matched}`)
  if (active > 0) parts.push(`sum of active orders: ${active}`)
  return `not enough balance / allowance: the balance is not enough -> ${[...parts, wanted].join(', ')}`
}
