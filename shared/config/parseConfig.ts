import type { z } from 'zod'
import type { Config } from './config.ts'
import { didYouMean } from './didYouMean.ts'
import { type ConfigProblem, formatPath, showValue, valueAt } from './problem.ts'
import { crossFieldProblems } from './rules.ts'
import { configSchema } from './schema.ts'
import { toConfig } from './settings.ts'
import { settingsTable } from './settingsTable.ts'

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

/** The user's configuration, from JSON as parsed; every problem it has, not only the first. */
export function parseConfig(json: unknown): ParsedConfig {
  const parsed = configSchema.safeParse(json)
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap((i) => describe(i, json)) }
  const problems = crossFieldProblems(parsed.data, json)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config: toConfig(parsed.data) }
}

/** The configuration as it was deployed; a person's file is `parseConfigFile`'s, which is too large to deploy. */
export function parseConfigText(text: string): ParsedConfig {
  try {
    return parseConfig(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // The engine's message quotes the text around the fault: it may be anything, so it is not repeated.
    const at = /position \d+( \(line \d+ column \d+\))?/.exec(error.message)?.[0] ?? 'unknown position'
    return { ok: false, problems: [{ path: 'configuration', value: `not JSON (${at})`, remedy: 'mend it' }] }
  }
}

function describe(issue: z.core.$ZodIssue, json: unknown): ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...issue.path, key]))
  const path = formatPath(issue.path)
  return [{ path, value: showValue(valueAt(json, issue.path)), remedy: issue.message }]
}

/** Values of unknown keys are never shown: one of them may be a secret in the wrong place. */
function unknownKey(path: readonly PropertyKey[]): ConfigProblem {
  const key = String(path.at(-1))
  const value = '(not shown)'
  if (/key|secret|passphrase|mnemonic|seed/i.test(key)) {
    const remedy = 'remove it: no secret belongs here; put it into SSM and name the parameter in "parameters"'
    return { path: formatPath(path), value, remedy }
  }
  const level = formatPath(path.slice(0, -1)).replace(/\[\d+\]/g, '[]')
  const names = settingsTable().map((row) => row.name)
  const here = names.filter((name) => parentOf(name) === (level === 'configuration' ? '' : level))
  const guess = didYouMean(key, here.map(lastOf))
  const elsewhere = guess === null ? names.find((name) => lastOf(name) === key) : undefined
  const hint = guess ?? elsewhere
  const remedy =
    hint === undefined ? 'unknown setting: remove it' : `unknown setting: did you mean "${hint}"?`
  return { path: formatPath(path), value, remedy }
}

const parentOf = (name: string): string => name.slice(0, Math.max(name.lastIndexOf('.'), 0))
const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)
