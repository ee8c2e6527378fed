import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { InputError } from '../../shared/domain/inputError.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { endOfMarket, readInstant } from '../../shared/polymarket/endOfMarket.ts'
import type { TapeHeader } from './format.ts'
import type { MarketFacts } from './recording.ts'
import { rewardRules } from './rewardRules.ts'

/** A market object is a few kilobytes. */
const MAX_BYTES = 4 * 1024 * 1024

/** What the market's own file states: facts as the options do, and what its tokens paid. */
export interface MarketFile {
  readonly facts: MarketFacts
  /** By token, in micro-dollars a share; empty while nothing is resolved. */
  readonly payouts: ReadonlyMap<string, number>
  /** Empty where the file does not name them. */
  readonly tokens: readonly string[]
}

/** Where a recording's market file stands: beside it, `game.events.jsonl.gz` has `game.market.json`. */
export const besideOf = (file: string): string =>
  file.replace(/\.gz$/, '').replace(/(\.events\.jsonl|\.[^./\\]+)$/, '.market.json')

/**
 * Reads the market as the venue's listings show it: an object of Gamma's `/markets`, or of the CLOB's `/markets/{id}`.
 * @returns null where there is no such file. @throws InputError where it is not a market.
 */
export async function readMarketFile(file: string): Promise<MarketFile | null> {
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile()) return null
  const wrong = (what: string): InputError =>
    new InputError({
      file,
      at: { whole: true },
      what,
      remedy: 'Give one market as the venue lists it, as JSON.',
    })
  if (found.size > MAX_BYTES) throw wrong(`it is larger than ${MAX_BYTES} bytes`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw wrong(`it is not JSON (${cause instanceof Error ? cause.message : String(cause)})`)
  }
  const one = Array.isArray(json) && json.length === 1 ? (json[0] as unknown) : json
  const [gamma, clob] = [gammaSchema.safeParse(one), clobSchema.safeParse(one)]
  if (gamma.success) return ofGamma(gamma.data)
  if (clob.success) return ofClob(clob.data)
  throw wrong('it has neither conditionId nor condition_id: it is not a market')
}

const amount = z.number().nonnegative().max(1e9)
const texts = z
  .string()
  .transform((text, context) => {
    try {
      return z.array(z.string()).parse(JSON.parse(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'no list of texts' })
      return z.NEVER
    }
  })
  .or(z.array(z.string()))
const optional = <T extends z.ZodType>(of: T) => of.nullish().catch(null)

const gammaSchema = z.object({
  conditionId: z.string(),
  clobTokenIds: optional(texts),
  outcomePrices: optional(texts),
  umaResolutionStatus: optional(z.string()),
  feesEnabled: optional(z.boolean()),
  feeSchedule: optional(z.object({ rate: amount, exponent: optional(amount), rebateRate: optional(amount) })),
  endDate: optional(z.string()),
  gameStartTime: optional(z.string()),
  orderMinSize: optional(amount),
  rewardsMinSize: optional(amount),
  rewardsMaxSpread: optional(amount),
  clobRewards: optional(z.array(z.object({ rewardsDailyRate: amount }))),
})

const clobSchema = z.object({
  condition_id: z.string(),
  tokens: optional(z.array(z.object({ token_id: z.string(), winner: z.boolean() }))),
  closed: optional(z.boolean()),
  is_50_50_outcome: optional(z.boolean()),
  end_date_iso: optional(z.string()),
  game_start_time: optional(z.string()),
  minimum_order_size: optional(amount),
  rewards: z.unknown(),
  /** Of `/clob-markets/{id}`, where somebody has put both into one. */
  fd: optional(z.object({ r: amount, e: optional(amount) })),
})

function ofGamma(of: z.output<typeof gammaSchema>): MarketFile {
  const { feeSchedule: fee, clobRewards } = of
  const tokens = of.clobTokenIds ?? []
  const prices = of.outcomePrices ?? []
  // A resolved market may still show its last mids: only whole prices are a payout.
  const isPaid =
    of.umaResolutionStatus === 'resolved' && prices.length === tokens.length && prices.every(isWhole)
  const rewards = rewardRules(
    {
      min_size: of.rewardsMinSize,
      max_spread: of.rewardsMaxSpread,
      rates: (clobRewards ?? []).map((each) => ({ rewards_daily_rate: each.rewardsDailyRate })),
    },
    null,
  )
  return {
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

function ofClob(of: z.output<typeof clobSchema>): MarketFile {
  const tokens = of.tokens ?? []
  const isPaid = of.closed === true && tokens.filter(({ winner }) => winner).length === 1
  return {
    tokens: tokens.map(({ token_id }) => token_id),
    payouts: new Map(isPaid ? tokens.map(({ token_id, winner }) => [token_id, winner ? MICROS : 0]) : []),
    facts: {
      ...feeFacts(of.fd?.r, of.fd?.e, null),
      ...timesOf({ catalogue: null, clob: of.end_date_iso }, of.game_start_time),
      ...sizeOf(of.minimum_order_size),
      ...rewardsFact(rewardRules(of.rewards, null)),
    },
  }
}

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
