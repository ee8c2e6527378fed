import type { Config } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'

/** A configuration of which nothing but what must be stated is: hosts and filters at their defaults. */
export function defaultConfig(): Config {
  const limits = { maxUsdcLocked: 50, entryUsdc: 20, maxDailyLossUsdc: 10 }
  const market = { market: `0x${'0'.repeat(64)}`, token: '1', ...limits }
  const parsed = parseConfig({ stage: 'paper', accountUsdc: 50, markets: [market] })
  if (!parsed.ok) throw new Error('the defaults are not a configuration')
  return parsed.config
}

/** By which a market is judged that is not in the configuration yet: those of its first market. */
export function judgingSettings(config: Config): MarketSettings {
  const [settings] = config.stack.markets
  if (settings === undefined) throw new Error('a configuration without markets has passed the parser')
  return settings
}
