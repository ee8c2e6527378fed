import { readFileSync } from 'node:fs'
import type { Config } from '../shared/config/config.ts'
import { parseConfigFile } from '../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'

export type ReadConfig =
  | { readonly ok: true; readonly config: Config /** Compact, for the bundle. */; readonly json: string }
  | { readonly ok: false; readonly why: string }

/** Reads and checks a configuration file; `why` has a line for each problem. */
export function readConfigFile(file: string): ReadConfig {
  const text = readText(file)
  if (text === null) return { ok: false, why: `${file}: cannot be read; name another with -c config=FILE` }
  const parsed = parseConfigFile(text)
  if (!parsed.ok) return { ok: false, why: formatConfigProblems(parsed.problems) }
  return { ok: true, config: parsed.config, json: parsed.compact }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
