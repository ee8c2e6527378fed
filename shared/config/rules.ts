import { formatMicros, mulDiv } from '../domain/decimal.ts'
import { EARLY_DROP_MS } from '../domain/venueRules.ts'
import type { MarketInput } from './marketFields.ts'
import { type ConfigProblem, formatPath, showValue, valueAt } from './problem.ts'
import type { ConfigInput } from './schema.ts'

/** The smallest minimum order of any market of the venue; the market's own is known only at run time. */
const MIN_ORDER_SHARES = 5

/** A rule that failed: which field, and what to write instead. */
interface Broken {
  readonly path: readonly PropertyKey[]
  readonly remedy: string
}

/** What one field alone cannot tell. The input has passed the schema; `json` is only for showing its values. */
export function crossFieldProblems(input: ConfigInput, json: unknown): readonly ConfigProblem[] {
  const broken = [
    ...accountRules(input),
    ...walletRules(input),
    ...hostRules(input),
    ...input.markets.flatMap((market, index) => [
      ...riskRules(market, ['markets', index]),
      ...priceRules(market, ['markets', index]),
      ...timeRules(market, ['markets', index]),
    ]),
  ]
  return broken.map(({ path, remedy }) => ({
    path: formatPath(path),
    value: showValue(valueAt(json, path)),
    remedy,
  }))
}

function* accountRules(input: ConfigInput): Generator<Broken> {
  const caps = input.markets.reduce((sum, market) => sum + market.maxUsdcLocked, 0)
  if (caps > input.accountUsdc) {
    const remedy = `the caps of the markets sum up to ${formatMicros(caps)} USDC: lower them, or allow so much`
    yield { path: ['accountUsdc'], remedy }
  }
  if (input.cadenceSeconds !== null && input.cadenceSeconds >= input.leaseSeconds) {
    yield { path: ['cadenceSeconds'], remedy: 'use less than leaseSeconds, or "once"' }
  }
  const seen = new Set<string>()
  for (const [index, market] of input.markets.entries()) {
    const id = market.market.toLowerCase().padEnd(66, '0')
    if (seen.has(id)) {
      yield { path: ['markets', index, 'market'], remedy: 'name each market once, with one of its tokens' }
    }
    seen.add(id)
  }
}

function* walletRules(input: ConfigInput): Generator<Broken> {
  const { wallet } = input
  if (wallet === undefined) {
    if (input.stage === 'live') yield { path: ['wallet'], remedy: 'stage "live" needs { "address": "0x…" }' }
    return
  }
  const isOwn = wallet.funder === undefined || wallet.funder.toLowerCase() === wallet.address.toLowerCase()
  if (wallet.signatureType === 0 && !isOwn) {
    yield { path: ['wallet', 'funder'], remedy: 'leave it out: a plain key (type 0) holds its own money' }
  }
  if (wallet.signatureType !== 0 && isOwn) {
    const remedy = `name the wallet that holds the money: type ${wallet.signatureType} is a contract with an address of its own`
    yield { path: ['wallet', 'funder'], remedy }
  }
}

const HOSTS = ['clob', 'data', 'gamma'] as const

/**
 * Orders and credentials go to these hosts: with real money only to the venue itself. A simulated one on this very
 * machine is for rehearsals; it must be so altogether, or its fills would be judged by the venue's positions.
 */
function* hostRules(input: ConfigInput): Generator<Broken> {
  if (input.stage === 'paper' || HOSTS.every((name) => isLoopback(input.hosts[name]))) return
  for (const name of HOSTS) {
    if (!isPolymarket(input.hosts[name])) {
      const remedy =
        'in stage "live" only https hosts of polymarket.com are allowed (or, for a rehearsal, all three on 127.0.0.1): leave it out'
      yield { path: ['hosts', name], remedy }
    }
  }
}

const isLoopback = (origin: string): boolean => new URL(origin).hostname === '127.0.0.1'

export function isPolymarket(origin: string): boolean {
  const url = new URL(origin)
  const venue = url.hostname === 'polymarket.com' || url.hostname.endsWith('.polymarket.com')
  return venue && url.protocol === 'https:' && url.port === ''
}

function* riskRules(market: MarketInput, at: readonly PropertyKey[]): Generator<Broken> {
  const smallestCap = MIN_ORDER_SHARES * market.maxMid
  if (market.maxUsdcLocked < smallestCap) {
    const remedy = `use at least ${formatMicros(smallestCap)}: the minimum order of ${MIN_ORDER_SHARES} shares costs that at maxMid`
    yield { path: [...at, 'maxUsdcLocked'], remedy }
  }
  const half = mulDiv(market.maxUsdcLocked, 1, 2, 'down')
  if (market.entryUsdc > half) {
    const remedy = `use at most ${formatMicros(half)}, half of maxUsdcLocked: a rise in price must not reach the cap at once`
    yield { path: [...at, 'entryUsdc'], remedy }
  }
  if (market.rewardEntryUsdc !== undefined) {
    if (market.rewardEntryUsdc < market.entryUsdc) {
      yield { path: [...at, 'rewardEntryUsdc'], remedy: 'use at least entryUsdc, or leave it out' }
    }
    if (market.rewardEntryUsdc > half) {
      yield {
        path: [...at, 'rewardEntryUsdc'],
        remedy: `use at most ${formatMicros(half)}, half of maxUsdcLocked`,
      }
    }
  }
  const smallestEntry = MIN_ORDER_SHARES * market.minMid
  if (market.entryUsdc < smallestEntry) {
    const remedy = `use at least ${formatMicros(smallestEntry)}: less buys no minimum order of ${MIN_ORDER_SHARES} shares anywhere between minMid and maxMid`
    yield { path: [...at, 'entryUsdc'], remedy }
  }
}

function* priceRules(market: MarketInput, at: readonly PropertyKey[]): Generator<Broken> {
  if (market.minMid >= market.maxMid) yield { path: [...at, 'minMid'], remedy: 'use less than maxMid' }
  if (market.minSpreadCents > market.maxSpreadCents) {
    yield { path: [...at, 'minSpreadCents'], remedy: 'use at most maxSpreadCents' }
  }
  if (market.targetFloorTicks > market.targetTicks) {
    yield {
      path: [...at, 'targetFloorTicks'],
      remedy: 'use at most targetTicks: a target falls, it does not rise',
    }
  }
  if (market.exitFloor > market.minMid) {
    const remedy = `use at most ${formatMicros(market.minMid)} (minMid): what is bought above the floor must be sellable`
    yield { path: [...at, 'exitFloor'], remedy }
  }
}

function* timeRules(market: MarketInput, at: readonly PropertyKey[]): Generator<Broken> {
  if (market.entryMaxAgeSeconds > market.entryTtlSeconds - EARLY_DROP_MS) {
    yield { path: [...at, 'entryMaxAgeSeconds'], remedy: 'use at most entryTtlSeconds - 60' }
  }
  if (market.minHistorySeconds > market.volatilityWindowMinutes) {
    yield {
      path: [...at, 'minHistorySeconds'],
      remedy: 'use at most volatilityWindowMinutes: more is not remembered',
    }
  }
  if (market.blindCancelSeconds > market.blindSeconds) {
    yield { path: [...at, 'blindCancelSeconds'], remedy: 'use at most blindSeconds' }
  }
  if (market.settleStuckSeconds <= market.fillSettleSeconds) {
    yield { path: [...at, 'settleStuckSeconds'], remedy: 'use more than fillSettleSeconds' }
  }
}
