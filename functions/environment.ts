import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../shared/config/config.ts'
import { fingerprint } from '../shared/config/fingerprint.ts'
import { parseConfigText } from '../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../shared/config/problem.ts'
import { SETTINGS_FILE } from '../shared/config/settingsFile.ts'

/** What a function finds in its environment and next to its code: nothing secret. */
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
  /** Fingerprint of the configuration's text. */
  readonly fingerprint: string
}

/**
 * @param variables `CONFIG` counts where no file is next to the code: a process that is not deployed has it there.
 * @param folder of the running code.
 */
export function readEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  folder: string = import.meta.dirname,
): Environment {
  const {
    TABLE_NAME: tableName,
    CONFIG: undeployed = '',
    PAGE_TOPIC_ARN: topic = '',
    STOP_ALARMS: alarms = '',
    DRILL_ALARM_ARN: drill = '',
  } = variables
  if (tableName === undefined || tableName === '') {
    throw new Error('TABLE_NAME = missing: deploy again; the stack sets it')
  }
  const json = readSettings(folder) ?? undeployed
  const parsed = parseConfigText(json)
  return {
    tableName,
    pageTopicArn: topic === '' ? null : topic,
    stopAlarms: alarms.split(',').filter((name) => name !== ''),
    drillAlarmArn: drill === '' ? null : drill,
    fingerprint: fingerprint(json),
    config: parsed.ok ? parsed.config : { problems: formatConfigProblems(parsed.problems) },
  }
}

/** null: there is none, or none that can be read. */
function readSettings(folder: string): string | null {
  try {
    return readFileSync(join(folder, SETTINGS_FILE), 'utf8')
  } catch {
    return null
  }
}

export const isConfig = (config: Environment['config']): config is Config => !('problems' in config)
