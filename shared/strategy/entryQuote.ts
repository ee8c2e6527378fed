import { mulDiv } from '../domain/decimal.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { MICROS, type PriceMicros, type SizeMicros } from '../domain/units.ts'
import { floorToLot, floorToTick, maxPriceMicros } from './grid.ts'
import { type Quoting, refuse, rulesRefusal } from './quote.ts'
import { levelWorthJoining, touch } from './touch.ts'

export interface EntryInput {
  readonly book: Book
  readonly info: MarketInfo
  readonly settings: MarketSettings
  /** Everything of the token we have already, dust and provisional legs included. */
  readonly heldMicros: SizeMicros
  readonly midMicros: PriceMicros
}

/** A post-only BUY that joins the best bid worth joining. */
export function entryQuote({ book, info, settings, heldMicros, midMicros }: EntryInput): Quoting {
  const broken = rulesRefusal(info)
  if (broken !== null) return refuse(broken)
  const best = touch(book)
  if (best === null) return refuse('oneSided')
  if (best.bid.priceMicros >= best.ask.priceMicros) return refuse('crossed')
  const { quote, risk } = settings
  const joined = levelWorthJoining(book.bids, quote.dustLevelMicros)
  if (joined === undefined) return refuse('onlyDust')
  // Joining only: a tick better would go here, where the spread has room for it.
  const priceMicros = floorToTick(joined.priceMicros, info.tickMicros)
  if (priceMicros < info.tickMicros) return refuse('priceBounds')

  const targetMicros = priceMicros + quote.targetTicks * info.tickMicros
  if (targetMicros > maxPriceMicros(info.tickMicros)) return refuse('noRoom')
  const exitMicros = Math.max(targetMicros, best.ask.priceMicros)
  if (exitMicros - priceMicros < quote.minEdgeTicks * info.tickMicros) return refuse('edge')

  const affordableMicros = floorToLot(mulDiv(risk.entryUsdcMicros, MICROS, priceMicros, 'down'))
  if (affordableMicros < info.minSizeMicros) return refuse('budgetBelowMinimum')
  const roomMicros = roomBelowCap({
    capMicros: risk.maxUsdcLockedMicros,
    // Once filled it counts at the mid, which may have risen by then.
    worthMicros: Math.max(priceMicros, midMicros) + info.tickMicros,
    heldMicros,
  })
  const sizeMicros = floorToLot(Math.min(affordableMicros, roomMicros))
  if (sizeMicros < info.minSizeMicros) return refuse('capBelowMinimum')
  return { quote: { priceMicros, sizeMicros } }
}

/** The most shares that, with those held, stay strictly below the cap when each is worth this much. */
const roomBelowCap = (of: { capMicros: number; worthMicros: number; heldMicros: number }): number =>
  mulDiv(of.capMicros, MICROS, of.worthMicros, 'up') - 1 - of.heldMicros
