import { readFileSync } from 'node:fs'
import { UsageError } from '../desk/session/usageError.ts'
import type { Config } from '../shared/config/config.ts'
import { parseConfigText } from '../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'

const DEFAULT_FILE = 'config.json'

/** The configuration in a file of the caller's. @throws UsageError with a line for each problem. */
export function readLocalConfig(file: string = DEFAULT_FILE): Config {
  const parsed = parseConfigText(readText(file))
  if (parsed.ok) return parsed.config
  const remedy = `it cannot be used:\n${formatConfigProblems(parsed.problems)}`
  throw new UsageError({ field: '--config', value: file, remedy })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new UsageError({ field: '--config', value: file, remedy: 'it cannot be read: name another' })
  }
}
