import { formatMicros, notional } from '../domain/decimal.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import { type EpochMs, epochMs, MICROS, price, type TokenId } from '../domain/units.ts'
import { type Finding, fine, outOfTrade, type Problem, problemsOf, wrong } from './finding.ts'
import type { Venue } from './venue.ts'

/** Far enough ahead for any order the venue takes; the sample is never sent. */
const SAMPLE_TTL_MS = 300_000
const UNKNOWN_MARKET = /status 40[04]|not found/i
const REFUSED_KEY = /status 40[13]|api key|unauthorized/i

/**
 * Whether the venue knows what the configuration names and takes the keys it is given: everything that would be wrong
 * from the first tick on. Nothing is posted. Empty: nothing is in the way.
 */
export async function preflight(venue: Venue, stack: StackSettings): Promise<readonly Problem[]> {
  return problemsOf(await lookAtVenue(venue, stack))
}

/** The same with what is fine, for a report. `signs: false` leaves out the sample, for a venue that holds no key. */
export async function lookAtVenue(
  venue: Venue,
  stack: StackSettings,
  of: { readonly signs: boolean } = { signs: true },
): Promise<readonly Finding[]> {
  const markets = await Promise.all(stack.markets.map((market, index) => lookAtMarket(venue, market, index)))
  return [...markets.flat(), await lookAtCredentials(venue), ...(of.signs ? [await sign(venue, stack)] : [])]
}

async function lookAtMarket(
  venue: Venue,
  settings: MarketSettings,
  index: number,
): Promise<readonly Finding[]> {
  const at = `markets[${index}]`
  const info = await venue.market(settings.market)
  if (!info.ok) return [unreadable(`${at}.market`, settings.market, info)]
  const facts = info.value
  const market = marketFinding(`${at}.market`, facts)
  const token = tokenFinding(`${at}.token`, facts, settings.tokenId)
  if (facts.closed || token.problem !== null) return [market, token]
  const [book, now] = [(await venue.books([settings.tokenId])).get(settings.tokenId), await venue.timeMs()]
  return [
    market,
    token,
    minimumFinding(`${at}.entryUsdc`, facts, settings),
    feeFinding(at, facts),
    endFinding(`${at}.market`, facts, now),
    book?.ok === true
      ? fine(`${at}.token`, `book: ${book.value.bids.length} bids, ${book.value.asks.length} asks`)
      : wrong('outside', `${at}.token`, `book unreadable: ${book?.unknown ?? 'left out'}`, AGAIN),
  ]
}

const AGAIN = 'run it again; if it stays, see whether the venue is down (status.polymarket.com)'

const unreadable = (field: string, value: string, read: { readonly unknown: string }): Finding =>
  UNKNOWN_MARKET.test(read.unknown)
    ? wrong('configuration', field, value, 'the venue knows no such market: check the condition id')
    : wrong('outside', field, `${value} cannot be read (${read.unknown})`, AGAIN)

function marketFinding(field: string, info: MarketInfo): Finding {
  const { market } = info
  if (info.closed) return outOfTrade(field, market, 'the market is closed: name an open one')
  if (!info.accepting)
    return outOfTrade(field, market, 'the market takes no orders now: wait, or name another')
  return fine(
    field,
    `open, tick ${formatMicros(info.tickMicros)}, minimum ${formatMicros(info.minSizeMicros)} shares, ` +
      `${info.negRisk ? 'negative risk' : 'ordinary'}, protocol ${info.version}`,
  )
}

const tokenFinding = (field: string, info: MarketInfo, token: TokenId): Finding =>
  info.tokens.includes(token)
    ? fine(field, `outcome ${info.tokens.indexOf(token) + 1} of 2`)
    : wrong(
        'configuration',
        field,
        shorten(token),
        `not a token of this market: use ${info.tokens[0]} or ${info.tokens[1]}`,
      )

/** At the highest price it would buy at, an entry must still reach the market's minimum size. */
function minimumFinding(field: string, info: MarketInfo, { risk, regime }: MarketSettings): Finding {
  const least = notional({ priceMicros: price(regime.minMidMicros), sizeMicros: info.minSizeMicros }, 'up')
  const most = notional({ priceMicros: price(regime.maxMidMicros), sizeMicros: info.minSizeMicros }, 'up')
  const entry = formatMicros(risk.entryUsdcMicros)
  if (risk.entryUsdcMicros < least) {
    const remedy = `the minimum order of ${formatMicros(info.minSizeMicros)} shares costs ${formatMicros(least)} or more between minMid and maxMid: allow so much`
    return wrong('configuration', field, entry, remedy)
  }
  const note = risk.entryUsdcMicros < most ? ` (no entry above ${formatMicros(highest(info, risk))})` : ''
  return fine(field, `${entry} buys the minimum${note}`)
}

const highest = (info: MarketInfo, risk: MarketSettings['risk']): number =>
  Math.floor((risk.entryUsdcMicros / info.minSizeMicros) * MICROS)

const feeFinding = (at: string, info: MarketInfo): Finding =>
  isFeeComputable(info)
    ? fine(`${at}.market`, `taker fee rate ${formatMicros(info.feeRatePpm)}, makers pay none`)
    : wrong(
        'configuration',
        `${at}.market`,
        `fee ${formatMicros(info.feeRatePpm)}, exponent ${info.feeExponent}`,
        'the fee cannot be computed exactly: name another market',
      )

function endFinding(field: string, { endMs }: MarketInfo, now: Read<EpochMs>): Finding {
  if (endMs === null)
    return wrong('configuration', field, 'no end', 'a market whose end nobody knows is never entered')
  const end = new Date(endMs).toISOString()
  if (now.ok && endMs <= now.value)
    return outOfTrade(field, `ended ${end}`, 'its time is over: name another market')
  return fine(field, `ends ${end}`)
}

/** A private read is the proof that the venue takes the credentials. */
async function lookAtCredentials(venue: Venue): Promise<Finding> {
  const orders = await venue.openOrders()
  if (orders.ok) return fine('credentials', `accepted, ${orders.value.length} open orders`)
  return REFUSED_KEY.test(orders.unknown)
    ? wrong(
        'configuration',
        'credentials',
        orders.unknown,
        'the venue refuses the API credentials: run "setup" to derive them anew from the wallet key',
      )
    : wrong('outside', 'credentials', `open orders unreadable (${orders.unknown})`, AGAIN)
}

/** The adapter hashes what was signed and recovers the signer; here it only has to agree. */
async function sign(venue: Venue, stack: StackSettings): Promise<Finding> {
  const [settings] = stack.markets
  const now = await venue.timeMs()
  const info = settings === undefined ? undefined : await venue.market(settings.market)
  if (settings === undefined || info?.ok !== true || !now.ok) {
    return wrong('outside', 'signature', 'no sample was signed', 'settle what stands above first')
  }
  const signed = await venue.sign({
    market: settings.market,
    purpose: 'entry',
    side: 'BUY',
    tokenId: settings.tokenId,
    priceMicros: info.value.tickMicros,
    sizeMicros: info.value.minSizeMicros,
    postOnly: true,
    expiresAtMs: epochMs(now.value + SAMPLE_TTL_MS),
  })
  return signed.is === 'signed'
    ? fine('signature', `hash and recovery of a sample agree (${shorten(signed.order.id)})`)
    : wrong(
        'configuration',
        'signature',
        signed.why,
        'check the wallet key, "wallet.address" and the market that the sample was for',
      )
}

const shorten = (text: string): string => (text.length > 20 ? `${text.slice(0, 18)}…` : text)
