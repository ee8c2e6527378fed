import type { Config } from '../../shared/config/config.ts'
import { stackName } from '../../shared/config/stackName.ts'
import type { StackOptions } from '../terminal/options.ts'
import { type LocalConfig, readLocalConfig } from '../terminal/readLocalConfig.ts'
import { say } from '../terminal/say.ts'
import { type AwsAccess, createAwsAccess } from './awsAccess.ts'
import { regionOf } from './regionOf.ts'

/** What the options say before any request to AWS. */
export interface Target {
  /** The configuration in a file of the caller's; null: none was named, and the stack was. */
  readonly local: LocalConfig | null
  readonly aws: AwsAccess
  /** null: the table alone was named. */
  readonly stack: string | null
}

export function targetOf(options: StackOptions): Target {
  const local =
    options.config === undefined && options.stack !== undefined ? null : readLocalConfig(options.config)
  const { region, note } = regionOf(options.region, local?.config ?? null, process.env)
  if (note !== null) say(note)
  const aws = createAwsAccess(region, options.endpointUrl ?? null)
  return { local, aws, stack: options.table === undefined ? stackOf(options, local?.config ?? null) : null }
}

const stackOf = ({ stack }: StackOptions, config: Config | null): string | null =>
  stack ?? (config === null ? null : stackName(config))
