import { readFile, stat } from 'node:fs/promises'
import type { z } from 'zod'
import { InputError } from '../../shared/domain/inputError.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { endOfMarket, readInstant } from '../../shared/polymarket/endOfMarket.ts'
import { readMarketId } from '../../shared/polymarket/wire.ts'
import type { TapeHeader } from './format.ts'
import { type ClobMarket, clobMarket, type GammaMarket, gammaMarket } from './marketFields.ts'
import type { MarketFacts } from './recording.ts'
import { rewardRules } from './rewardRules.ts'

/** A market object is a few kilobytes. */
const MAX_BYTES = 4 * 1024 * 1024

/** What the market's own file states: facts as the options do, and what its tokens paid. */
export interface MarketFile {
  /** Condition id; null where it is none. */
  readonly market: string | null
  readonly facts: MarketFacts
  /** By token, in micro-dollars a share; empty while nothing is resolved. */
  readonly payouts: ReadonlyMap<string, number>
  /** Empty where the file does not name them. */
  readonly tokens: readonly string[]
}

/** The path of a recording's market file: next to it, `game.events.jsonl.gz` has `game.market.json`. */
export const marketFileOf = (file: string): string =>
  file.replace(/\.gz$/, '').replace(/(\.events\.jsonl|\.[^./\\]+)$/, '.market.json')

/**
 * Reads the market as the venue's listings show it: an object of Gamma's `/markets`, or of the CLOB's `/markets/{id}`.
 * @returns null where there is no such file. @throws InputError where it is not a market, or a field of it cannot be.
 */
export async function readMarketFile(file: string): Promise<MarketFile | null> {
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile()) return null
  const wrong = (what: string): InputError =>
    new InputError({ file, what, remedy: 'Give one market as the venue lists it, as JSON.' })
  if (found.size > MAX_BYTES) throw wrong(`it is larger than ${MAX_BYTES} bytes`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw wrong(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`)
  }
  const one = Array.isArray(json) && json.length === 1 ? (json[0] as unknown) : json
  if (isObject(one) && typeof one['conditionId'] === 'string') return ofGamma(parsed(file, gammaMarket, one))
  if (isObject(one) && typeof one['condition_id'] === 'string') return ofClob(parsed(file, clobMarket, one))
  throw wrong('it has neither conditionId nor condition_id: it is not a market')
}

/** The first field that states what cannot be. @throws InputError */
function parsed<T extends z.ZodType>(file: string, schema: T, json: unknown): z.output<T> {
  const { success, data, error } = schema.safeParse(json)
  if (success) return data
  const [issue] = error.issues
  const path = issue?.path ?? []
  const value = path.reduce((at: unknown, key) => (isObject(at) ? at[String(key)] : undefined), json)
  throw new InputError({
    file,
    what: `${path.join('.')} = ${JSON.stringify(value) ?? 'nothing'}`,
    remedy: `${sentence(issue?.message ?? 'use what the venue lists')}, or leave it out.`,
  })
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

function ofGamma(of: GammaMarket): MarketFile {
  const { feeSchedule: fee, clobRewards } = of
  const tokens = of.clobTokenIds ?? []
  const prices = of.outcomePrices ?? []
  // A resolved market may still show its last mids: only whole prices are a payout.
  const isPaid =
    of.umaResolutionStatus === 'resolved' && prices.length === tokens.length && prices.every(isWhole)
  const rewards = rewardRules(
    {
      min_size: of.rewardsMinSize ?? 0,
      max_spread: of.rewardsMaxSpread ?? 0,
      rates: (clobRewards ?? []).map((each) => ({ rewards_daily_rate: each.rewardsDailyRate ?? 0 })),
    },
    null,
  )
  return {
    market: readMarketId(of.conditionId),
    tokens,
    payouts: new Map(isPaid ? tokens.map((token, at) => [token, Number(prices[at]) * MICROS]) : []),
    facts: {
      ...(of.feesEnabled === false
        ? { feeRatePpm: 0, rebatePpm: 0 }
        : feeFacts(fee?.rate, fee?.exponent, fee?.rebateRate)),
      ...timesOf({ catalogue: of.endDate, clob: null }, of.gameStartTime),
      ...sizeOf(of.orderMinSize),
      ...rewardsFact(rewards),
    },
  }
}

function ofClob(of: ClobMarket): MarketFile {
  const tokens = of.tokens ?? []
  const isPaid = of.closed === true && tokens.filter(({ winner }) => winner === true).length === 1
  return {
    market: readMarketId(of.condition_id),
    tokens: tokens.map(({ token_id }) => token_id),
    payouts: new Map(
      isPaid ? tokens.map(({ token_id, winner }) => [token_id, winner === true ? MICROS : 0]) : [],
    ),
    facts: {
      ...feeFacts(of.fd?.r, of.fd?.e, null),
      ...timesOf({ catalogue: null, clob: of.end_date_iso }, of.game_start_time),
      ...sizeOf(of.minimum_order_size),
      ...rewardsFact(rewardRules(rewardsOf(of), null)),
    },
  }
}

/** What is not stated is no programme. */
const rewardsOf = ({ rewards: of }: ClobMarket) => ({
  min_size: of?.min_size ?? 0,
  max_spread: of?.max_spread ?? 0,
  rates: (of?.rates ?? []).map((each) => ({ rewards_daily_rate: each.rewards_daily_rate ?? 0 })),
})

type Stated<T> = T | null | undefined

const isWhole = (text: string): boolean => text === '0' || text === '1'

const feeFacts = (rate: Stated<number>, exponent: Stated<number>, rebate: Stated<number>): MarketFacts => ({
  ...(rate == null ? {} : { feeRatePpm: Math.round(rate * MICROS) }),
  ...(exponent == null ? {} : { feeExponent: Math.round(exponent) }),
  ...(rebate == null ? {} : { rebatePpm: Math.round(Math.min(1, rebate) * MICROS) }),
})

/** By the rules of the bot itself: the catalogue's end is an instant, the order book's a day, whose end counts. */
function timesOf(end: Parameters<typeof endOfMarket>[0], gameStart: unknown): MarketFacts {
  const [endMs, gameStartMs] = [endOfMarket(end), readInstant(gameStart)]
  return {
    ...(typeof endMs === 'number' ? { endMs } : {}),
    ...(typeof gameStartMs === 'number' ? { gameStartMs } : {}),
  }
}

const sizeOf = (shares: Stated<number>): MarketFacts =>
  shares == null || shares <= 0 ? {} : { minSizeMicros: Math.round(shares * MICROS) }

const rewardsFact = (rewards: TapeHeader['rewards']): MarketFacts => (rewards === null ? {} : { rewards })
