import type { Command } from 'commander'
import { parseOptions } from '../../desk/session/parseOptions.ts'
import { MOST_FEE_EXPONENT, MOST_FEE_RATE } from '../../desk/tape/marketFields.ts'
import type { SourceOptions } from '../../desk/tape/openSource.ts'
import type { MarketFacts, RecordingChoice } from '../../desk/tape/recording.ts'
import { formatMicros, parseMicros } from '../../shared/domain/decimal.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { isDay } from '../../shared/domain/isDay.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { GAMMA_HOST, TICKS_MICROS } from '../../shared/domain/venueRules.ts'
import { parseMarketId } from '../terminal/options.ts'

/** What the user knows of a market and its recording does not say. */
export interface TapeFlags {
  readonly gameStart?: string
  readonly tick?: string
  readonly minSize?: string
  readonly rewards?: string
  readonly end?: string
  readonly fee?: string
  readonly rebate?: string
  readonly secondOutcome?: true
  readonly market?: string
  readonly token?: string
  readonly gamma?: string
  readonly marketFile?: string
  readonly salvage?: true
  readonly json?: true
}

/** What a market's recording does not say. */
export const withFacts = (command: Command): Command =>
  command
    .option('--game-start <utc>', 'when the game starts, such as 2025-06-25T01:38:00Z')
    .option('--tick <price>', 'the initial tick size (default: as the tape states or shows)')
    .option('--min-size <shares>', 'the minimum order size (default: as the tape states, else 5)')
    .option('--end <utc>', 'when the market ends (default: as the tape or its market file states)')
    .option('--fee <rate,exponent>', 'the taker fee, rate x (p (1 - p))^exponent a share, such as 0.05,1')
    .option('--rebate <part>', 'the share of taker fees paid back to makers, such as 0.25')
    .option(
      '--rewards <shares,cents,usdc>',
      'its liquidity rewards: minimum order size, maximum distance from the mid, USDC a day, such as 50,3.5,100',
    )

export const withTape = (command: Command): Command =>
  withFacts(command)
    .option('--second-outcome', 'use the second outcome of a recording of two')
    .option('--market <id>', 'use this market, by id, address, slug or words, from a recording of many')
    .option('--token <id>', 'use this outcome, by its token or its name, from a recording of several')
    .option('--gamma <url>', 'the catalogue’s API, for a market that is named by words', GAMMA_HOST)
    .option(
      '--market-file <file>',
      'the market as the venue lists it (default: NAME.market.json next to the recording)',
    )
    .option('--salvage', 'use the part before the first fault')

export function marketFactsOf(options: TapeFlags): MarketFacts {
  const { gameStartMs } = parseOptions({ tape: 'tape', ...given('gameStart', options.gameStart) })
  return {
    ...(gameStartMs === null ? {} : { gameStartMs }),
    ...given('tickMicros', tickOf(options.tick)),
    ...given('endMs', instantOf('--end', options.end)),
    ...feeOf(options.fee),
    ...given('rebatePpm', partOf('--rebate', options.rebate)),
    ...given('rewards', rewardsOf(options.rewards)),
    ...given('minSizeMicros', positive('--min-size', options.minSize, Number.MAX_SAFE_INTEGER)),
  }
}

export const sourceOptions = (
  options: TapeFlags,
  onSalvaged: (fault: InputError) => void,
): SourceOptions => ({
  ...choiceOf(options),
  facts: marketFactsOf(options),
  onSalvaged: options.salvage === true ? onSalvaged : null,
  ...given('marketFile', options.marketFile),
})

/** Which book of a recording that holds several. */
export function choiceOf({ market, token, secondOutcome }: TapeFlags): RecordingChoice {
  if (token !== undefined && !/^\d{1,78}$/.test(token)) {
    throw wrongValue('--token', token, 'use the token id, digits only')
  }
  if (token !== undefined && secondOutcome === true) {
    throw wrongValue('--second-outcome', 'given', 'leave it out: --token says which outcome')
  }
  return {
    outcome: secondOutcome === true ? 1 : 0,
    ...(market === undefined ? {} : { market: parseMarketId(market).toLowerCase() }),
    ...given('token', token),
  }
}

const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: V })

function rewardsOf(text: string | undefined): MarketFacts['rewards'] | undefined {
  if (text === undefined) return undefined
  const [shares, cents, usdc, ...more] = text.split(',').map((part) => parseMicros(part.trim(), 'nearest'))
  const [minSizeMicros, maxSpreadCents, dailyMicros] = [shares, cents, usdc].map((each) => each ?? 0)
  const isWhole =
    more.length === 0 && [shares, cents, usdc].every((each) => typeof each === 'number' && each > 0)
  if (isWhole && minSizeMicros !== undefined && maxSpreadCents !== undefined && dailyMicros !== undefined) {
    return { minSizeMicros, maxSpreadMicros: Math.round(maxSpreadCents / 100), dailyMicros }
  }
  const remedy = 'use three positive decimals such as 50,3.5,100: shares, cents, USDC a day'
  throw wrongValue('--rewards', text, remedy)
}

const DAY_LENGTH = '2026-05-01'.length

function instantOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(ms) && ms >= 0 && isDay(text.slice(0, DAY_LENGTH))) return ms
  throw wrongValue(field, text, 'use a time with its zone such as 2025-06-25T05:00:00Z')
}

function feeOf(text: string | undefined): Pick<MarketFacts, 'feeRatePpm' | 'feeExponent'> {
  if (text === undefined) return {}
  const [, rate = '', exponent = '1'] = /^(\d(?:\.\d{1,6})?)(?:,(\d))?$/.exec(text) ?? []
  const feeRatePpm = rate === '' ? null : parseMicros(rate, 'nearest')
  if (feeRatePpm !== null && feeRatePpm <= MOST_FEE_RATE * MICROS && Number(exponent) <= MOST_FEE_EXPONENT) {
    return { feeRatePpm, feeExponent: Number(exponent) }
  }
  const remedy = 'use a rate up to 0.1, and an exponent up to 3 where it is not 1, such as 0.05 or 0.05,1'
  throw wrongValue('--fee', text, remedy)
}

function partOf(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ppm = parseMicros(text, 'nearest')
  if (ppm !== null && ppm >= 0 && ppm <= 1_000_000) return ppm
  throw wrongValue(field, text, 'use a part from 0 to 1 such as 0.25')
}

function tickOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const micros = parseMicros(text, 'nearest')
  if (micros !== null && TICKS_MICROS.includes(micros)) return micros
  const remedy = `use a tick of the venue: ${TICKS_MICROS.map((tick) => formatMicros(tick)).join(', ')}`
  throw wrongValue('--tick', text, remedy)
}

function positive(field: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  const micros = parseMicros(text, 'nearest')
  if (micros !== null && micros > 0 && micros <= most) return micros
  throw wrongValue(field, text, 'use a positive decimal such as 0.01 or 5')
}
