import { counted } from '../domain/counted.ts'
import type { MarketInfo } from '../domain/market.ts'
import { type Read, unknown } from '../domain/read.ts'
import { entryPlace, type StackSettings } from '../domain/settings.ts'
import { epochMs, type TokenId } from '../domain/units.ts'
import type { Venue } from '../ports/venue.ts'
import { ruleRefusals } from '../strategy/regime.ts'
import {
  configFinding,
  type Finding,
  outsideFinding,
  type Problem,
  problemsOf,
  shorten,
  soundFinding,
  TRY_AGAIN,
} from './finding.ts'
import { lookAtMarket } from './marketFindings.ts'

/** Far enough ahead for any order the venue takes; the sample is never sent. */
const SAMPLE_TTL_MS = 300_000
const REFUSED_KEY = /status 40[13]|api key|unauthorized/i

/**
 * Whether the venue knows what the configuration names and takes the keys it is given: everything that would be wrong
 * from the first tick on. Nothing is posted. Empty: no problems found.
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
  const reads = stack.markets.map(({ market }) => venue.market(market))
  const [credentials, signature, markets] = await Promise.all([
    lookAtCredentials(venue),
    of.signs ? lookAtSignature(venue, stack, reads) : null,
    lookAtMarkets(venue, stack, reads),
  ])
  return [...markets, credentials, ...(signature === null ? [] : [signature])]
}

/** What the venue publishes of each market, which needs no key. `reads` are in the order of the markets. */
export async function lookAtMarkets(
  venue: Pick<Venue, 'books'>,
  stack: StackSettings,
  reads: readonly Promise<Read<MarketInfo>>[],
): Promise<readonly Finding[]> {
  const findings = stack.markets.map(async (market, index) =>
    lookAtMarket(
      venue,
      market,
      entryPlace(stack, index),
      (await reads[index]) ?? unknown('it was not requested'),
    ),
  )
  return once((await Promise.all(findings)).flat())
}

/** What is said of a market is the same for both of its outcomes. */
function once(findings: readonly Finding[]): readonly Finding[] {
  const texts = findings.map((each) => JSON.stringify(each))
  return findings.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}

/** A private read is the proof that the venue takes the credentials. */
async function lookAtCredentials(venue: Venue): Promise<Finding> {
  const orders = await venue.openOrders()
  if (orders.ok)
    return soundFinding('credentials', `accepted, ${counted(orders.value.orders.length, 'open order')}`)
  return REFUSED_KEY.test(orders.unknown)
    ? configFinding(
        'credentials',
        orders.unknown,
        'the venue refuses the API credentials: run "npx bot setup" to derive them again from the wallet key',
      )
    : outsideFinding('credentials', `open orders unreadable (${orders.unknown})`, TRY_AGAIN)
}

/**
 * The adapter hashes what was signed and recovers the signer; here it only has to agree. One sample is enough, for the
 * key is the same for all: of the first market that can be signed for. @returns null where none can be: each has said why.
 */
async function lookAtSignature(
  venue: Venue,
  { markets }: StackSettings,
  reads: readonly Promise<Read<MarketInfo>>[],
): Promise<Finding | null> {
  const [now, ...infos] = await Promise.all([venue.timeMs(), ...reads])
  const samples = markets.flatMap(({ market, tokenId }, index) => {
    const info = infos[index]
    return info?.ok === true && canSign(info.value, tokenId) ? [{ info: info.value, market, tokenId }] : []
  })
  const [sample] = samples
  if (!now.ok) return outsideFinding('venue time', `cannot be read (${now.unknown})`, TRY_AGAIN)
  if (sample === undefined) return null
  const signed = await venue.sign({
    market: sample.market,
    purpose: 'entry',
    side: 'BUY',
    tokenId: sample.tokenId,
    priceMicros: sample.info.tickMicros,
    sizeMicros: sample.info.minSizeMicros,
    postOnly: true,
    expiresAtMs: epochMs(now.value + SAMPLE_TTL_MS),
  })
  return signed.is === 'signed'
    ? soundFinding('signature', `hash and recovery of a sample agree (${shorten(signed.order.id)})`)
    : configFinding(
        'signature',
        signed.why,
        'check the wallet key, "wallet.address" and the market that the sample was for',
      )
}

/** Its ids are known and its rules make an order. */
const canSign = (info: MarketInfo, token: TokenId): boolean =>
  info.tokens.includes(token) && ruleRefusals(info).length === 0
