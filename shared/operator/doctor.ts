import { counted } from '../domain/counted.ts'
import { formatMicros } from '../domain/decimal.ts'
import { type EntryPlace, entryPlace, type MarketSettings, type StackSettings } from '../domain/settings.ts'
import { type Allotment, allotment, overAllottedWords } from '../engine/allotment.ts'
import { readSkew, type SkewPorts } from '../engine/readSkew.ts'
import { unreadableItem } from '../engine/unreadableItem.ts'
import { clocksAgree } from '../machine/clocksAgree.ts'
import type { AccountProbe } from '../ports/accountProbe.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ports } from '../ports/ports.ts'
import type { PublicFeed } from '../ports/publicFeed.ts'
import {
  API_KEY_FIELD,
  configFinding,
  entryField,
  type Finding,
  notTradedNowFinding,
  outsideFinding,
  shownKey,
  soundFinding,
} from './finding.ts'
import { lookAtMarkets, lookAtVenue } from './preflight.ts'

const AGAIN = 'run it again; if it persists, check the network it runs in'

/**
 * Looks at everything the bot needs, from where it is run: table, clock, region, account, keys and markets. Nothing
 * is written or posted.
 */
export async function doctor(
  ports: Pick<Ports, 'store' | 'venue' | 'clock'>,
  probe: AccountProbe,
  stack: StackSettings,
): Promise<readonly Finding[]> {
  const [table, venue] = await Promise.all([lookAtTable(ports, stack), doctorOfVenue(ports, probe, stack)])
  return [...table, ...venue]
}

/** All of it but the table: before the first deployment there is none. */
export async function doctorOfVenue(
  ports: Pick<Ports, 'venue' | 'clock'>,
  probe: AccountProbe,
  stack: StackSettings,
): Promise<readonly Finding[]> {
  const [clock, region, account, key, funds, venue] = await Promise.all([
    lookAtClock(ports, stack),
    lookAtRegion(probe),
    lookAtAccount(probe),
    lookAtApiKey(probe),
    Promise.all(stack.markets.map((market) => askFunds(probe, market))),
    lookAtVenue(ports.venue, stack),
  ])
  const isOut = (index: number): boolean => isNowhere(venue, entryPlace(stack, index))
  const funding = stack.markets.flatMap((market, index) =>
    fundsFindings(market, entryPlace(stack, index), funds[index], isOut(index)),
  )
  return [...clock, region, account, ...key, ...venue, ...funding]
}

/** What needs no account: a bot on paper has none, and anybody may ask this from any machine. */
export async function doctorOfFeed(
  venue: PublicFeed,
  clock: Clock,
  stack: StackSettings,
): Promise<readonly Finding[]> {
  const [skew, markets] = await Promise.all([
    lookAtClock({ venue, clock }, stack),
    lookAtMarkets(
      venue,
      stack,
      stack.markets.map(({ market }) => venue.market(market)),
    ),
  ])
  return [...skew, ...markets]
}

async function lookAtTable(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  stack: StackSettings,
): Promise<readonly Finding[]> {
  const [control, items] = await Promise.all([store.control(), store.marketItems()])
  if (!control.ok) return [outsideFinding('table', 'unreadable', control.unknown)]
  if (!items.ok) return [outsideFinding('table', 'unreadable', items.unknown)]
  const newer = items.value.find(({ newerSchema }) => newerSchema)
  if (newer !== undefined) {
    return [configFinding('table', `${newer.market} was written by newer code`, 'deploy that version')]
  }
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return [outsideFinding('table', 'unreadable', unreadable)]
  const lost = items.value.flatMap(({ market, state }) =>
    state?.lost === undefined
      ? []
      : [outsideFinding('table', `${market}: ${state.lost}`, 'settle it with "npx bot adopt"')],
  )
  const allotted = allotment(stack, items.value, clock.nowMs())
  return [
    soundFinding('table', `readable, ${counted(items.value.length, 'market')}`),
    ...lost,
    ...allotmentFindings(allotted),
  ]
}

/** A market that has left takes its part of the account until it is empty. */
function allotmentFindings(allotted: Allotment): readonly Finding[] {
  const { accountMicros, isOver, left } = allotted
  if (left.length === 0) return []
  const account = formatMicros(accountMicros)
  if (isOver === true) return [configFinding('accountUsdc', account, overAllottedWords(allotted))]
  return [
    soundFinding(
      'accountUsdc',
      `${account}, ${left.length === 1 ? 'the cap of 1 removed market that still holds shares fits' : `the caps of ${left.length} removed markets that still hold shares fit`} in`,
    ),
  ]
}

/** By the tick's own rule, market by market: who allows less skew than it is trades nothing, and the others do. */
async function lookAtClock(ports: SkewPorts, stack: StackSettings): Promise<readonly Finding[]> {
  const { markets } = stack
  const read = await readSkew(ports)
  if (!read.ok) return [outsideFinding('clock', `the venue's is not known (${read.unknown})`, AGAIN)]
  const skewMs = read.value
  const skew = `${Math.abs(skewMs)} ms ${skewMs < 0 ? 'ahead of' : 'behind'} the venue, which reports whole seconds`
  const out = markets.flatMap(({ safety }, index) => (clocksAgree(skewMs, safety) ? [] : [{ safety, index }]))
  const [first] = out
  if (first === undefined) return [soundFinding('clock', skew)]
  if (out.length === markets.length)
    return [outsideFinding('clock', skew, `set it: above ${first.safety.maxSkewMs} ms nothing is posted`)]
  return out.map(({ safety, index }) =>
    notTradedNowFinding(
      `${entryField(entryPlace(stack, index).entry)}.expert.maxSkewSeconds`,
      `${safety.maxSkewMs / 1000}`,
      `the clock is ${skew}: set it, or allow more`,
    ),
  )
}

async function lookAtRegion(probe: AccountProbe): Promise<Finding> {
  const read = await probe.region()
  if (!read.ok) return outsideFinding('region', `not known (${read.unknown})`, AGAIN)
  const { blocked, country, region } = read.value
  const place = [country, region].filter((part) => part !== '').join('-') || 'unnamed'
  return blocked
    ? configFinding('region', place, 'the venue refuses orders from here: deploy to another region')
    : soundFinding('region', `${place}, served`)
}

async function lookAtAccount(probe: AccountProbe): Promise<Finding> {
  const read = await probe.closedOnly()
  if (!read.ok) return outsideFinding('account', `not known (${read.unknown})`, 'see "credentials"')
  return read.value
    ? outsideFinding('account', 'closed-only', 'the account is closed-only: ask the venue’s support why')
    : soundFinding('account', 'may buy and sell')
}

/** Which key it is shows what a rotation has reached. That it cannot be read the account's own line says. */
async function lookAtApiKey(probe: AccountProbe): Promise<readonly Finding[]> {
  const read = await probe.apiKey?.()
  return read?.ok === true ? [soundFinding(API_KEY_FIELD, shownKey(read.value))] : []
}

interface Funds {
  readonly money: Awaited<ReturnType<AccountProbe['money']>>
  readonly shares: Awaited<ReturnType<AccountProbe['mayTakeShares']>>
}

async function askFunds(probe: AccountProbe, { market, tokenId }: MarketSettings): Promise<Funds> {
  const [money, shares] = await Promise.all([probe.money(market), probe.mayTakeShares(market, tokenId)])
  return { money, shares }
}

/** The venue does not know the market, does not report it, or it has no such token: nobody knows its exchange. */
const isNowhere = (venue: readonly Finding[], { entry, token }: EntryPlace): boolean =>
  !venue.some(({ field, problem }) => field === `${entryField(entry)}.${token}` && problem === null)

/** @param isOut What cannot be asked of a market that is nowhere is no more than that market's own problem. */
function fundsFindings(
  { risk }: MarketSettings,
  { entry, token }: EntryPlace,
  funds: Funds | undefined,
  isOut: boolean,
): readonly Finding[] {
  if (funds === undefined) return []
  const { money, shares } = funds
  const other = token === 'token' ? '' : ', other outcome'
  const field = `funds of ${entryField(entry)}${other}`
  const unasked = (value: string, remedy: string): Finding =>
    isOut
      ? notTradedNowFinding(`${entryField(entry)}.market`, value, 'fix the problems above first')
      : outsideFinding(field, value, remedy)
  if (!money.ok) return [unasked(`funds not known (${money.unknown})`, 'see "credentials"')]
  const { balanceMicros, mayTake } = money.value
  const held = `${formatMicros(balanceMicros)} USDC`
  const balance =
    balanceMicros >= risk.entryUsdcMicros
      ? soundFinding(field, held)
      : configFinding(field, held, `an entry needs ${formatMicros(risk.entryUsdcMicros)}: fund the wallet`)
  return [
    balance,
    mayTake
      ? soundFinding(field, 'the exchange contract may spend USDC')
      : configFinding(field, 'no allowance for USDC', APPROVE),
    !shares.ok
      ? unasked(`allowance for shares not known (${shares.unknown})`, AGAIN)
      : shares.value
        ? soundFinding(field, 'the exchange contract may move shares')
        : configFinding(field, 'no allowance for shares', `${APPROVE}; without it nothing can be sold`),
  ]
}

const APPROVE = "approve the venue's exchange contract once, by trading on its web site with this wallet"
