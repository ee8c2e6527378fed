import { formatMicros } from '../domain/decimal.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import type { AccountProbe } from './accountProbe.ts'
import { type Allotment, allotment, overAllottedWords } from './allotment.ts'
import { type Finding, fine, wrong } from './finding.ts'
import type { Ports } from './ports.ts'
import { lookAtVenue } from './preflight.ts'
import { unreadableItem } from './unreadableItem.ts'

/** The venue tells its time in whole seconds. */
const WHOLE_SECOND_MS = 1_000
const AGAIN = 'run it again; if it stays, look at the network of this place'

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
  const [clock, region, account, markets, venue] = await Promise.all([
    lookAtClock(ports, stack),
    lookAtRegion(probe),
    lookAtAccount(probe),
    Promise.all(stack.markets.map((market, index) => lookAtFunds(probe, market, index))),
    lookAtVenue(ports.venue, stack),
  ])
  return [clock, region, account, ...venue, ...markets.flat()]
}

async function lookAtTable(
  { store, clock }: Pick<Ports, 'store' | 'clock'>,
  stack: StackSettings,
): Promise<readonly Finding[]> {
  const [control, items] = await Promise.all([store.control(), store.marketItems()])
  if (!control.ok) return [wrong('outside', 'table', 'unreadable', control.unknown)]
  if (!items.ok) return [wrong('outside', 'table', 'unreadable', items.unknown)]
  const newer = items.value.find(({ newerSchema }) => newerSchema)
  if (newer !== undefined) {
    return [
      wrong('configuration', 'table', `${newer.market} was written by newer code`, 'deploy that version'),
    ]
  }
  const unreadable = unreadableItem(items.value)
  if (unreadable !== null) return [wrong('outside', 'table', 'unreadable', unreadable)]
  const lost = items.value.flatMap(({ market, state }) =>
    state?.lost === undefined
      ? []
      : [wrong('outside', 'table', `${market}: ${state.lost}`, 'settle it with "adopt"')],
  )
  const allotted = allotment(stack, items.value, clock.nowMs())
  return [fine('table', `readable, ${items.value.length} markets`), ...lost, ...allotmentFindings(allotted)]
}

/** A market that has left takes its part of the account until it is empty. */
function allotmentFindings(allotted: Allotment): readonly Finding[] {
  const { accountMicros, isOver, left } = allotted
  if (left.length === 0) return []
  const account = formatMicros(accountMicros)
  if (isOver === true) return [wrong('configuration', 'accountUsdc', account, overAllottedWords(allotted))]
  return [
    fine('accountUsdc', `${account}, the caps of ${left.length} markets that left and still hold fit in`),
  ]
}

async function lookAtClock(
  { venue, clock }: Pick<Ports, 'venue' | 'clock'>,
  stack: StackSettings,
): Promise<Finding> {
  const read = await venue.timeMs()
  if (!read.ok) return wrong('outside', 'clock', `the venue's is not known (${read.unknown})`, AGAIN)
  const aheadMs = read.value - clock.nowMs()
  // Its seconds are cut off: up to one of them is no skew.
  const skewMs = aheadMs < 0 ? Math.min(0, aheadMs + WHOLE_SECOND_MS) : aheadMs
  const mostMs = Math.min(...stack.markets.map(({ safety }) => safety.maxSkewMs))
  const told = `${Math.abs(skewMs)} ms ${skewMs < 0 ? 'ahead of' : 'behind'} the venue`
  return Math.abs(skewMs) <= mostMs
    ? fine('clock', told)
    : wrong('outside', 'clock', told, `set it: above ${mostMs} ms nothing is posted`)
}

async function lookAtRegion(probe: AccountProbe): Promise<Finding> {
  const read = await probe.region()
  if (!read.ok) return wrong('outside', 'region', `not known (${read.unknown})`, AGAIN)
  const { blocked, country, region } = read.value
  const place = [country, region].filter((part) => part !== '').join('-') || 'unnamed'
  return blocked
    ? wrong('configuration', 'region', place, 'the venue refuses orders from here: deploy to another region')
    : fine('region', `${place}, served`)
}

async function lookAtAccount(probe: AccountProbe): Promise<Finding> {
  const read = await probe.closedOnly()
  if (!read.ok) return wrong('outside', 'account', `not known (${read.unknown})`, 'see "credentials"')
  return read.value
    ? wrong('outside', 'account', 'closed-only', 'the venue lets it sell only: ask its support why')
    : fine('account', 'may buy and sell')
}

async function lookAtFunds(
  probe: AccountProbe,
  { market, tokenId, risk }: MarketSettings,
  index: number,
): Promise<readonly Finding[]> {
  const [money, shares] = await Promise.all([probe.money(market), probe.mayTakeShares(market, tokenId)])
  const field = `funds of markets[${index}]`
  if (!money.ok) return [wrong('outside', field, `not known (${money.unknown})`, 'see "credentials"')]
  const { balanceMicros, mayTake } = money.value
  const held = `${formatMicros(balanceMicros)} USDC`
  const balance =
    balanceMicros >= risk.entryUsdcMicros
      ? fine(field, held)
      : wrong(
          'configuration',
          field,
          held,
          `an entry needs ${formatMicros(risk.entryUsdcMicros)}: fund the wallet`,
        )
  return [
    balance,
    mayTake
      ? fine(field, 'the exchange may take USDC')
      : wrong('configuration', field, 'no allowance for USDC', APPROVE),
    !shares.ok
      ? wrong('outside', field, `allowance for shares not known (${shares.unknown})`, AGAIN)
      : shares.value
        ? fine(field, 'the exchange may take shares')
        : wrong('configuration', field, 'no allowance for shares', `${APPROVE}, or nothing could be sold`),
  ]
}

const APPROVE = "approve the venue's exchange contract once, by trading on its web site with this wallet"
