import { createLiveVenue } from '../functions/coldStart.ts'
import { createSigning } from '../functions/signing.ts'
import { systemClock } from '../functions/systemClock.ts'
import { parseConfig } from '../shared/config/parseConfig.ts'
import { assert } from '../shared/domain/assert.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createStore } from '../shared/dynamodb/store.ts'
import { formatApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { createRequestTurns } from '../shared/polymarket/requestTurns.ts'
import { createTelemetry } from '../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../shared/telemetry/redactor.ts'
import type { TickDeskSetup } from './tickDesk.ts'

/** The ports of the deployed tick function, at the table and the venue of the bench. */
export function benchPorts(given: TickDeskSetup) {
  const parsed = parseConfig(given.config)
  assert(parsed.ok && parsed.config.stage === 'live', 'the configuration of the bench is one')
  const [settings] = parsed.config.stack.markets
  assert(settings !== undefined, 'it has a market')
  const { stack } = parsed.config
  const markets = given.markets.map(({ market, tokens: [tokenId] }) => ({ ...settings, market, tokenId }))
  const config = { ...parsed.config, stack: { ...stack, markets } }
  const client = createDocumentClient({
    endpoint: given.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  })
  const redactor = createRedactor()
  const load = async (): Promise<string> => formatApiCredentials(given.credentials)
  const turns = createRequestTurns(systemClock)
  const signing = { ...createSigning(), signerOf: () => async () => createWalletSigner(given.key) }
  const ports = {
    clock: systemClock,
    store: createStore({ client, tableName: given.tableName, clock: systemClock, stage: 'live' }),
    venue: createLiveVenue(config, { signing, redactor, load, turns }),
    telemetry: createTelemetry({ stage: 'live', redactor, markets: config.stack.markets }),
  }
  return { config, ports, turns }
}
