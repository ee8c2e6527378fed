import { mulDiv } from '../../shared/domain/decimal.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { TakerMeter } from '../../shared/simulator/fee.ts'
import { nearestNotional } from '../../shared/simulator/nearestNotional.ts'
import type { FloorMarket } from './floor.ts'
import { ladderOf } from './floor.ts'
import type { Form } from './form.ts'
import { counterpart, isBid, mirrored } from './form.ts'
import type { Ledger } from './ledger.ts'
import type { BookOrder, PriceLevel, QueuePiece } from './priceLevel.ts'

/** A taker on its way through the book. */
export interface Taker {
  readonly account: string
  readonly form: Form
  /** Worst price it takes, in terms of the first token. */
  readonly limitMicros: number
  /** Shares wanted, or (market BUY) USDC to spend. */
  readonly want: { readonly sizeMicros: number } | { readonly usdcMicros: number }
  /** The crowd's own trades reach us with money without bottom. */
  readonly bottomless: boolean
}

/** One maker's part; `order` null: a piece of what the crowd displays there, between two orders of ours. */
export interface MatchedPart {
  readonly level: PriceLevel
  readonly order: BookOrder | null
  readonly form: Form
  readonly priceMicros: number
  readonly sizeMicros: number
  readonly makerUsdcMicros: number
  readonly takerUsdcMicros: number
}

export interface MatchPlan {
  readonly legs: readonly MatchedPart[]
  readonly feeMicros: number
  /** Nothing the taker wants is left open (a budget counts as spent when it buys not even a millionth more). */
  readonly filled: boolean
  /** The taker's money ran out before its order was filled. */
  readonly short: boolean
}

/**
 * Pure: who would trade with this taker, in price-time order, the crowd's displayed queue included. Makers trade at
 * their own price, so any improvement is the taker's. `crowdByComplement` says how the crowd writes its orders.
 */
export function planMatch(
  state: FloorMarket,
  ledger: Ledger,
  taker: Taker,
  crowdByComplement: boolean,
): MatchPlan {
  const walk = new Walk(state, ledger, taker, crowdByComplement)
  const ladder = ladderOf(state, !isBid(taker.form))
  for (const level of ladder.bestFirst()) {
    if (walk.over() || !ladder.reaches(level.priceMicros, taker.limitMicros)) break
    for (const piece of level.queue()) {
      if (walk.over()) break
      walk.meet(level, piece)
    }
  }
  return walk.plan()
}

class Walk {
  readonly #ledger: Ledger
  readonly #taker: Taker
  readonly #crowdForm: Form
  readonly #fee: TakerMeter
  readonly #legs: MatchedPart[] = []
  #sizeLeftMicros: number
  #usdcLeftMicros: number
  #takerUsdcMicros = 0
  /** What the taker's own resting orders, met on the way, have cost it. */
  #selfUsdcMicros = 0
  #feeMicros = 0
  #exhausted = false
  #short = false

  constructor(state: FloorMarket, ledger: Ledger, taker: Taker, crowdByComplement: boolean) {
    this.#ledger = ledger
    this.#taker = taker
    this.#crowdForm = counterpart(taker.form, crowdByComplement)
    this.#fee = new TakerMeter(state.listed)
    this.#sizeLeftMicros = 'sizeMicros' in taker.want ? taker.want.sizeMicros : Number.MAX_SAFE_INTEGER
    this.#usdcLeftMicros = 'usdcMicros' in taker.want ? taker.want.usdcMicros : Number.MAX_SAFE_INTEGER
  }

  over(): boolean {
    return this.#sizeLeftMicros === 0 || this.#exhausted || this.#short
  }

  meet(level: PriceLevel, piece: QueuePiece): void {
    const sizeMicros = Math.min(piece.sizeMicros, this.#sizeLeftMicros, this.#affordableAt(level.priceMicros))
    if (sizeMicros === 0) {
      this.#exhausted = true
      return
    }
    const leg = this.#legOf(level, piece.order, sizeMicros)
    if (!this.#takerCanPay(leg)) {
      this.#short = true
      return
    }
    this.#take(leg)
  }

  plan(): MatchPlan {
    return {
      legs: this.#legs,
      feeMicros: Math.min(this.#feeMicros, this.#feeCapMicros()),
      filled: this.#sizeLeftMicros === 0 || this.#exhausted || this.#usdcLeftMicros === 0,
      short: this.#short,
    }
  }

  #legOf(level: PriceLevel, order: BookOrder | null, sizeMicros: number): MatchedPart {
    const form = order?.form ?? this.#crowdForm
    const priceMicros = mirrored(form.tokenIndex, level.priceMicros)
    const makerUsdcMicros = nearestNotional(priceMicros, sizeMicros)
    // A full set is worth its size, so what the maker does not pay (or get) is the taker's, to the micro.
    const sameToken = form.tokenIndex === this.#taker.form.tokenIndex
    const takerUsdcMicros = sameToken ? makerUsdcMicros : sizeMicros - makerUsdcMicros
    return { level, order, form, priceMicros, sizeMicros, makerUsdcMicros, takerUsdcMicros }
  }

  /** Whole millionths of a share the budget still buys at this price. */
  #affordableAt(bookPriceMicros: number): number {
    if (!('usdcMicros' in this.#taker.want)) return Number.MAX_SAFE_INTEGER
    const priceMicros = mirrored(this.#taker.form.tokenIndex, bookPriceMicros)
    return mulDiv(this.#usdcLeftMicros, MICROS, priceMicros, 'down')
  }

  /** Makers always can: what their orders hold covers every fill, each order being met once. */
  #takerCanPay(leg: MatchedPart): boolean {
    const priceMicros = mirrored(this.#taker.form.tokenIndex, leg.level.priceMicros)
    this.#fee.add({ sizeMicros: leg.sizeMicros, priceMicros })
    if (this.#taker.bottomless || this.#taker.form.side === 'SELL') return true
    const costMicros = this.#takerUsdcMicros + leg.takerUsdcMicros + this.#fee.feeMicros()
    const selfMicros = this.#selfUsdcMicros + this.#selfCost(leg)
    return this.#ledger.spendable(this.#taker.account, 'USDC') >= costMicros + selfMicros
  }

  #selfCost({ order, form, makerUsdcMicros }: MatchedPart): number {
    return order?.request.account === this.#taker.account && form.side === 'BUY' ? makerUsdcMicros : 0
  }

  #take(leg: MatchedPart): void {
    this.#sizeLeftMicros -= leg.sizeMicros
    this.#usdcLeftMicros -= leg.takerUsdcMicros
    this.#takerUsdcMicros += leg.takerUsdcMicros
    this.#selfUsdcMicros += this.#selfCost(leg)
    this.#feeMicros = this.#fee.feeMicros()
    this.#legs.push(leg)
  }

  /** A SELL's fee never eats more than its proceeds. */
  #feeCapMicros(): number {
    return this.#taker.form.side === 'SELL' ? this.#takerUsdcMicros : Number.MAX_SAFE_INTEGER
  }
}
