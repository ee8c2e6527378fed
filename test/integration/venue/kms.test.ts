import { SigningKey } from 'ethers'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createLiveVenue } from '../../../functions/coldStart.ts'
import { createSigning } from '../../../functions/signing.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { epochMs, monotonicMs, price, size } from '../../../shared/domain/units.ts'
import { formatApiCredentials } from '../../../shared/keys/loadApiCredentials.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { obtainCredentials } from '../../../shared/polymarket/obtainCredentials.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { OWNER, type SimulatedVenue, startVenue } from '../../rehearse/venue.ts'
import { approved } from '../../support/approved.ts'
import { startVault, type Vault } from '../../support/vault.ts'

const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab'
let simulated: SimulatedVenue
let vault: Vault
beforeAll(async () => {
  simulated = await startVenue()
  vault = await startVault(new SigningKey(OWNER.key))
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', vault.endpoint)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'desk')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'desk')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await Promise.all([simulated.close(), vault.close()])
})

async function venueWith(address: string) {
  const wallet = { address, kmsKeyId: KEY_ID }
  const parsed = parseConfig({ ...simulated.configOf(OWNER), wallet })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { config } = parsed
  if (config.stage !== 'live') throw new Error('not live')
  const signer = createWalletSigner(OWNER.key)
  const obtained = await obtainCredentials({ host: config.hosts.clob, chainId: 137, signer })
  if (obtained.is === 'unknown') throw new Error(obtained.why)
  const load = async (name: string): Promise<string> => {
    if (name === config.parameters.apiCredentials) return formatApiCredentials(obtained.credentials)
    throw new Error(`${name} is not for this test: the key is in KMS`)
  }
  const [market] = config.stack.markets
  if (market === undefined) throw new Error('no market')
  return {
    market,
    venue: createLiveVenue(config, { signing: createSigning(), redactor: createRedactor(), load }),
  }
}

const draftOf = ({ market, tokenId }: Awaited<ReturnType<typeof venueWith>>['market']) => ({
  market,
  purpose: 'entry' as const,
  side: 'BUY' as const,
  tokenId,
  priceMicros: price(400_000),
  sizeMicros: size(10_000_000),
  postOnly: true,
  expiresAtMs: epochMs(Math.floor(Date.now() / 1_000) * 1_000 + 300_000),
})

test.each([false, true])('the venue takes an order that KMS has signed, high s: %s', async (highS) => {
  // Prepare
  vault.highS = highS
  const { venue, market } = await venueWith(OWNER.account)
  await venue.market(market.market)

  // Act
  const signing = await venue.sign(approved(draftOf(market)))
  if (signing.is !== 'signed') throw new Error(signing.why)
  const posted = await venue.post(signing.order, monotonicMs(systemClock.monotonicMs() + 10_000))

  // Assess
  expect(posted).toMatchObject({ is: 'accepted', id: signing.order.id })
  expect(simulated.openOrders().map(({ id }) => id)).toContain(signing.order.id)
})

test('a key of another address signs nothing', async () => {
  const { venue, market } = await venueWith(`0x${'12'.repeat(20)}`)
  await venue.market(market.market)
  expect(await venue.sign(draftOf(market))).toMatchObject({
    is: 'refused',
    why: expect.stringMatching(/KMS key 1234abcd.*: key of 0x.*, configured is 0x1212/),
  })
})
