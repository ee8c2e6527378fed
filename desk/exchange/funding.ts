import { assert } from '../../shared/domain/assert.ts'
import type { TokenId } from '../../shared/domain/units.ts'
import { cancelUnfunded } from './cancelUnfunded.ts'
import type { Account } from './exchange.ts'
import type { Floor } from './floor.ts'
import { CROWD } from './ledger.ts'
import type { Asset } from './movements.ts'
import { splitForCrowd } from './openTrade.ts'

/** A deposit; below zero a withdrawal, which may take away what open orders need (they go INVALID). */
export function fundUsdc(floor: Floor, account: Account, micros: number): void {
  requireFunds(floor, account, 'USDC', micros)
  floor.ledger.credit(account, 'USDC', micros, floor.nowMs)
  floor.fundedMicros += micros
  cancelUnfunded(floor, account)
}

/** Shares come from the crowd, which splits USDC for them, and go back to it: full sets stay backed. */
export function fundTokens(floor: Floor, account: Account, token: TokenId, micros: number): void {
  const state = floor.marketByToken.get(token)
  if (state === undefined) throw new RangeError(`token: ${token} belongs to no listed market; list it first`)
  requireFunds(floor, account, token, micros)
  if (micros > 0) splitForCrowd(floor, state, token, micros)
  floor.ledger.credit(CROWD, token, -micros, floor.nowMs)
  floor.ledger.credit(account, token, micros, floor.nowMs)
  cancelUnfunded(floor, account)
}

function requireFunds(floor: Floor, account: Account, asset: Asset, micros: number): void {
  assert(account !== CROWD, 'the crowd needs no funds')
  const spendable = floor.ledger.spendable(account, asset)
  if (Number.isSafeInteger(micros) && spendable + micros >= 0) return
  throw new RangeError(
    `amount: ${micros} of ${asset} for ${account}; pass a whole number, at least ${-spendable}`,
  )
}
