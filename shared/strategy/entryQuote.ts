import { mulDiv } from '../domain/decimal.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { MICROS, type PriceMicros, type SizeMicros, size } from '../domain/units.ts'
import { ceilToLot, floorToLot, floorToTick, maxPriceMicros } from './grid.ts'
import { improveBid } from './improve.ts'
import { type Quoting, refusedQuote, rulesRefusal } from './quote.ts'
import type { EntryReason } from './quoteReason.ts'
import { levelWorthJoining, touch } from './touch.ts'

export interface EntryInput {
  readonly book: Book
  readonly info: MarketInfo
  readonly settings: MarketSettings
  /** Everything of the token we have already, dust and provisional legs included. */
  readonly heldMicros: SizeMicros
  readonly midMicros: PriceMicros
  /** Standard deviation of the one-minute changes of the mid. */
  readonly sdMicros: number
}

/**
 * A post-only BUY: joins the best bid worth joining, a tick better where the spread has room, and never above the mid
 * less a distance that grows with volatility.
 */
export function entryQuote(input: EntryInput): Quoting<EntryReason> {
  const { book, info, settings, midMicros } = input
  const broken = rulesRefusal(info)
  if (broken !== null) return refusedQuote(broken)
  const best = touch(book)
  if (best === null) return refusedQuote('oneSided')
  if (best.bid.priceMicros >= best.ask.priceMicros) return refusedQuote('crossed')
  const { quote } = settings
  const { tickMicros } = info
  const joined = levelWorthJoining(book.bids, quote.dustLevelMicros)
  if (joined === undefined) return refusedQuote('onlyDust')
  const joinedMicros = floorToTick(joined.priceMicros, tickMicros)
  if (joinedMicros < tickMicros) return refusedQuote('priceBounds')

  const wanted = improveBid({
    joinedMicros,
    otherMicros: best.ask.priceMicros,
    midMicros,
    info,
    settings,
    sizeMicros: sizeAt(input, joinedMicros).sizeMicros,
  })
  const distanceMicros = mulDiv(input.sdMicros, quote.volatilityDistancePermille, 1000, 'up')
  const highestMicros = floorToTick(midMicros - distanceMicros, tickMicros)
  const isFar = wanted.priceMicros > highestMicros
  const priceMicros = isFar ? highestMicros : wanted.priceMicros
  if (priceMicros < tickMicros) return refusedQuote('priceBounds')

  const targetMicros = priceMicros + quote.targetTicks * tickMicros
  if (targetMicros > maxPriceMicros(tickMicros)) return refusedQuote('noRoom')
  const exitMicros = Math.max(targetMicros, best.ask.priceMicros)
  if (exitMicros - priceMicros < quote.minEdgeTicks * tickMicros) return refusedQuote('edge')

  const { affordableMicros, sizeMicros } = sizeAt(input, priceMicros)
  if (affordableMicros < info.minSizeMicros) return refusedQuote('budgetBelowMinimum')
  if (sizeMicros < info.minSizeMicros) return refusedQuote('capBelowMinimum')
  return { quote: { priceMicros, sizeMicros }, reason: isFar ? 'volatility' : wanted.reason }
}

/** What the budget buys; more only where rewards ask it and the configuration allows it; never over the cap. */
export function sizeAt(
  {
    info,
    settings: { risk, quote },
    heldMicros,
    midMicros,
  }: Pick<EntryInput, 'info' | 'settings' | 'heldMicros' | 'midMicros'>,
  priceMicros: PriceMicros,
): { readonly affordableMicros: SizeMicros; readonly sizeMicros: SizeMicros } {
  const roomMicros = roomBelowCap({
    capMicros: risk.maxUsdcLockedMicros,
    // Once filled it counts at the mid, which may have risen by then.
    worthMicros: Math.max(priceMicros, midMicros) + info.tickMicros,
    heldMicros,
  })
  const buys = (micros: number): SizeMicros => floorToLot(mulDiv(micros, MICROS, priceMicros, 'down'))
  const affordableMicros = buys(risk.entryUsdcMicros)
  const earning = ceilToLot(info.rewards?.minSizeMicros ?? 0)
  const mayEarn = quote.preferRewards && earning <= roomMicros && earning <= buys(risk.rewardEntryMicros)
  const wantedMicros = mayEarn ? Math.max(affordableMicros, earning) : affordableMicros
  return { affordableMicros: size(wantedMicros), sizeMicros: floorToLot(Math.min(wantedMicros, roomMicros)) }
}

/** The most shares that, with those held, stay strictly below the cap when each is worth this much. */
const roomBelowCap = (of: { capMicros: number; worthMicros: number; heldMicros: number }): number =>
  mulDiv(of.capMicros, MICROS, of.worthMicros, 'up') - 1 - of.heldMicros
