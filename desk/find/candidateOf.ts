import type { MarketSettings } from '../../shared/domain/settings.ts'
import { type EpochMs, MICROS, price } from '../../shared/domain/units.ts'
import { pairEdgeMicros } from '../../shared/machine/sibling.ts'
import type { RewardedMarket } from '../../shared/ports/catalogue.ts'
import type { Refusal } from '../../shared/strategy/refusal.ts'
import { longVolatility, regimeRefusals } from './regimeRefusals.ts'
import { joiningQuotes, NO_YIELD, type RewardYield, rewardYield, sharesFor } from './rewardYield.ts'
import type { SeenMarket, SeenTrades } from './seenMarket.ts'

/** One market as `find` shows it. Money in micro-dollars, prices in micros a share; null: not known. */
export interface Candidate extends Omit<RewardedMarket, 'priceMicros'> {
  readonly tags: readonly string[]
  readonly negRisk: boolean | null
  readonly midMicros: number | null
  readonly spreadMicros: number | null
  /** The smaller of the two sizes at the touch, in shares. */
  readonly touchMicros: number | null
  /** What the programme's smallest order costs at the best bid, of the dearer outcome. */
  readonly needMicros: number | null
  readonly bothSides: RewardYield
  readonly oneSide: RewardYield
  /** Whether the bot would let a bid for each outcome rest: together they must cost less than a dollar by its edge. */
  readonly bothRest: boolean
  /** The outcome that `oneSide` bids for. */
  readonly outcome: 0 | 1
  readonly sdMicros: number | null
  readonly moveMicros: number | null
  readonly tradesAnHour: number | null
  /** How many times an hour what trades takes the touch with our order behind it. */
  readonly fillsAnHour: number | null
  /** What a day's fills lose, if each costs one standard deviation of a minute. */
  readonly lossMicros: number | null
  readonly feeRatePpm: number | null
  readonly rebatePpm: number | null
  readonly endMs: EpochMs | null
  readonly gameStartMs: EpochMs | null
  readonly refusals: readonly CandidateRefusal[]
}

/** Those of the regime, and one of the programme's: the order is too small to earn. */
export type CandidateRefusal = Refusal | 'belowRewards'

export interface CandidateTerms {
  readonly nowMs: EpochMs
  /** What one bid costs. */
  readonly usdcMicros: number
  readonly settings: MarketSettings
}

/** Where the rules were not read: the tick of nearly every market. */
const USUAL = { tickMicros: price(10_000) }

const HOUR_MS = 3_600_000
const HOURS_A_DAY = 24

export function candidateOf(seen: SeenMarket, terms: CandidateTerms): Candidate {
  const { listed, rules } = seen
  const one = betterSide(seen, terms)
  const { priceMicros: _, ...programme } = listed
  const moves = longVolatility(seen.prices)
  const touch = touchOf(seen)
  const rate = rateOf(seen.trades, terms.nowMs)
  const fills = rate && touch && fillsOf(rate.sharesMicros, touch, terms)
  return {
    ...programme,
    tags: rules?.tags ?? [],
    negRisk: rules?.negRisk ?? null,
    midMicros: touch && (touch.bidMicros + touch.askMicros) / 2,
    spreadMicros: touch && touch.askMicros - touch.bidMicros,
    touchMicros: touch?.sizeMicros ?? null,
    needMicros: touch && needOf(touch, listed.minSizeMicros),
    bothSides: yieldOf(seen, terms, 'both'),
    oneSide: one.yield,
    bothRest:
      touch !== null && touch.askMicros - touch.bidMicros > pairEdgeMicros(terms.settings, rules ?? USUAL),
    outcome: one.outcome,
    sdMicros: moves?.sdMicros ?? null,
    moveMicros: moves?.moveMicros ?? null,
    tradesAnHour: rate?.trades ?? null,
    fillsAnHour: fills?.times ?? null,
    lossMicros:
      fills &&
      moves &&
      Math.round((fills.times * HOURS_A_DAY * fills.sharesMicros * moves.sdMicros) / MICROS),
    feeRatePpm: rules?.feeRatePpm ?? null,
    rebatePpm: rules?.rebatePpm ?? null,
    endMs: rules?.endMs ?? null,
    gameStartMs: rules?.gameStartMs ?? null,
    refusals: [
      ...regimeRefusals(seen, terms),
      ...(touch !== null &&
      one.yield.highMicros === 0 &&
      needOf(touch, listed.minSizeMicros) > terms.usdcMicros
        ? (['belowRewards'] as const)
        : []),
    ],
  }
}

function yieldOf(
  { ladder, listed }: SeenMarket,
  { usdcMicros }: CandidateTerms,
  sides: 'first' | 'second' | 'both',
): RewardYield {
  if (ladder === null) return NO_YIELD
  return rewardYield(listed, ladder, joiningQuotes(ladder, { usdcMicros, sides }))
}

function betterSide(
  seen: SeenMarket,
  terms: CandidateTerms,
): { readonly yield: RewardYield; readonly outcome: 0 | 1 } {
  const [first, second] = [yieldOf(seen, terms, 'first'), yieldOf(seen, terms, 'second')]
  return second.lowMicros > first.lowMicros ? { yield: second, outcome: 1 } : { yield: first, outcome: 0 }
}

interface Touch {
  readonly bidMicros: number
  readonly askMicros: number
  readonly sizeMicros: number
}

function touchOf({ ladder }: SeenMarket): Touch | null {
  const [bid, ask] = [ladder?.bids[0], ladder?.asks[0]]
  if (bid === undefined || ask === undefined) return null
  const sizeMicros = Math.min(bid.sizeMicros, ask.sizeMicros)
  return { bidMicros: bid.priceMicros, askMicros: ask.priceMicros, sizeMicros }
}

const needOf = ({ bidMicros, askMicros }: Touch, minSizeMicros: number): number =>
  Math.ceil((minSizeMicros * Math.max(bidMicros, MICROS - askMicros)) / MICROS)

function rateOf(trades: SeenTrades | null, nowMs: EpochMs) {
  if (trades === null) return null
  const hours = Math.max(1 / 60, (nowMs - trades.sinceMs) / HOUR_MS)
  return { trades: trades.count / hours, sharesMicros: trades.sizeMicros / hours }
}

/** Half of what trades comes to each side, and fills those who were there before us first. */
function fillsOf(sharesMicros: number, touch: Touch, { usdcMicros }: CandidateTerms) {
  const ours = sharesFor(usdcMicros, touch.bidMicros)
  return { times: sharesMicros / 2 / (touch.sizeMicros + ours), sharesMicros: ours }
}
