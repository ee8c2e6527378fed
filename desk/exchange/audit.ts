import { assert } from '../../shared/domain/assert.ts'
import type { TokenId } from '../../shared/domain/units.ts'
import type { Floor, FloorMarket } from './floor.ts'
import type { AccountState } from './ledger.ts'
import { CROWD } from './ledger.ts'
import type { BookOrder } from './priceLevel.ts'
import { remainingMicros } from './priceLevel.ts'
import { needOf } from './removeOrder.ts'

/** Where all the money is; the first four add up to `fundedMicros`. */
export interface MoneyAudit {
  readonly accountsMicros: number
  readonly crowdMicros: number
  readonly collateralMicros: number
  readonly feesMicros: number
  readonly fundedMicros: number
}

/** Counts every micro and every share from scratch, and throws where the sums do not balance. */
export function audit(floor: Floor): MoneyAudit {
  let accountsMicros = 0
  for (const account of floor.ledger.accounts()) {
    requirePurses(floor, account)
    if (account.account !== CROWD) accountsMicros += account.usdc.settled
  }
  const crowdMicros = floor.ledger.balance(CROWD, 'USDC').settled
  let collateralMicros = 0
  for (const state of floor.markets.values()) {
    collateralMicros += state.collateralMicros
    for (const token of state.listed.tokens) requireBacked(floor, state, token)
    requireBook(state)
  }
  const { feesMicros, fundedMicros } = floor
  const found = accountsMicros + crowdMicros + collateralMicros + feesMicros
  assert(found === fundedMicros, `the venue holds ${found} micro-dollars, but was given ${fundedMicros}`)
  return { accountsMicros, crowdMicros, collateralMicros, feesMicros, fundedMicros }
}

function requireBacked(floor: Floor, state: FloorMarket, token: TokenId): void {
  let supply = 0
  for (const { shares } of floor.ledger.accounts()) supply += shares.get(token)?.settled ?? 0
  const { collateralMicros } = state
  assert(supply === collateralMicros, `${supply} of ${token} exist against ${collateralMicros} of collateral`)
}

function requirePurses(floor: Floor, account: AccountState): void {
  const heldIn = new Map<string, number>()
  for (const order of account.open) {
    assert(order.heldMicros === needOf(order), `order ${order.request.id} holds ${order.heldMicros}`)
    const key = order.form.side === 'BUY' ? order.market : order.request.token
    heldIn.set(key, (heldIn.get(key) ?? 0) + order.heldMicros)
  }
  for (const [market, heldMicros] of account.heldIn) {
    assert(heldMicros === (heldIn.get(market) ?? 0), `${account.account}: hold of ${market} is wrong`)
    const spendable = account.usdc.settled - account.usdc.matched
    assert(heldMicros <= spendable, `${account.account}: orders of ${market} are not funded`)
  }
  for (const [token, { settled, matched, held }] of account.shares) {
    assert(held === (heldIn.get(token) ?? 0), `${account.account}: hold of ${token} is wrong`)
    assert(settled - matched - held >= 0, `${account.account}: below zero in ${token}`)
  }
  const { settled, matched } = floor.ledger.balance(account.account, 'USDC')
  const bottomless = account.account === CROWD
  assert(bottomless || settled - matched >= 0, `${account.account}: below zero in USDC`)
}

function requireBook(state: FloorMarket): void {
  for (const ladder of [state.bids, state.asks]) {
    let previous: number | null = null
    for (const level of ladder.bestFirst()) {
      const { priceMicros, crowdMicros, openMicros } = level
      assert(
        previous === null || !ladder.reaches(priceMicros, previous),
        `levels out of order: ${priceMicros}`,
      )
      assert(!level.isEmpty() && ladder.at(priceMicros) === level, `an empty level is left at ${priceMicros}`)
      const orders = [...level.orders]
      const open = orders.reduce((sum, order) => sum + remainingMicros(order), 0)
      assert(open === openMicros, `orders at ${priceMicros} want ${open}, displayed ${openMicros}`)
      requireQueue(orders, crowdMicros)
      previous = priceMicros
    }
  }
}

function requireQueue(orders: readonly BookOrder[], crowdMicros: number): void {
  let aheadMicros = 0
  for (const order of orders) {
    assert(order.status === 'LIVE' && remainingMicros(order) > 0, `order ${order.request.id} should not rest`)
    assert(order.aheadMicros >= aheadMicros, `order ${order.request.id} overtook an older one`)
    aheadMicros = order.aheadMicros
  }
  assert(aheadMicros <= crowdMicros, `an order waits behind ${aheadMicros} of ${crowdMicros} displayed`)
}
