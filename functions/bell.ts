import type { Config } from '../shared/config/config.ts'
import type { LoadSecret } from '../shared/keys/secureStrings.ts'
import { createBell } from '../shared/polymarket/bell/createBell.ts'
import { channelAddress } from '../shared/polymarket/channel/channelAddress.ts'
import type { Ports } from '../shared/ports/ports.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { loadCredentials } from './coldStart.ts'
import { systemClock } from './systemClock.ts'

/** The venue's channels as the bell of the ticks, or none where the configuration turned it off. */
export function createTickBell(
  { bell, hosts: { clob }, stage, parameters }: Config,
  of: { readonly load: LoadSecret; readonly redactor: Redactor },
): Pick<Ports, 'bell'> {
  if (!bell) return {}
  const user = {
    url: channelAddress(clob, 'user'),
    credentials: () => loadCredentials(of.load, parameters.apiCredentials, of.redactor),
  }
  return {
    bell: createBell({
      market: channelAddress(clob),
      user: stage === 'live' ? user : null,
      clock: systemClock,
    }),
  }
}
