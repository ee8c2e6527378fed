import type { Config } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { assert } from '../../shared/domain/assert.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isObject } from '../../shared/domain/jsonObject.ts'
import type { TokenId } from '../../shared/domain/units.ts'
import type { SessionOptions } from './sessionOptions.ts'

/** What the desk risks where the user names no configuration: an entry of 20 is some forty shares at 0.50. */
const deskRisk = (entryUsdc: number) => ({
  maxUsdcLocked: 2.5 * entryUsdc,
  entryUsdc,
  maxDailyLossUsdc: entryUsdc,
})
const DESK_ENTRY_USDC = 20

/** A market nobody trades: its id says where it is from. */
const DESK_MARKET = `0x${'de5c'.repeat(16)}`

/**
 * The configuration of one market, with one or both of its outcomes: the user's file or the desk's own, as it would be
 * deployed, but with the desk's wallet in place of the user's. The same schema judges it.
 * @param desk token, otherToken: of the made-up market, for the desk's own configuration.
 * @throws InputError naming each field that is wrong.
 */
export function sessionConfig(
  options: Pick<SessionOptions, 'config' | 'cadenceSeconds' | 'entryUsdc' | 'outcomes'>,
  { wallet, token, otherToken = token }: DeskMarket & { readonly otherToken?: TokenId },
): Config {
  const config = manyConfig(options, { wallet, tokens: [[token, otherToken]] })
  const { markets } = config.stack
  const count = new Set(markets.map(({ market }) => market)).size
  if (count === 1) return config
  throw wrongValue('markets', `${count} markets`, 'a replay trades one market: leave one in the file')
}

interface DeskMarkets {
  readonly wallet: string
  readonly tokens: readonly (readonly [TokenId, TokenId])[]
}

interface DeskMarket {
  readonly wallet: string
  readonly token: TokenId
}

/**
 * The configuration of a session of any number of markets.
 * @param desk tokens: of each made-up market, for the desk's own configuration.
 * @throws InputError naming each field that is wrong.
 */
export function manyConfig(
  options: Pick<SessionOptions, 'config' | 'cadenceSeconds' | 'entryUsdc' | 'outcomes'>,
  desk: DeskMarkets,
): Config {
  return accepted(onTheDesk(options, desk))
}

/** How many markets a session has. @throws InputError naming each field that is wrong. */
export function marketCount({ config, markets = 1 }: Pick<SessionOptions, 'config' | 'markets'>): number {
  if (config === null) return markets
  return new Set(accepted(config).stack.markets.map(({ market }) => market)).size
}

/**
 * The same as JSON, taken by the schema and with one market, for callers that change some of it.
 * @throws InputError naming each field that is wrong.
 */
export function sessionConfigJson(
  options: Pick<SessionOptions, 'config' | 'cadenceSeconds' | 'entryUsdc'>,
  desk: DeskMarket,
): Readonly<Record<string, unknown>> {
  const json = onTheDesk(options, { wallet: desk.wallet, tokens: [[desk.token, desk.token]] })
  const markets = accepted(json).stack.markets.length
  if (markets === 1) return json
  const remedy =
    'a sweep trades one outcome: leave one market in the file, without "outcomes". Both outcomes trade in "npx bot replay --outcomes both"'
  throw wrongValue('markets', `${markets} outcomes`, remedy)
}

function accepted(written: unknown): Config {
  const parsed = parseConfig(written)
  if (parsed.ok) return parsed.config
  const [first] = parsed.problems
  if (parsed.problems.length === 1 && first !== undefined)
    throw wrongValue(first.path, first.value, first.remedy)
  throw wrongValue('--config', 'refused', `\n${formatConfigProblems(parsed.problems)}`)
}

function onTheDesk(
  options: Pick<SessionOptions, 'config' | 'cadenceSeconds' | 'entryUsdc' | 'outcomes'>,
  { wallet: address, tokens }: DeskMarkets,
): Readonly<Record<string, unknown>> {
  const written = options.config ?? deskConfig(tokens, options)
  // As it is first: what the desk puts in its place must not hide what could not be deployed.
  if (options.config !== null) accepted(options.config)
  assert(isObject(written), 'a configuration that was taken is an object')
  const { hosts: _venue, ...rest } = written
  const cadence = options.cadenceSeconds === null ? {} : { cadenceSeconds: options.cadenceSeconds }
  // Stage "live" is the one with orders over HTTP; its host is put in afterwards, since the schema allows but one.
  return { ...rest, ...cadence, stage: 'live', wallet: { address, signatureType: 0 } }
}

function deskConfig(
  tokens: readonly (readonly [TokenId, TokenId])[],
  { entryUsdc = DESK_ENTRY_USDC, outcomes = 'one' }: Pick<SessionOptions, 'entryUsdc' | 'outcomes'>,
) {
  const risk = deskRisk(entryUsdc)
  const caps = tokens.length * (outcomes === 'both' ? 2 : 1)
  const markets = tokens.map(([token, otherToken], nth) => ({
    name: nth === 0 ? 'desk' : `desk ${nth + 1}`,
    market: deskMarket(nth),
    token,
    ...(outcomes === 'both' ? { outcomes, otherToken } : {}),
    ...risk,
  }))
  return { accountUsdc: caps * risk.maxUsdcLocked, markets }
}

/** The first is the one that a session of one market has. */
const deskMarket = (nth: number): string =>
  nth === 0 ? DESK_MARKET : `${DESK_MARKET.slice(0, -4)}${nth.toString(16).padStart(4, '0')}`
