import type { Config } from '../shared/config/config.ts'
import { parseConfigText } from '../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'

/** What a function finds in its environment: nothing secret. */
export interface Environment {
  readonly tableName: string
  /** The problems, where the configuration is not one. */
  readonly config: Config | { readonly problems: string }
}

export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const { TABLE_NAME: tableName, CONFIG: json } = variables
  if (tableName === undefined || tableName === '') {
    throw new Error('TABLE_NAME = missing: deploy again; the stack sets it')
  }
  const parsed = parseConfigText(json ?? '')
  return {
    tableName,
    config: parsed.ok ? parsed.config : { problems: formatConfigProblems(parsed.problems) },
  }
}

export const isConfig = (config: Environment['config']): config is Config => !('problems' in config)
