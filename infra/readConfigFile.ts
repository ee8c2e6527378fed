import { readFileSync } from 'node:fs'
import type { Config } from '../shared/config/config.ts'
import { parseConfigFile } from '../shared/config/parseConfigFile.ts'
import { placeBeyond } from '../shared/config/placeBeyond.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'

/** A Lambda's environment holds 4 KB, the names and the other variables included. */
const MAX_ENVIRONMENT_BYTES = 3_500

export type ReadConfig =
  | { readonly ok: true; readonly config: Config /** Compact, for the environment. */; readonly json: string }
  | { readonly ok: false; readonly why: string }

/** Reads and checks a configuration file; `why` has a line for each problem. */
export function readConfigFile(file: string): ReadConfig {
  const text = readText(file)
  if (text === null) return { ok: false, why: `${file}: cannot be read; name another by -c config=FILE` }
  const parsed = parseConfigFile(text)
  if (!parsed.ok) return { ok: false, why: formatConfigProblems(parsed.problems) }
  const json = parsed.compact
  const bytes = Buffer.byteLength(json)
  if (bytes > MAX_ENVIRONMENT_BYTES) {
    const place = placeBeyond(text, json, MAX_ENVIRONMENT_BYTES)
    const why = `configuration = ${bytes} bytes: a Lambda takes ${MAX_ENVIRONMENT_BYTES}, which ${place} exceeds; say in defaults what the markets share, leave out settings that equal their default, or use fewer markets`
    return { ok: false, why }
  }
  return { ok: true, config: parsed.config, json }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
