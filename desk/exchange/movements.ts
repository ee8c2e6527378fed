import { assert } from '../../shared/domain/assert.ts'
import type { TokenId } from '../../shared/domain/units.ts'
import type { Account } from './exchange.ts'
import type { Form } from './form.ts'

export interface Movement {
  readonly account: Account
  readonly asset: Asset
  readonly micros: number
}

/** What one trade moves when it settles. `mintedMicros` full sets come into being (below zero: are merged). */
export interface Movements {
  readonly tokens: readonly [TokenId, TokenId]
  readonly outs: readonly Movement[]
  readonly ins: readonly Movement[]
  readonly mintedMicros: number
  readonly feeMicros: number
}

export interface Party {
  readonly account: Account
  readonly form: Form
  readonly sizeMicros: number
  readonly usdcMicros: number
}

/** Pure: who gives and gets what. The taker pays the fee, on top of a BUY and out of a SELL's proceeds. */
export function movementsOf(trade: {
  readonly tokens: readonly [TokenId, TokenId]
  readonly taker: Party
  readonly makers: readonly Party[]
  readonly feeMicros: number
}): Movements {
  const { tokens, taker, makers, feeMicros } = trade
  const outs: Movement[] = []
  const ins: Movement[] = []
  let mintedMicros = 0
  for (const party of [taker, ...makers]) {
    const { account, form, sizeMicros, usdcMicros } = party
    const fee = party === taker ? feeMicros : 0
    const shares = { account, asset: tokens[form.tokenIndex], micros: sizeMicros }
    if (form.side === 'BUY') {
      outs.push({ account, asset: 'USDC', micros: usdcMicros + fee })
      ins.push(shares)
    } else {
      outs.push(shares)
      ins.push({ account, asset: 'USDC', micros: usdcMicros - fee })
    }
    if (party !== taker && form.tokenIndex !== taker.form.tokenIndex) {
      mintedMicros += form.side === 'BUY' ? sizeMicros : -sizeMicros
    }
  }
  const movements = { tokens, outs, ins, mintedMicros, feeMicros }
  assertBalanced(movements)
  return movements
}

/** Every micro that goes in comes out: as somebody's, as collateral of full sets, or as the fee. */
function assertBalanced({ tokens, outs, ins, mintedMicros, feeMicros }: Movements): void {
  const gain = (asset: Asset): number => sum(ins, asset) - sum(outs, asset)
  assert(
    gain('USDC') === -mintedMicros - feeMicros,
    `a trade does not balance: ${gain('USDC')} micro-dollars`,
  )
  for (const token of tokens) assert(gain(token) === mintedMicros, `a trade does not balance in ${token}`)
  for (const { micros } of [...outs, ...ins]) assert(micros >= 0, `a trade moves ${micros}`)
}

const sum = (movements: readonly Movement[], asset: Asset): number =>
  movements.reduce((total, movement) => (movement.asset === asset ? total + movement.micros : total), 0)

export type Asset = TokenId | 'USDC'
