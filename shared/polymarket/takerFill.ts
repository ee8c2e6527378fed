import { productMicros, weightedMicros } from '../domain/decimal.ts'
import { isObject } from '../domain/jsonObject.ts'
import { complement } from '../domain/oneBook.ts'
import { toleranceOf } from '../domain/tolerance.ts'
import {
  type PriceMicros,
  price,
  type SizeMicros,
  type TokenId,
  type UsdcMicros,
  usdc,
} from '../domain/units.ts'
import { readPrice, readSize, readTokenId } from './wire.ts'

export interface TakerFill {
  /** The average of the makers' prices as our token sees them. */
  readonly priceMicros: PriceMicros
  readonly notionalMicros: UsdcMicros
}

/**
 * What a taker paid or got, from the makers it met: the venue prints the price of the whole rounded to three
 * decimals, and each maker's own. Money moves in whole micro-dollars maker by maker; a maker on the complement has
 * paid for a full set what the taker has not.
 * @returns null where the makers are missing, unreadable or do not add up to `sizeMicros`.
 */
export function takerFill(makers: unknown, token: TokenId, sizeMicros: SizeMicros): TakerFill | null {
  if (!Array.isArray(makers) || sizeMicros === 0) return null
  const parts = makers.map((maker) => partOf(maker, token))
  if (!parts.every((part) => part !== null)) return null
  const metMicros = parts.reduce((sum, part) => sum + part.sizeMicros, 0)
  if (metMicros === 0 || Math.abs(metMicros - sizeMicros) > toleranceOf(parts)) return null
  return {
    priceMicros: price(weightedMicros(parts, metMicros)),
    notionalMicros: usdc(parts.reduce((sum, part) => sum + part.usdcMicros, 0)),
  }
}

interface Part {
  readonly price: string
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly isComplement: boolean
  /** Of the taker. */
  readonly usdcMicros: number
}

function partOf(maker: unknown, token: TokenId): Part | null {
  if (!isObject(maker)) return null
  const { price: printed, matched_amount: amount } = maker
  const [priceMicros, sizeMicros] = [readPrice(printed), readSize(amount)]
  const makerUsdcMicros = productMicros(printed, amount, 'nearest')
  const makerToken = readTokenId(maker['asset_id'])
  if (typeof printed !== 'string' || priceMicros === null || sizeMicros === null) return null
  if (makerUsdcMicros === null || makerToken === null) return null
  const isComplement = makerToken !== token
  return {
    price: printed,
    priceMicros: isComplement ? complement(priceMicros) : priceMicros,
    sizeMicros,
    isComplement,
    usdcMicros: isComplement ? sizeMicros - makerUsdcMicros : makerUsdcMicros,
  }
}
