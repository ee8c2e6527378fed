import { existsSync, readFileSync } from 'node:fs'
import type { Config } from '../../shared/config/config.ts'
import { fingerprint } from '../../shared/config/fingerprint.ts'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'

const DEFAULT_FILE = 'config.json'

export interface LocalConfig {
  readonly config: Config
  /** Compact, as it is deployed. */
  readonly json: string
  readonly fingerprint: string
}

/** The configuration in a file of the caller's. @throws InputError with a line for each problem. */
export function readLocalConfig(file: string = DEFAULT_FILE): LocalConfig {
  const text = readText(file)
  const parsed = parseConfigFile(text)
  if (parsed.ok) {
    const { config, compact: json } = parsed
    return { config, json, fingerprint: fingerprint(json) }
  }
  throw wrongValue('--config', file, `it cannot be used:\n${formatConfigProblems(parsed.problems)}`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    const remedy = existsSync(file)
      ? 'it cannot be read: name another'
      : 'there is no such file: name another, or write one with "npx bot init"'
    throw wrongValue('--config', file, remedy)
  }
}
