import { systemClock } from '../functions/systemClock.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import { createBell } from '../shared/polymarket/bell/createBell.ts'
import { channelAddress } from '../shared/polymarket/channel/channelAddress.ts'
import { benchPorts } from './benchPorts.ts'
import type { TickDeskSetup } from './tickDesk.ts'

/** As deployed: what the function has for one invocation. */
const INVOCATION_MS = 175_000

const given = JSON.parse(process.argv[2] ?? '{}') as TickDeskSetup & { readonly listens: boolean }
const { config, ports } = benchPorts(given)
const { clob } = config.hosts
const user = { url: channelAddress(clob, 'user'), credentials: async () => given.credentials }
const bell = given.listens
  ? { bell: createBell({ market: channelAddress(clob), user, clock: systemClock }) }
  : {}

await startArmed(ports.store)
// The bench ends the process.
for (;;)
  await runInvocation(
    { ...ports, ...bell },
    config.stack,
    monotonicMs(systemClock.monotonicMs() + INVOCATION_MS),
  )
