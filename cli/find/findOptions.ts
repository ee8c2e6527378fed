import { type Filters, type QuotingSides, SORTS, type Sort } from '../../desk/find/chosen.ts'
import { formatMicros, parseMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { HostOptions } from './hosts.ts'

/** As the command line has them. */
export interface FindOptions extends HostOptions {
  readonly usdc: string
  readonly sides: string
  readonly sort: string
  readonly top: string
  readonly tag?: string
  readonly minReward?: string
  readonly maxSd?: string
  readonly minMid?: string
  readonly maxMid?: string
  readonly minDays?: string
  readonly all?: true
  readonly cache: string
  readonly maxAge: string
  readonly write?: string
  readonly budget?: string
  readonly compare?: string
  readonly apply?: true
  readonly yes?: true
  readonly table?: string
  readonly region?: string
  readonly endpointUrl?: string
}

/** As they are meant. */
export interface FindRequest {
  readonly usdcMicros: number
  readonly quoting: QuotingSides
  readonly sort: Sort
  readonly top: number
  readonly filters: Filters
  readonly maxAgeMs: number
  readonly budgetMicros: number | null
}

/** More than anybody reads at once. */
const MAX_TOP = 500
const MAX_USDC = 100_000
const MAX_AGE_MINUTES = 1_440
const HOURS_A_DAY = 24

/** @throws InputError naming the option. */
export function parseFindOptions(options: FindOptions): FindRequest {
  const sort = SORTS.find((each) => each === options.sort)
  if (sort === undefined) throw wrongValue('--sort', options.sort, `use one of ${SORTS.join(', ')}`)
  const { sides } = options
  if (sides !== 'one' && sides !== 'two') throw wrongValue('--sides', sides, 'use one or two')
  const optional = (field: string, text: string | undefined, most: number): number | null =>
    text === undefined ? null : amount(field, text, most)
  const minDays = optional('--min-days', options.minDays, 3_650)
  return {
    usdcMicros: atLeast('--usdc', amount('--usdc', options.usdc, MAX_USDC), 1_000_000),
    quoting: sides,
    sort,
    top: atLeast('--top', amount('--top', options.top, MAX_TOP) / 1e6, 1),
    maxAgeMs: (amount('--max-age', options.maxAge, MAX_AGE_MINUTES) / 1e6) * 60_000,
    budgetMicros: optional('--budget', options.budget, 1_000_000),
    filters: {
      tag: options.tag ?? null,
      minRewardMicros: optional('--min-reward', options.minReward, MAX_USDC) ?? 0,
      maxSdMicros: cents(optional('--max-sd', options.maxSd, 100)),
      minMidMicros: optional('--min-mid', options.minMid, 1),
      maxMidMicros: optional('--max-mid', options.maxMid, 1),
      minHoursToEnd: minDays === null ? null : (minDays / 1e6) * HOURS_A_DAY,
      refused: options.all === true,
    },
  }
}

const cents = (micros: number | null): number | null => (micros === null ? null : micros / 100)

function amount(field: string, text: string, most: number): number {
  const micros = parseMicros(text, 'nearest')
  if (micros !== null && micros >= 0 && micros <= most * 1e6) return micros
  throw wrongValue(field, text, `use a number from 0 to ${most}`)
}

function atLeast(field: string, value: number, least: number): number {
  const whole = field !== '--top' || Number.isInteger(value)
  if (value >= least && whole) return value
  throw wrongValue(field, String(value), `use at least ${field === '--top' ? least : formatMicros(least)}`)
}
