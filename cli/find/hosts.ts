import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import { defaultConfig } from '../../desk/find/defaultConfig.ts'
import type { Config } from '../../shared/config/config.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'

/** Where the venue is: what every command that reads its catalogue takes. */
export interface HostOptions {
  readonly config?: string | undefined
  readonly host?: string
  readonly gamma?: string
  readonly data?: string
}

export const withHosts = (command: Command): Command =>
  command
    .option('--host <url>', 'the order book’s API')
    .option('--gamma <url>', 'the catalogue’s API')
    .option('--data <url>', 'the Data API')

/** The configuration that was named, else the defaults; hosts that were named count before those that it has. */
export function publicVenue(options: HostOptions): {
  readonly config: Config
  readonly hosts: Config['hosts']
} {
  const config = options.config === undefined ? defaultConfig() : readLocalConfig(options.config).config
  const { host: clob = config.hosts.clob, data = config.hosts.data, gamma = config.hosts.gamma } = options
  return { config, hosts: { clob, data, gamma } }
}

/** What a configuration has to say of them: nothing where they are the venue's own. */
export const writtenHosts = (hosts: Config['hosts']): Partial<Pick<Config, 'hosts'>> =>
  isDeepStrictEqual(hosts, defaultConfig().hosts) ? {} : { hosts }
