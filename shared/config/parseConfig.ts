import { isObject } from '../domain/jsonObject.ts'
import type { Config } from './config.ts'
import { atTheTop, grouped, ownOfMarket } from './places.ts'
import { type ConfigProblem, showValue } from './problem.ts'
import { type Given, givenLevelOf, readGiven } from './readGiven.ts'
import { crossFieldProblems } from './rules.ts'
import { draftOf, toConfig, tokensOf } from './toConfig.ts'

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** As many outcomes as one invocation, the venue's limits for a wallet, a STOP and the dashboard were tried with. */
export const MAX_MARKETS = 200

const TOO_MANY = `name at most ${MAX_MARKETS} outcomes ("outcomes": "both" counts as two); the others need another stack: give it a "name" of its own, which gives it its own table, and a wallet of its own, because the venue's limits apply per wallet`

const TOP = givenLevelOf(atTheTop)
const DEFAULTS = givenLevelOf(grouped)
const MARKET = givenLevelOf([...ownOfMarket, ...grouped])
/** What is at the top besides settings and their groups. */
const OTHER_KEYS = ['$schema', 'defaults', 'markets']

/** The user's configuration, from JSON as parsed; every problem it has, not only the first. */
export function parseConfig(json: unknown): ParsedConfig {
  if (!isObject(json)) {
    return refused([fault('configuration', json, 'use an object with stage, accountUsdc and markets')])
  }
  const { $schema: schema, defaults: written = {}, markets: list, ...rest } = json
  const top = readGiven(TOP, rest, [], OTHER_KEYS)
  const defaults = readGiven(DEFAULTS, written, ['defaults'])
  const markets = Array.isArray(list)
    ? list.map((market, index) => readGiven(MARKET, market, ['markets', index]))
    : []
  const problems = [
    ...schemaProblems(schema),
    ...[top, defaults, ...markets].flatMap((each: Given) => each.problems),
    ...listProblems(list),
  ]
  if (problems.length > 0) return refused(problems)
  const draft = draftOf({ top, defaults, markets })
  const outcomes = draft.markets.flatMap(tokensOf).length
  if (outcomes > MAX_MARKETS)
    return refused([{ path: 'markets', value: `${outcomes} outcomes`, remedy: TOO_MANY }])
  const broken = crossFieldProblems(draft, json)
  return broken.length > 0 ? refused(broken) : { ok: true, config: toConfig(draft) }
}

/** The configuration as it was deployed; a person's file is `parseConfigFile`'s, which is too large to deploy. */
export function parseConfigText(text: string): ParsedConfig {
  try {
    return parseConfig(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // The engine's message quotes the text around the fault: it may be anything, so it is not repeated.
    const at = /position \d+( \(line \d+ column \d+\))?/.exec(error.message)?.[0] ?? 'unknown position'
    return refused([{ path: 'configuration', value: `not JSON (${at})`, remedy: 'correct it' }])
  }
}

/** Where an editor finds `config.schema.json`; nothing reads it here. */
const schemaProblems = (schema: unknown): readonly ConfigProblem[] =>
  schema === undefined || typeof schema === 'string'
    ? []
    : [fault('$schema', schema, 'use "./config.schema.json", or leave it out')]

function listProblems(list: unknown): readonly ConfigProblem[] {
  if (!Array.isArray(list)) return [fault('markets', list, 'use a list of markets [ {…} ]')]
  if (list.length === 0) return [fault('markets', list, 'name at least one market')]
  return list.length > MAX_MARKETS ? [fault('markets', list, TOO_MANY)] : []
}

const fault = (path: string, value: unknown, remedy: string): ConfigProblem => ({
  path,
  value: showValue(value),
  remedy,
})

const refused = (problems: readonly ConfigProblem[]): ParsedConfig => ({ ok: false, problems })
