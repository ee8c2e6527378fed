import type { Config } from '../../shared/config/config.ts'

/** As the configuration has it where it names none. */
const DEFAULT_REGION = 'eu-west-1'

export interface Region {
  readonly region: string
  /** What a person should know of the choice; null: nothing. */
  readonly note: string | null
}

/**
 * Where the stack is. A deployment goes to the region of its configuration, so a command looks there, whatever the
 * environment says: that counts only where no configuration is at hand.
 * @param option `--region`, which wins.
 */
export function regionOf(
  option: string | undefined,
  config: Pick<Config, 'region'> | null,
  variables: Readonly<Record<string, string | undefined>>,
): Region {
  if (option !== undefined) return { region: option, note: null }
  const environment = variables['AWS_REGION'] ?? variables['AWS_DEFAULT_REGION']
  if (config === null) {
    const [region, from] =
      environment === undefined ? [DEFAULT_REGION, 'the default'] : [environment, 'of the environment']
    return { region, note: `region ${region}, ${from}: no configuration names one; --region names another` }
  }
  const { region } = config
  const isOther = environment !== undefined && environment !== region
  return {
    region,
    note: isOther ? `region ${region}, of the configuration; the environment says ${environment}` : null,
  }
}
