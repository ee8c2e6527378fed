import type { Command } from 'commander'
import { defaultConfig } from '../../desk/find/defaultConfig.ts'
import type { Config } from '../../shared/config/config.ts'
import type { VenueHosts } from '../../shared/polymarket/createSession.ts'
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
  readonly hosts: VenueHosts
} {
  const config = options.config === undefined ? defaultConfig() : readLocalConfig(options.config).config
  const { clob, gamma, data } = config.hosts
  return {
    config,
    hosts: {
      host: options.host ?? clob,
      gammaHost: options.gamma ?? gamma,
      dataApiHost: options.data ?? data,
    },
  }
}

/** What a configuration has to say of them: nothing where they are the venue's own. */
export function writtenHosts({ host, gammaHost, dataApiHost }: VenueHosts): {
  readonly hosts?: Config['hosts']
} {
  const { clob, gamma, data } = defaultConfig().hosts
  const areDefault = host === clob && gammaHost === gamma && dataApiHost === data
  return areDefault ? {} : { hosts: { clob: host, data: dataApiHost, gamma: gammaHost } }
}
