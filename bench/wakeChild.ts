import { createLiveVenue } from '../functions/coldStart.ts'
import { createSigning } from '../functions/signing.ts'
import { systemClock } from '../functions/systemClock.ts'
import { parseConfig } from '../shared/config/parseConfig.ts'
import { assert } from '../shared/domain/assert.ts'
import { monotonicMs } from '../shared/domain/units.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import { runInvocation } from '../shared/engine/invocation.ts'
import { formatApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { startArmed } from '../shared/operator/startArmed.ts'
import { createBell } from '../shared/polymarket/bell/createBell.ts'
import { channelAddress } from '../shared/polymarket/channel/channelAddress.ts'
import { createTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import type { TickDeskSetup } from './tickDesk.ts'

/** As deployed: what the function has for one invocation. */
const INVOCATION_MS = 175_000

const given = JSON.parse(process.argv[2] ?? '{}') as TickDeskSetup & { readonly listens: boolean }
const parsed = parseConfig(given.config)
assert(parsed.ok && parsed.config.stage === 'live', 'the configuration of the bench is one')
const { config } = parsed
const client = createDocumentClient({
  endpoint: given.endpoint,
  region: 'eu-west-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
})
const redactor = createRedactor()
const load = async (): Promise<string> => formatApiCredentials(given.credentials)
const signing = { ...createSigning(), signerOf: () => async () => createWalletSigner(given.key) }
const { clob } = config.hosts
const user = { url: channelAddress(clob, 'user'), credentials: async () => given.credentials }
const ports = {
  clock: systemClock,
  store: createStore({ client, tableName: given.tableName, clock: systemClock, stage: 'live' }),
  venue: createLiveVenue(config, { signing, redactor, load }),
  telemetry: createTelemetry({ stage: 'live', redactor, markets: config.stack.markets }),
  ...(given.listens ? { bell: createBell({ market: channelAddress(clob), user, clock: systemClock }) } : {}),
}

await startArmed(ports.store)
// The bench ends the process.
for (;;) await runInvocation(ports, config.stack, monotonicMs(systemClock.monotonicMs() + INVOCATION_MS))
