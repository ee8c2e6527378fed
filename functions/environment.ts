import type { Config } from '../shared/config/config.ts'
import { parseConfigText } from '../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'

/** What a function finds in its environment: nothing secret. */
export interface Environment {
  readonly tableName: string
  /** Where notices go by mail; null: nowhere. */
  readonly pageTopicArn: string | null
  /** The names of the alarms that stop, for the STOP function alone. */
  readonly stopAlarms: readonly string[]
  /** The ARN of the alarm of the drill, for the STOP function alone; null: there is none. */
  readonly drillAlarmArn: string | null
  /** The problems, where the configuration is not one. */
  readonly config: Config | { readonly problems: string }
}

export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const {
    TABLE_NAME: tableName,
    CONFIG: json,
    PAGE_TOPIC_ARN: topic = '',
    STOP_ALARMS: alarms = '',
    DRILL_ALARM_ARN: drill = '',
  } = variables
  if (tableName === undefined || tableName === '') {
    throw new Error('TABLE_NAME = missing: deploy again; the stack sets it')
  }
  const parsed = parseConfigText(json ?? '')
  return {
    tableName,
    pageTopicArn: topic === '' ? null : topic,
    stopAlarms: alarms.split(',').filter((name) => name !== ''),
    drillAlarmArn: drill === '' ? null : drill,
    config: parsed.ok ? parsed.config : { problems: formatConfigProblems(parsed.problems) },
  }
}

export const isConfig = (config: Environment['config']): config is Config => !('problems' in config)
