import { counted } from '../domain/counted.ts'
import { formatMicros, notional } from '../domain/decimal.ts'
import type { Book, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { EntryPlace, MarketSettings } from '../domain/settings.ts'
import { type EpochMs, MICROS, price, size, type TokenId } from '../domain/units.ts'
import { refusalsInWords } from '../machine/refusalWords.ts'
import type { Venue } from '../ports/venue.ts'
import { bookSanity, isTrading } from '../strategy/bookSanity.ts'
import { sizeAt } from '../strategy/entryQuote.ts'
import { floorToTick } from '../strategy/grid.ts'
import type { RuleRefusal, TimeRefusal } from '../strategy/refusal.ts'
import { ruleRefusals, timeRefusals } from '../strategy/regime.ts'
import {
  entryField,
  type Finding,
  notTradedFinding,
  notTradedNowFinding,
  shorten,
  soundFinding,
  TRY_AGAIN,
} from './finding.ts'

const UNKNOWN_MARKET = /status 40[04]|not found/i

/** What the machine will think of one market of the configuration, by the machine's own rules. */
export async function lookAtMarket(
  venue: Pick<Venue, 'books'>,
  settings: MarketSettings,
  place: EntryPlace,
  info: Read<MarketInfo>,
): Promise<readonly Finding[]> {
  const at = entryField(place.entry)
  if (!info.ok) return [unreadable(`${at}.market`, settings.market, info)]
  const facts = info.value
  const market = marketFinding(`${at}.market`, facts)
  const token = tokenFinding(`${at}.${place.token}`, facts, settings.tokenId)
  if (facts.closed || token.problem !== null) return [market, token]
  const book = (await venue.books([settings.tokenId])).get(settings.tokenId)
  return [
    market,
    token,
    ...ruleFindings(`${at}.market`, facts),
    // Without sound rules there is nothing to count by.
    ...(ruleRefusals(facts).length > 0 ? [] : [minimumFinding(`${at}.entryUsdc`, facts, settings)]),
    ...timeFindings(`${at}.market`, info, settings),
    book?.ok === true
      ? bookFinding(`${at}.${place.token}`, book, info, settings)
      : notTradedNowFinding(
          `${at}.${place.token}`,
          `book unreadable: ${book?.unknown ?? 'left out'}`,
          TRY_AGAIN,
        ),
  ]
}

const unreadable = (field: string, value: string, read: { readonly unknown: string }): Finding =>
  UNKNOWN_MARKET.test(read.unknown)
    ? notTradedFinding(field, value, 'the venue has no such market: check the condition id')
    : notTradedNowFinding(field, `${value} cannot be read (${read.unknown})`, TRY_AGAIN)

function marketFinding(field: string, info: MarketInfo): Finding {
  const { market } = info
  if (info.closed) return notTradedFinding(field, market, 'the market is closed: choose an open one')
  if (!isTrading(info))
    return notTradedFinding(field, market, 'the market is not accepting orders now: wait, or choose another')
  return soundFinding(
    field,
    `open, tick ${formatMicros(info.tickMicros)}, minimum ${formatMicros(info.minSizeMicros)} shares, ` +
      `${info.negRisk ? 'negative risk' : 'ordinary'}, protocol ${info.version}`,
  )
}

const tokenFinding = (field: string, info: MarketInfo, token: TokenId): Finding =>
  info.tokens.includes(token)
    ? soundFinding(field, `outcome ${info.tokens.indexOf(token) + 1} of 2`)
    : notTradedFinding(
        field,
        shorten(token),
        `not a token of this market: use ${info.tokens[0]} or ${info.tokens[1]}`,
      )

/** At the lowest price it would join at, an entry must still reach the market's minimum size. */
function minimumFinding(field: string, info: MarketInfo, settings: MarketSettings): Finding {
  const { risk, regime } = settings
  const entry = formatMicros(risk.entryUsdcMicros)
  const bid = floorToTick(regime.minMidMicros - regime.maxSpreadMicros / 2, info.tickMicros)
  const lowest = price(Math.max(bid, info.tickMicros))
  const of = { info, settings, heldMicros: size(0), midMicros: regime.minMidMicros }
  const { affordableMicros, sizeMicros } = sizeAt(of, lowest)
  const least = formatMicros(notional({ priceMicros: lowest, sizeMicros: info.minSizeMicros }, 'up'))
  const minimum = `the minimum order of ${formatMicros(info.minSizeMicros)} shares costs ${least} or more at minMid`
  if (affordableMicros < info.minSizeMicros)
    return notTradedFinding(field, entry, `${minimum}: raise entryUsdc`)
  if (sizeMicros < info.minSizeMicros)
    return notTradedFinding(field, entry, `${minimum}: raise maxUsdcLocked`)
  const most = notional({ priceMicros: price(regime.maxMidMicros), sizeMicros: info.minSizeMicros }, 'up')
  const note = risk.entryUsdcMicros < most ? ` (no entry above ${formatMicros(highest(info, risk))})` : ''
  return soundFinding(field, `${entry} buys the minimum${note}`)
}

const highest = (info: MarketInfo, risk: MarketSettings['risk']): number =>
  Math.floor((risk.entryUsdcMicros / info.minSizeMicros) * MICROS)

/** The rules by which the machine refuses a market whatever its book says. */
function ruleFindings(field: string, info: MarketInfo): readonly Finding[] {
  const refused = ruleRefusals(info)
  if (refused.length === 0) {
    return [soundFinding(field, `taker fee rate ${formatMicros(info.feeRatePpm)}, makers pay none`)]
  }
  return refused.map((rule) => notTradedFinding(field, ...RULE_WORDS[rule](info)))
}

const RULE_WORDS: Readonly<
  Record<RuleRefusal, (info: MarketInfo) => readonly [value: string, remedy: string]>
> = {
  tickUnknown: ({ tickMicros }) => [
    `tick ${formatMicros(tickMicros)}`,
    'this tick size is not supported: choose another market',
  ],
  minimumUnknown: ({ minSizeMicros }) => [
    `minimum ${formatMicros(minSizeMicros)} shares`,
    'this minimum size is not usable: choose another market',
  ],
  feeUnknown: ({ feeRatePpm, feeExponent }) => [
    `fee ${formatMicros(feeRatePpm)}, exponent ${feeExponent}`,
    'the fee cannot be computed exactly: choose another market',
  ],
}

/** Whether the machine would say that it is too near to a game or to the end. */
function timeFindings(
  field: string,
  { value: info, asOf }: Extract<Read<MarketInfo>, { ok: true }>,
  { regime }: MarketSettings,
): readonly Finding[] {
  const { endMs } = info
  const end = endMs === null ? 'no end' : `ends ${iso(endMs)}`
  const refused = timeRefusals(info, asOf, regime)
  if (refused.length === 0) return [soundFinding(field, end)]
  return refused.map((reason) => notTradedFinding(field, ...timeWords(reason, info, asOf)))
}

function timeWords(
  reason: TimeRefusal,
  { endMs, gameStartMs }: MarketInfo,
  nowMs: EpochMs,
): readonly [value: string, remedy: string] {
  if (reason === 'gameStart' || reason === 'inPlay') {
    const remedy =
      'no entries from gameStartMarginMinutes before game start: choose another market, or set allowInPlay'
    return [`game starts ${iso(gameStartMs)}`, remedy]
  }
  if (reason === 'endUnknown' || endMs === null) {
    const remedy =
      'a market with no known end is not entered: choose another market, or set endMarginMinutes to 0'
    return ['no end', remedy]
  }
  return endMs <= nowMs
    ? [`ended ${iso(endMs)}`, 'the market has ended: choose another']
    : [`ends ${iso(endMs)}`, 'it ends within endMarginMinutes: choose another market, or lower that setting']
}

const iso = (ms: EpochMs | null): string => (ms === null ? 'unknown' : new Date(ms).toISOString())

/** What the machine thinks of the book just now: it may think otherwise in a minute, so it refuses nothing. */
function bookFinding(
  field: string,
  book: Extract<Read<Book>, { ok: true }>,
  info: Read<MarketInfo>,
  settings: MarketSettings,
): Finding {
  const { bids, asks } = book.value
  const sanity = bookSanity({ book, info, lastGoodMid: null, nowMs: book.asOf, settings })
  const note = sanity.sane ? '' : ` (not believed now: ${refusalsInWords(sanity.refusals)})`
  return soundFinding(field, `book: ${counted(bids.length, 'bid')}, ${counted(asks.length, 'ask')}${note}`)
}
