import { formatMicros, mulDiv } from '../domain/decimal.ts'
import { EARLY_DROP_MS } from '../domain/venueRules.ts'
import { everySetting, placesOf } from './places.ts'
import { type ConfigProblem, formatPath, showValue, valueAt } from './problem.ts'
import { type Draft, type MarketDraft, tokensOf } from './toConfig.ts'

/** The smallest minimum order of any market of the venue; the market's own is known only at run time. */
const MIN_ORDER_SHARES = 5

/** A rule that failed: of which setting, and what to write instead. */
interface Broken {
  /** The setting's place, below its market where it has one. */
  readonly at: string
  readonly remedy: string
}

/** What one setting alone cannot show. @param json for the values as they were written. */
export function crossFieldProblems(draft: Draft, json: unknown): readonly ConfigProblem[] {
  const ofStack = [...accountRules(draft), ...walletRules(draft), ...hostRules(draft)]
  const problems = [
    ...ofStack.map((broken) => problemOf(broken, json, null)),
    ...draft.markets.flatMap((market, index) =>
      [
        ...sameMarketRule(draft, index),
        ...outcomesRule(market),
        ...wordsRule(market),
        ...riskRules(market),
        ...priceRules(market),
        ...timeRules(market),
      ].map((broken) => problemOf(broken, json, index)),
    ),
  ]
  // What is wrong in `defaults` is so for every market, and one problem.
  const texts = problems.map((problem) => JSON.stringify(problem))
  return problems.filter((_, index) => texts.indexOf(texts[index] ?? '') === index)
}

/** Where the setting was written, or, where it was not, where it may be, with the value that it has anyway. */
function problemOf({ at, remedy }: Broken, json: unknown, market: number | null): ConfigProblem {
  const setting = everySetting.find((each) => each.at === at)
  const places: PropertyKey[][] =
    setting === undefined
      ? [[at]]
      : placesOf(setting).map((place) =>
          place.split('.').flatMap((name) => (name === 'markets[]' ? ['markets', market ?? 0] : [name])),
        )
  const path = places.find((each) => valueAt(json, each) !== undefined) ?? places[0] ?? [at]
  const written = valueAt(json, path)
  const isDefault = written === undefined && setting?.preset.is === 'default'
  const value = isDefault ? `${JSON.stringify(setting.preset.written)} (the default)` : showValue(written)
  return { path: formatPath(path), value, remedy }
}

function* accountRules({ common, markets }: Draft): Generator<Broken> {
  const caps = markets.reduce((sum, each) => sum + tokensOf(each).length * each.risk.maxUsdcLockedMicros, 0)
  if (caps > common.accountMicros) {
    const twice = markets.some((each) => tokensOf(each).length > 1)
      ? ' (with "both", once for each outcome)'
      : ''
    const remedy = `the caps of the markets${twice} add up to ${formatMicros(caps)} USDC: lower them or raise accountUsdc`
    yield { at: 'accountUsdc', remedy }
  }
  if (common.cadenceMs !== null && common.minGapMs > common.cadenceMs) {
    const remedy = `use at most ${common.cadenceMs}, the cadence: after progress the next tick must not come later than without it`
    yield { at: 'expert.minGapMs', remedy }
  }
}

/** A market has two outcomes, and each is one machine: of two, a second would trade with the first one's shares. */
function* sameMarketRule({ markets }: Draft, index: number): Generator<Broken> {
  const market = markets[index]
  if (market === undefined) return
  const earlier = markets.slice(0, index).filter((each) => each.market === market.market)
  const named = earlier.flatMap(tokensOf)
  const ours = tokensOf(market)
  if (ours.some((token) => named.includes(token))) {
    yield { at: 'market', remedy: 'name each market once, or each of its two outcomes once' }
  } else if (named.length + ours.length > 2 && named.length > 0) {
    yield {
      at: 'market',
      remedy: 'a market has two outcomes, and the entries before name others: remove this one',
    }
  }
}

function* outcomesRule({ tokenId, outcomes: { outcomes, otherTokenId } }: MarketDraft): Generator<Broken> {
  if (outcomes === 'both' && otherTokenId === null) {
    const remedy = 'write the token of the other outcome: "npx bot ids" finds it'
    yield { at: 'otherToken', remedy }
  }
  if (outcomes === 'one' && otherTokenId !== null) {
    yield { at: 'otherToken', remedy: 'leave it out, or set "outcomes" to "both"' }
  }
  if (otherTokenId === tokenId) {
    yield { at: 'otherToken', remedy: 'write the token of the other outcome: this is the one of "token"' }
  }
}

/** Half of it names no outcome of a question. */
function* wordsRule({ words, outcomes: { outcomes } }: MarketDraft): Generator<Broken> {
  const { question, outcome, otherOutcome } = words
  if (outcomes === 'both' && outcome !== null && otherOutcome === null) {
    yield { at: 'otherOutcome', remedy: 'name the other outcome too, or leave out "question" and "outcome"' }
  }
  if (otherOutcome !== null && (outcomes === 'one' || outcome === null)) {
    const remedy = 'leave it out: it belongs next to "outcome", with "outcomes": "both"'
    yield { at: 'otherOutcome', remedy }
  }
  if (question !== null && outcome === null) {
    yield { at: 'outcome', remedy: 'name the outcome of the token too, or leave out "question"' }
  }
  if (question === null && outcome !== null) {
    yield { at: 'question', remedy: 'write the question of the market too, or leave out "outcome"' }
  }
}

function* walletRules({ common, wallet }: Draft): Generator<Broken> {
  if (wallet === null) {
    if (common.stage === 'live') yield { at: 'wallet', remedy: 'stage "live" needs { "address": "0x…" }' }
    return
  }
  const isOwn = wallet.funder === null || wallet.funder === wallet.address
  if (wallet.signatureType === 0 && !isOwn) {
    yield { at: 'wallet.funder', remedy: 'leave it out: a plain key (type 0) holds its own money' }
  }
  if (wallet.signatureType !== 0 && isOwn) {
    const remedy = `name the wallet that holds the money: type ${wallet.signatureType} is a contract with an address of its own`
    yield { at: 'wallet.funder', remedy }
  }
}

const HOSTS = ['clob', 'data', 'gamma'] as const
type HostName = (typeof HOSTS)[number]

/**
 * Orders and credentials go to these hosts: with real money only to the venue itself. A simulated one on this very
 * machine is for rehearsals; all three must be, or its fills would be judged by the venue's positions.
 */
function* hostRules({ common: { stage, hosts } }: Draft): Generator<Broken> {
  const [here, ...others] = HOSTS.filter((name) => isLoopback(hosts[name]))
  if (others.length === HOSTS.length - 1) return
  if (stage === 'paper') {
    if (here !== undefined) yield* awayFrom(here, hosts)
    return
  }
  for (const name of HOSTS) {
    if (!isPolymarket(hosts[name])) {
      const remedy =
        'in stage "live" only https hosts of polymarket.com are allowed (or, for a rehearsal, all three on 127.0.0.1): leave it out'
      yield { at: `hosts.${name}`, remedy }
    }
  }
}

/** A market of a simulated venue is unknown to the real one: half of what the bot reads would be missing, or of another market. */
function* awayFrom(here: HostName, hosts: Draft['common']['hosts']): Generator<Broken> {
  for (const name of HOSTS) {
    if (isLoopback(hosts[name])) continue
    const remedy = `name all of ${HOSTS.join(', ')}: hosts.${here} is a venue on this machine, and this is another`
    yield { at: `hosts.${name}`, remedy }
  }
}

const isLoopback = (origin: string): boolean => new URL(origin).hostname === '127.0.0.1'

export function isPolymarket(origin: string): boolean {
  const url = new URL(origin)
  const venue = url.hostname === 'polymarket.com' || url.hostname.endsWith('.polymarket.com')
  return venue && url.protocol === 'https:' && url.port === ''
}

function* riskRules({ risk, regime }: MarketDraft): Generator<Broken> {
  const smallestCap = MIN_ORDER_SHARES * regime.maxMidMicros
  if (risk.maxUsdcLockedMicros < smallestCap) {
    const remedy = `use at least ${formatMicros(smallestCap)}: the minimum order of ${MIN_ORDER_SHARES} shares costs that at maxMid`
    yield { at: 'maxUsdcLocked', remedy }
  }
  const half = mulDiv(risk.maxUsdcLockedMicros, 1, 2, 'down')
  if (risk.entryUsdcMicros > half) {
    const remedy = `use at most ${formatMicros(half)}, half of maxUsdcLocked: a rise in price must not reach the cap at once`
    yield { at: 'entryUsdc', remedy }
  }
  if (risk.rewardEntryMicros < risk.entryUsdcMicros) {
    yield { at: 'quote.rewardEntryUsdc', remedy: 'use at least entryUsdc, or leave it out' }
  }
  // Left out it equals entryUsdc, of which the same has been said.
  if (risk.rewardEntryMicros > half && risk.rewardEntryMicros !== risk.entryUsdcMicros) {
    const remedy = `use at most ${formatMicros(half)}, half of maxUsdcLocked`
    yield { at: 'quote.rewardEntryUsdc', remedy }
  }
  const smallestEntry = MIN_ORDER_SHARES * regime.minMidMicros
  if (risk.entryUsdcMicros < smallestEntry) {
    const remedy = `use at least ${formatMicros(smallestEntry)}: a smaller amount cannot buy the minimum order of ${MIN_ORDER_SHARES} shares anywhere between minMid and maxMid`
    yield { at: 'entryUsdc', remedy }
  }
}

function* priceRules({ risk, regime, quote }: MarketDraft): Generator<Broken> {
  if (regime.minMidMicros >= regime.maxMidMicros) {
    yield { at: 'regime.minMid', remedy: 'use less than maxMid' }
  }
  if (regime.minSpreadMicros > regime.maxSpreadMicros) {
    yield { at: 'regime.minSpreadCents', remedy: 'use at most maxSpreadCents' }
  }
  if (quote.targetFloorTicks > quote.targetTicks) {
    yield {
      at: 'exit.targetFloorTicks',
      remedy: 'use at most targetTicks: the target can only decay downwards',
    }
  }
  if (risk.exitFloorMicros > regime.minMidMicros) {
    const remedy = `use at most ${formatMicros(regime.minMidMicros)} (minMid): shares bought above minMid must stay above the floor`
    yield { at: 'exit.exitFloor', remedy }
  }
}

function* timeRules({ regime, quote, safety }: MarketDraft): Generator<Broken> {
  if (quote.entryMaxAgeMs > quote.entryTtlMs - EARLY_DROP_MS) {
    yield { at: 'quote.entryMaxAgeSeconds', remedy: 'use at most entryTtlSeconds - 60' }
  }
  if (regime.minHistoryMs > regime.volatilityWindowMs) {
    const remedy = 'use at most volatilityWindowMinutes: older mids are not kept'
    yield { at: 'regime.minHistorySeconds', remedy }
  }
  if (safety.blindCancelMs > safety.blindMs) {
    yield { at: 'safety.blindCancelSeconds', remedy: 'use at most blindSeconds' }
  }
  if (safety.settleStuckMs <= safety.fillSettleMs) {
    yield { at: 'expert.settleStuckSeconds', remedy: 'use more than fillSettleSeconds' }
  }
}
