import type { StackSettings } from '../domain/settings.ts'
import { epochMs } from '../domain/units.ts'
import { AGAIN, type Finding, fine, type Problem, problemsOf, shorten, wrong } from './finding.ts'
import { lookAtMarket } from './marketFindings.ts'
import type { Venue } from './venue.ts'

/** Far enough ahead for any order the venue takes; the sample is never sent. */
const SAMPLE_TTL_MS = 300_000
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
  const [credentials, signature, ...markets] = await Promise.all([
    lookAtCredentials(venue),
    of.signs ? sign(venue, stack) : null,
    ...stack.markets.map((market, index) => lookAtMarket(venue, market, index)),
  ])
  return [...markets.flat(), credentials, ...(signature === null ? [] : [signature])]
}

/** A private read is the proof that the venue takes the credentials. */
async function lookAtCredentials(venue: Venue): Promise<Finding> {
  const orders = await venue.openOrders()
  if (orders.ok) return fine('credentials', `accepted, ${orders.value.orders.length} open orders`)
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
