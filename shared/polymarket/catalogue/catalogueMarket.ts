import { isObject, type JsonObject } from '../../domain/jsonObject.ts'
import { MICROS, price, size, usdc } from '../../domain/units.ts'
import type { CatalogueMarket, RewardPool } from '../../ports/catalogue.ts'
import { endOfMarket, readInstant } from '../endOfMarket.ts'
import { parseListing } from '../listing.ts'
import { brief, readMarketId, readNumberMicros, readPair } from '../wire.ts'

/** The same page never has that many. */
const MAX_TAGS = 50
const MAX_WORDS = 4_000

/** One record of the catalogue (Gamma's market object), or why it cannot be used. */
export function parseCatalogueMarket(record: unknown, nowMs: number): CatalogueMarket | string {
  if (!isObject(record)) return `not a market: ${brief(record)}`
  const market = readMarketId(record['conditionId'])
  if (market === null) return `condition ${brief(record['conditionId'])} cannot be read`
  const listing = parseListing(record)
  if (typeof listing === 'string') return listing
  const outcomes = readPair(record['outcomes'], (name) => (typeof name === 'string' ? name : null))
  if (outcomes === null) return `outcomes ${brief(record['outcomes'])}: not two`
  const { question, slug } = record
  if (typeof question !== 'string' || typeof slug !== 'string') return 'question or slug is missing'
  const rules = readRules(record)
  const endMs = endOfMarket({ catalogue: record['endDate'], clob: record['endDateIso'] })
  const gameStartMs = readInstant(record['gameStartTime'])
  if (rules === null || endMs === 'unreadable' || gameStartMs === 'unreadable')
    return 'tick, minimum size, fee, game start or end cannot be read'
  return {
    market,
    tokens: listing.tokens,
    version: listing.version,
    negRisk: record['negRisk'] === true,
    accepting:
      record['active'] === true && record['acceptingOrders'] === true && record['enableOrderBook'] === true,
    closed: record['closed'] === true || record['archived'] === true,
    payoutMicros: null,
    ...rules,
    gameStartMs,
    endMs,
    question: question.slice(0, MAX_WORDS),
    slug,
    outcomes,
    groupTitle: textOf(record['groupItemTitle']),
    tags: readTags(record['tags']),
    description: textOf(record['description']).slice(0, MAX_WORDS),
    pool: readPool(record, nowMs),
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readRules(record: JsonObject) {
  const tick = readNumberMicros(record['orderPriceMinTickSize'])
  const minimum = readNumberMicros(record['orderMinSize'])
  const schedule = isObject(record['feeSchedule']) ? record['feeSchedule'] : null
  // No schedule is no fee, unless a flag says there is one: then it is unknown, not zero.
  if (schedule === null && record['feesEnabled'] === true) return null
  const rate = readNumberMicros(schedule?.['rate'] ?? 0)
  const rebate = readNumberMicros(schedule?.['rebateRate'] ?? 0)
  const exponent = schedule?.['exponent'] ?? 1
  if (tick === null || minimum === null || rate === null || rebate === null) return null
  if (rate > MICROS || typeof exponent !== 'number' || !(exponent >= 0 && exponent <= 10)) return null
  return {
    tickMicros: price(tick),
    minSizeMicros: size(minimum),
    feeRatePpm: rate,
    feeExponent: exponent,
    rebatePpm: rebate,
  }
}

const readTags = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value.slice(0, MAX_TAGS) : []).flatMap((tag: unknown) =>
    isObject(tag) && typeof tag['label'] === 'string' ? [tag['label']] : [],
  )

function readPool(record: JsonObject, nowMs: number): RewardPool | null {
  const rates = Array.isArray(record['clobRewards']) ? record['clobRewards'] : []
  const daily = dailyOf(rates, { rate: 'rewardsDailyRate', start: 'startDate', end: 'endDate' }, nowMs)
  return poolOf({ daily, minSize: record['rewardsMinSize'], cents: record['rewardsMaxSpread'] })
}

/** Sum of the rates whose days hold this instant: a list names future programmes too. In micro-dollars. */
export function dailyOf(
  rates: readonly unknown[],
  names: { readonly rate: string; readonly start: string; readonly end: string },
  nowMs: number,
): number {
  const today = new Date(nowMs).toISOString().slice(0, 10)
  let sum = 0
  for (const each of rates) {
    if (!isObject(each)) continue
    const rate = readNumberMicros(each[names.rate])
    const [start, end] = [each[names.start], each[names.end]]
    const isOfToday =
      !(typeof start === 'string' && start.slice(0, 10) > today) &&
      !(typeof end === 'string' && end.slice(0, 10) < today)
    if (rate !== null && isOfToday) sum += rate
  }
  return sum
}

/** null: it pays nothing, or cannot be read. */
export function poolOf(of: {
  readonly daily: number
  readonly minSize: unknown
  readonly cents: unknown
}): RewardPool | null {
  const minSize = readNumberMicros(of.minSize)
  const cents = readNumberMicros(of.cents)
  if (of.daily <= 0 || minSize === null || cents === null || cents === 0) return null
  return {
    minSizeMicros: size(minSize),
    // Micro-cents, of which a hundred are a micro-dollar.
    maxSpreadMicros: price(Math.round(cents / 100)),
    dailyMicros: usdc(of.daily),
  }
}
