import { z } from 'zod'
import { readInstant } from '../../shared/polymarket/endOfMarket.ts'

/** More than a tenth of what is traded is no fee of this venue's. */
export const MOST_FEE_RATE = 0.1
/** The highest exponent of p (1 - p) that the bot computes. */
export const MOST_FEE_EXPONENT = 3
const MOST_AMOUNT = 1e9

/** A field of a market's file: null where it is not stated. What it states and cannot be is an issue with its remedy. */
const field = <T>(remedy: string, read: (value: unknown) => T | null) =>
  z
    .unknown()
    .transform((value, context): T | null => {
      if (value === null || value === undefined || value === '') return null
      const found = read(value)
      if (found !== null) return found
      context.addIssue({ code: 'custom', message: remedy })
      return z.NEVER
    })
    .optional()
    .transform((found) => found ?? null)

/** The venue writes some numbers as texts. */
const readNumber = (value: unknown, least: number, most: number): number | null => {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && number >= least && number <= most ? number : null
}

const number = (most: number, remedy: string) => field(remedy, (value) => readNumber(value, 0, most))
const amount = number(MOST_AMOUNT, 'use a number that is not negative')
const cents = number(100, 'use cents from 0 to 100')
const feeRate = number(MOST_FEE_RATE, `use a rate from 0 to ${MOST_FEE_RATE}, such as 0.05`)
const feeExponent = field(`use a whole number from 0 to ${MOST_FEE_EXPONENT}`, (value) => {
  const found = readNumber(value, 0, MOST_FEE_EXPONENT)
  return found !== null && Number.isInteger(found) ? found : null
})
const part = number(1, 'use a part from 0 to 1, such as 0.25')
const flag = field('use true or false', (value) => (typeof value === 'boolean' ? value : null))
const word = field('use a text', (value) => (typeof value === 'string' ? value : null))
const instant = field('use a time such as 2026-05-01T16:00:00Z', (value) =>
  readInstant(value) === 'unreadable' ? null : value,
)
/** A list, or a text that holds one as JSON. */
const texts = field('use a list of texts', (value): readonly string[] | null => {
  try {
    const list = z.array(z.string()).safeParse(typeof value === 'string' ? JSON.parse(value) : value)
    return list.success ? list.data : null
  } catch {
    return null
  }
})
const rates = <T extends z.ZodType>(of: T) => z.array(of, { error: 'use a list of programmes' }).nullish()

/** An object of Gamma's `/markets`, as far as a replay asks. */
export const gammaMarket = z.object({
  conditionId: z.string(),
  clobTokenIds: texts,
  outcomePrices: texts,
  umaResolutionStatus: word,
  feesEnabled: flag,
  feeSchedule: z
    .object({ rate: feeRate, exponent: feeExponent, rebateRate: part }, { error: 'use an object with rate' })
    .nullish(),
  endDate: instant,
  gameStartTime: instant,
  orderMinSize: amount,
  rewardsMinSize: amount,
  rewardsMaxSpread: cents,
  clobRewards: rates(z.object({ rewardsDailyRate: amount })),
})

/** One of the CLOB's `/markets/{id}`; `fd` is of `/clob-markets/{id}`, where somebody has put both into one. */
export const clobMarket = z.object({
  condition_id: z.string(),
  tokens: z
    .array(z.object({ token_id: z.string(), winner: flag }), { error: 'use a list of tokens' })
    .nullish(),
  closed: flag,
  end_date_iso: instant,
  game_start_time: instant,
  minimum_order_size: amount,
  rewards: z
    .object(
      { min_size: amount, max_spread: cents, rates: rates(z.object({ rewards_daily_rate: amount })) },
      { error: 'use an object with min_size, max_spread and rates' },
    )
    .nullish(),
  fd: z.object({ r: feeRate, e: feeExponent }, { error: 'use an object with r' }).nullish(),
})

export type GammaMarket = z.output<typeof gammaMarket>
export type ClobMarket = z.output<typeof clobMarket>
