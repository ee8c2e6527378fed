import { formatMicros, mulDiv } from '../domain/decimal.ts'
import { MICROS } from '../domain/units.ts'
import type { PostedOrder, PostRules } from './postedOrder.ts'

/** What the signed amounts mean. A market BUY wants to spend `budgetMicros`; its size is the least it accepts. */
export interface OrderTerms {
  readonly priceMicros: number
  readonly sizeMicros: number
  readonly notionalMicros: number
  readonly budgetMicros: number | null
}

export type TermsResult = { readonly terms: OrderTerms } | { readonly error: string }

const SIZE_DECIMALS = 2
/** Shares of a market BUY: four decimals at any tick (py-clob-client-v2 #99). */
const MARKET_BUY_SHARE_DECIMALS = 4

/** Pure: price and size from the two amounts, by the venue's precision table and tick grid. */
export function orderTerms(
  request: PostedOrder,
  rules: Pick<PostRules, 'tickMicros' | 'minSizeMicros'>,
): TermsResult {
  const { side, makerAmountMicros: maker, takerAmountMicros: taker } = request
  if (!isAmount(maker) || !isAmount(taker)) return { error: 'Invalid order payload' }
  const sizeMicros = side === 'BUY' ? taker : maker
  const usdcMicros = side === 'BUY' ? maker : taker
  const isMarket = isMarketType(request)
  const error =
    precisionError(request, rules.tickMicros) ?? priceError(request, { sizeMicros, usdcMicros }, rules)
  if (error !== null) return { error }
  const priceMicros = nearestTick(usdcMicros, sizeMicros, rules.tickMicros)
  const minMicros = rules.tickMicros
  if (priceMicros < minMicros || priceMicros > MICROS - minMicros) {
    const [low, high] = [formatMicros(minMicros), formatMicros(MICROS - minMicros)]
    return { error: `invalid price (${formatMicros(priceMicros)}), min: ${low} - max: ${high}` }
  }
  if (!isMarket && sizeMicros < rules.minSizeMicros) {
    const sizes = `Size (${formatMicros(sizeMicros)}) lower than the minimum: ${formatMicros(rules.minSizeMicros)}`
    return { error: `order ${request.id} is invalid. ${sizes}` }
  }
  const budgetMicros = isMarket && side === 'BUY' ? usdcMicros : null
  return { terms: { priceMicros, sizeMicros, notionalMicros: usdcMicros, budgetMicros } }
}

export const isMarketType = (request: PostedOrder): boolean =>
  request.orderType === 'FOK' || request.orderType === 'FAK'

const isAmount = (micros: number): boolean => Number.isSafeInteger(micros) && micros > 0

/** Price decimals of the tick plus the two of the size: 4 at a tick of 0.01. */
const amountDecimals = (tickMicros: number): number =>
  (formatMicros(tickMicros).split('.')[1]?.length ?? 0) + SIZE_DECIMALS

const fitsDecimals = (micros: number, decimals: number): boolean => micros % 10 ** (6 - decimals) === 0

function precisionError(request: PostedOrder, tickMicros: number): string | null {
  const amount = amountDecimals(tickMicros)
  const isMarketBuy = request.side === 'BUY' && isMarketType(request)
  const [maker, taker] = isMarketBuy
    ? [SIZE_DECIMALS, MARKET_BUY_SHARE_DECIMALS]
    : request.side === 'BUY'
      ? [amount, SIZE_DECIMALS]
      : [SIZE_DECIMALS, amount]
  if (fitsDecimals(request.makerAmountMicros, maker) && fitsDecimals(request.takerAmountMicros, taker)) {
    return null
  }
  const kind = isMarketBuy ? 'market buy' : request.side === 'BUY' ? 'buy' : 'sell'
  return `invalid amounts, the ${kind} orders maker amount supports a max accuracy of ${maker} decimals, taker amount a max of ${taker} decimals`
}

const nearestTick = (usdcMicros: number, sizeMicros: number, tickMicros: number): number =>
  Math.round(mulDiv(usdcMicros, MICROS, sizeMicros, 'nearest') / tickMicros) * tickMicros

/** Off the grid by far: the tick rule. By a hair: the amounts were rounded, and a limit order's must be exact. */
function priceError(
  request: PostedOrder,
  amounts: { readonly sizeMicros: number; readonly usdcMicros: number },
  { tickMicros }: Pick<PostRules, 'tickMicros'>,
): string | null {
  const { sizeMicros, usdcMicros } = amounts
  const priceMicros = nearestTick(usdcMicros, sizeMicros, tickMicros)
  const expectedMicros = mulDiv(priceMicros, sizeMicros, MICROS, 'nearest')
  if (expectedMicros === usdcMicros) return null
  const submittedMicros = mulDiv(usdcMicros, MICROS, sizeMicros, 'nearest')
  if (Math.abs(submittedMicros - priceMicros) * 10 > tickMicros) {
    const rule = `Price (${formatMicros(submittedMicros)}) breaks minimum tick size rule: ${formatMicros(tickMicros)}`
    return `order ${request.id} is invalid. ${rule}`
  }
  if (isMarketType(request)) return null
  const which = request.side === 'BUY' ? 'maker' : 'taker'
  const order = `$${formatMicros(priceMicros)} order of size ${formatMicros(sizeMicros)}`
  return `invalid amounts, the ${which} amount for a ${order} should be '${formatMicros(expectedMicros)}' but the value submited is '${formatMicros(usdcMicros)}'`
}
