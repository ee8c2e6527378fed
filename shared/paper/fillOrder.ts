import { assert } from '../domain/assert.ts'
import { notional } from '../domain/decimal.ts'
import {
  type EpochMs,
  type PriceMicros,
  type SizeMicros,
  size,
  tradeId,
  type UsdcMicros,
  usdc,
} from '../domain/units.ts'
import { holdingIn, withHolding } from './inOutcome.ts'
import {
  MAX_PAPER_FILLS,
  type PaperAccount,
  type PaperFill,
  type PaperOrder,
  restOf,
} from './paperAccount.ts'

export interface FillDetails {
  readonly role: 'maker' | 'taker'
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly atMs: EpochMs
  /** Where it is not price x size: of a taker over several levels. */
  readonly notionalMicros?: UsdcMicros
  readonly feeMicros?: UsdcMicros
  /** The first fill of this look, by its number: nobody has been informed of it yet. */
  readonly unreportedFrom?: number
}

/**
 * Books one fill: the order, the fill under a name of its own, money and shares. A whole fill ends the order.
 * What several trades of one look give a resting order is one fill: else the market's flow would decide how many
 * there are, and the account has a bound.
 */
export function fillOrder(account: PaperAccount, order: PaperOrder, of: FillDetails): PaperAccount {
  assert(of.sizeMicros > 0 && of.sizeMicros <= restOf(order), `order ${order.id} is filled beyond its size`)
  const before = unreported(account, order, of)
  const fill: PaperFill = before === undefined ? newFill(account, order, of) : enlarged(before, of)
  const fills =
    before === undefined
      ? [...account.fills, fill]
      : account.fills.map((each) => (each === before ? fill : each))
  assert(fills.length <= MAX_PAPER_FILLS, `${MAX_PAPER_FILLS} fills within the time they are kept`)
  const paidMicros = fill.notionalMicros - (before?.notionalMicros ?? 0)
  const sign = order.side === 'BUY' ? 1 : -1
  const matched = size(order.matchedMicros + of.sizeMicros)
  const isWhole = matched === order.sizeMicros
  const after: PaperOrder = {
    ...order,
    matchedMicros: matched,
    // One that was cancelled or dropped keeps that end: the fill was before it.
    end: order.end ?? (isWhole ? { atMs: of.atMs, how: 'filled' } : null),
    finalAtMs: isWhole ? of.atMs : order.finalAtMs,
    caps: isWhole ? [] : order.caps,
  }
  const held = holdingIn(account, order)
  const holding = {
    ...held,
    cashMicros: usdc(held.cashMicros - sign * paidMicros - (of.feeMicros ?? 0)),
    sharesMicros: size(held.sharesMicros + sign * of.sizeMicros),
  }
  return {
    ...withHolding(account, order, holding),
    filled: account.filled + (before === undefined ? 1 : 0),
    fills,
    orders: account.orders.map((each) => (each.id === order.id ? after : each)),
  }
}

const newFill = (account: PaperAccount, order: PaperOrder, of: FillDetails): PaperFill => ({
  tradeId: nameOf(account, account.filled + 1),
  orderId: order.id,
  ...(order.isOther === true ? { isOther: true } : {}),
  side: order.side,
  role: of.role,
  sizeMicros: of.sizeMicros,
  priceMicros: of.priceMicros,
  notionalMicros: of.notionalMicros ?? notional(of, 'nearest'),
  feeMicros: of.feeMicros ?? usdc(0),
  matchedAtMs: of.atMs,
})

/** A resting order's fills are all at its own price, and without a fee. */
function enlarged(before: PaperFill, { sizeMicros, atMs }: FillDetails): PaperFill {
  const whole = { priceMicros: before.priceMicros, sizeMicros: size(before.sizeMicros + sizeMicros) }
  return { ...before, ...whole, notionalMicros: notional(whole, 'nearest'), matchedAtMs: atMs }
}

function unreported(
  account: PaperAccount,
  order: PaperOrder,
  { unreportedFrom }: FillDetails,
): PaperFill | undefined {
  if (unreportedFrom === undefined) return undefined
  const names = new Set<string>()
  for (let nth = unreportedFrom; nth <= account.filled; nth += 1) names.add(nameOf(account, nth))
  return account.fills.find((fill) => fill.orderId === order.id && names.has(fill.tradeId))
}

const nameOf = (account: PaperAccount, nth: number): PaperFill['tradeId'] =>
  tradeId(`paper-${account.market.slice(2, 12)}-${nth}`)
