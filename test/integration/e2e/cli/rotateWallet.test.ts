import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { computeAddress, SigningKey } from 'ethers'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { succeeded } from '../../../../cli/terminal/outcome.ts'
import { systemClock } from '../../../../functions/systemClock.ts'
import { POLYGON } from '../../../../shared/domain/venueRules.ts'
import { createDocumentClient } from '../../../../shared/dynamodb/documentClient.ts'
import { marketKey } from '../../../../shared/dynamodb/table.ts'
import { createWalletSigner } from '../../../../shared/keys/walletSigner.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { allCredentials } from '../../../../shared/polymarket/obtainCredentials.ts'
import { MARKET, PRIVATE_KEY, YES } from '../../../support/wireIds.ts'
import { SECRETS_KEY } from './fakeAws.ts'
import { ACCOUNT, type CliStage, startCliStage, ticked } from './stage.ts'

const NEW_KEY = `0x${'22'.repeat(32)}`
const NEW = computeAddress(NEW_KEY).toLowerCase()
const WALLET_KEY = '/polymarket-market-maker/wallet-key'
const API_KEY = '/polymarket-market-maker/api-credentials'
const KMS_KEY = '0a1b2c3d-0000-4000-8000-0000000000ff'

/** What `cdk deploy` does to the stack is the stage's; the rehearsal runs the real one. */
const cloud = vi.hoisted(() => ({ deploy: (): string | null => null, calls: 0 }))
vi.mock('../../../../cli/operate/deploy.ts', async (original) => ({
  ...(await original<object>()),
  deploy: async () => {
    cloud.calls += 1
    const why = cloud.deploy()
    return why === null ? succeeded('deployed') : { exit: 1, text: why, json: {} }
  },
}))

let stage: CliStage
let newKeyFile: string
const slept: number[] = []
beforeEach(async () => {
  stage = await startCliStage()
  newKeyFile = join(stage.folder, 'new-key')
  writeFileSync(newKeyFile, `${NEW_KEY}\n`)
  slept.length = 0
  cloud.calls = 0
  cloud.deploy = () => {
    stage.redeploy()
    return null
  }
  const spies = [
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    vi.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
      slept.push(ms)
    }),
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
})
afterEach(() => stage.close())

const fund = (): void => {
  stage.exchange.fund(NEW, 1_000_000_000)
  stage.exchange.approve(NEW, true)
}
const change = (...args: readonly string[]) =>
  stage.bot('rotate', '--wallet', '--config', stage.configFile, ...args)
const toNew = (...args: readonly string[]) => change('--new-key-file', newKeyFile, '--funder', NEW, ...args)
const written = () => JSON.parse(readFileSync(stage.configFile, 'utf8')).wallet
const parameter = (name: string) => stage.aws.parameters.get(name)?.value ?? ''

/** Where the deployed function finds KMS. */
function functionReaches(kms: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL_KMS', kms)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })
}

async function keysOf(key: string): Promise<readonly string[]> {
  const all = await allCredentials({
    host: stage.venue.url,
    chainId: POLYGON,
    signer: createWalletSigner(key),
  })
  if (typeof all === 'string') throw new Error(all)
  return all.map(({ credentials }) => credentials.key)
}

async function itemWallet(): Promise<string | undefined> {
  const items = await stage.store.marketItems()
  if (!items.ok) throw new Error(items.unknown)
  return items.value[0]?.state?.wallet
}

/** It traded with the old wallet, and has sold everything: its item is the old wallet's. */
async function flatWithOldWallet(): Promise<void> {
  await stage.tick()
  expect(await itemWallet()).toBe(ACCOUNT)
}

/** Armed, with a position, halted. */
async function holding(): Promise<void> {
  await startArmed(stage.store)
  await stage.tick()
  expect(stage.sellToEntry()).toBe(true)
  await vi.waitFor(
    async () => {
      await stage.tick()
      const items = await stage.store.marketItems()
      expect(items.ok && items.value[0]?.state?.phase).toBe('POSITION_OPEN')
    },
    { timeout: 20_000, interval: 200 },
  )
  const halted = await ticked(stage, stage.bot('halt', 'changing the wallet'))
  expect(halted.exit).toBe(0)
}

test('without --yes it says what it would do, and changes nothing', async () => {
  fund()
  await flatWithOldWallet()
  await keysOf(NEW_KEY)
  stage.venue.issueKey(NEW)
  const before = { file: readFileSync(stage.configFile, 'utf8'), secrets: new Map(stage.aws.parameters) }

  const dry = await toNew()

  expect(dry).toMatchObject({ exit: 2, json: { confirmed: false, wallet: { address: NEW } } })
  expect(dry.json['would']).toContain('rebuild every market of the table from the venue')
  expect(readFileSync(stage.configFile, 'utf8')).toBe(before.file)
  expect(stage.aws.parameters).toEqual(before.secrets)
  expect(cloud.calls).toBe(0)
})

test('a new wallet is written, stored, deployed, its markets rebuilt, and the API keys of the old one revoked', async () => {
  // Prepare
  fund()
  await flatWithOldWallet()

  // Act
  const done = await toNew('--key-file', stage.keyFile, '--yes')

  // Assess
  expect(done.json['text']).toMatch(/^changed: wallet 0x/)
  expect(done).toMatchObject({ exit: 0, json: { wallet: { address: NEW } } })
  expect(written()).toEqual({ address: NEW })
  expect(stage.aws.parameters.get(WALLET_KEY)).toEqual({
    value: NEW_KEY,
    type: 'SecureString',
    keyId: SECRETS_KEY,
  })
  expect(JSON.parse(parameter(API_KEY)).key).toBe((await keysOf(NEW_KEY))[0])
  expect(await itemWallet()).toBe(NEW)
  expect(await keysOf(PRIVATE_KEY)).toEqual([])
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(180_000)
  for (const secret of [PRIVATE_KEY, NEW_KEY, NEW_KEY.slice(2)])
    expect(done.out + done.err).not.toContain(secret)
})

test('after it the bot is armed with the new wallet, and quotes with its money', async () => {
  fund()
  await flatWithOldWallet()
  const { json } = await toNew('--yes')
  const seq = json['haltSeq']
  if (typeof seq === 'number') expect((await stage.bot('resume', String(seq))).exit).toBe(0)

  const armed = await ticked(stage, stage.bot('arm', '--yes'))
  await stage.tick()

  expect(armed.json['text']).toContain('canary')
  expect(armed.exit).toBe(0)
  expect(stage.exchange.openOrders(NEW)).toHaveLength(1)
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
})

test('while shares are held it refuses, and names market and remedy; nothing is written', async () => {
  fund()
  await holding()

  const refused = await toNew('--yes')

  expect(refused.exit).toBe(1)
  expect(refused.json['refused']).toContain(`${MARKET} still holds shares or orders of the wallet ${ACCOUNT}`)
  expect(refused.json['refused']).toContain('flatten SEQ --yes')
  expect(written()).toEqual({ address: ACCOUNT })
  expect(parameter(WALLET_KEY)).toBe(PRIVATE_KEY)
  expect(cloud.calls).toBe(0)
})

test('shares that the books do not know, the venue knows: it refuses', async () => {
  // Prepare: a table that lost its item.
  fund()
  await holding()
  const client = createDocumentClient({ endpoint: stage.aws.url, region: 'eu-west-1' })
  await client.send(new DeleteCommand({ TableName: 'cli', Key: marketKey({ market: MARKET, tokenId: YES }) }))
  client.destroy()

  // Act
  const refused = await toNew('--yes')

  // Assess
  expect(refused.exit).toBe(1)
  expect(refused.json['refused']).toMatch(/^the venue lists \S+ shares of token \d+ in the old wallet 0x/)
  expect(written()).toEqual({ address: ACCOUNT })
})

test('a bot that runs is not touched, and the remedy is named', async () => {
  fund()
  await startArmed(stage.store)
  await stage.tick()

  const refused = await toNew('--yes')

  expect(refused.exit).toBe(1)
  expect(refused.json['text']).toContain('npx bot halt rotating the keys')
  expect(written()).toEqual({ address: ACCOUNT })
})

test('a wallet without money is not ready: nothing is changed', async () => {
  await flatWithOldWallet()

  const refused = await toNew('--yes')

  expect(refused.exit).toBe(1)
  expect(refused.json['text']).toContain('not changed: the new wallet is not ready')
  expect(written()).toEqual({ address: ACCOUNT })
  expect(parameter(WALLET_KEY)).toBe(PRIVATE_KEY)
})

test('a file that would change more than the wallet is refused: that is deployed first', async () => {
  fund()
  const json = JSON.parse(readFileSync(stage.configFile, 'utf8'))
  writeFileSync(stage.configFile, JSON.stringify({ ...json, operatorEmail: 'somebody@example.com' }))

  const refused = await toNew('--yes')

  expect(refused.exit).toBe(1)
  expect(refused.json['refused']).toContain('operatorEmail')
  expect(refused.json['refused']).toContain('npx bot deploy')
  expect(cloud.calls).toBe(0)
})

test('interrupted at the deployment, the same line goes on and ends the same', async () => {
  // Prepare
  fund()
  await flatWithOldWallet()
  cloud.deploy = () => 'cdk deploy failed; it says why above'
  const broken = await toNew('--key-file', stage.keyFile, '--yes')
  const between = written()
  cloud.deploy = () => {
    stage.redeploy()
    return null
  }

  // Act
  const done = await toNew('--key-file', stage.keyFile, '--yes')

  // Assess
  expect(broken.exit).toBe(1)
  expect(broken.json['text']).toContain(
    `To continue: npx bot rotate --wallet --new-key-file ${newKeyFile} --key-file ${stage.keyFile} --funder ${NEW} --yes --config ${stage.configFile}`,
  )
  expect(between).toEqual({ address: NEW })
  expect(done.exit).toBe(0)
  expect(await itemWallet()).toBe(NEW)
  expect(await keysOf(PRIVATE_KEY)).toEqual([])
})

test('interrupted after the deployment, the same line rebuilds what is left, and deploys nothing again', async () => {
  // Prepare: the venue refuses the last step.
  fund()
  await flatWithOldWallet()
  stage.aws.denied.add('lambda:InvokeFunction')
  const broken = await toNew('--key-file', stage.keyFile, '--yes')
  stage.aws.denied.delete('lambda:InvokeFunction')

  // Act
  const done = await toNew('--key-file', stage.keyFile, '--yes')

  // Assess
  expect(broken.exit).toBe(1)
  expect(done.json['text']).toMatch(/^changed: /)
  expect(cloud.calls).toBe(1)
  expect(await itemWallet()).toBe(NEW)
  expect(await keysOf(PRIVATE_KEY)).toEqual([])
})

test('the same key moves into KMS while shares are held: they stay, the books too', async () => {
  // Prepare: the key was imported into KMS.
  await holding()
  stage.aws.signingKeys.set(KMS_KEY, new SigningKey(PRIVATE_KEY))
  functionReaches(stage.aws.url)
  const [api] = await keysOf(PRIVATE_KEY)

  // Act
  const done = await change('--kms', KMS_KEY, '--yes')

  // Assess
  expect(done.json['text']).toMatch(/^changed: /)
  expect(done.exit).toBe(0)
  expect(written()).toEqual({ address: ACCOUNT, kmsKeyId: KMS_KEY })
  expect(done.json['text']).toContain(`aws ssm delete-parameter --name ${WALLET_KEY}`)
  expect(done.json['text']).not.toContain('arm --yes')
  expect(await keysOf(PRIVATE_KEY)).toEqual([api])
  const items = await stage.store.marketItems()
  expect(items.ok && items.value[0]?.state?.phase).toBe('POSITION_OPEN')
})

test('a function that cannot sign with the KMS key is named, and the old key stays in SSM', async () => {
  // Prepare: the key's policy is not that of this account's roles.
  await flatWithOldWallet()
  stage.aws.signingKeys.set(KMS_KEY, new SigningKey(PRIVATE_KEY))
  functionReaches('http://127.0.0.1:9')
  const broken = await change('--kms', KMS_KEY, '--yes')
  functionReaches(stage.aws.url)
  stage.redeploy()

  // Act
  const done = await change('--kms', KMS_KEY, '--yes')

  // Assess
  expect(broken.exit).toBe(1)
  expect(broken.json['text']).toContain('the function cannot sign with the new key: signature = ')
  expect(broken.json['text']).not.toContain('delete-parameter')
  expect(parameter(WALLET_KEY)).toBe(PRIVATE_KEY)
  expect(done.exit).toBe(0)
})

test('a new KMS key is created with its id shown, and nothing else is changed until it is funded', async () => {
  const made = await change('--kms', '--yes')
  const id = String(made.json['kmsKeyId'])

  expect(made.json['text']).toContain(`rotate --wallet --kms ${id} --yes`)
  expect(stage.aws.signingKeys.has(id)).toBe(true)
  expect(written()).toEqual({ address: ACCOUNT })
})

test('options that do not fit together are refused with a remedy', async () => {
  const loose = await stage.bot('rotate', '--new-key-file', newKeyFile)
  const both = await change('--kms', KMS_KEY, '--new-key-file', newKeyFile)
  const nameless = await stage.bot('rotate', '--wallet', '--new-key-file', newKeyFile)
  fund()
  const another = join(stage.folder, 'another')
  writeFileSync(another, `0x${'33'.repeat(32)}`)
  const stranger = await toNew('--key-file', another, '--yes')

  expect([loose.exit, both.exit, nameless.exit, stranger.exit]).toEqual([2, 2, 2, 2])
  expect(loose.json['text']).toContain('it belongs to --wallet')
  expect(stranger.json['text']).toContain(`the deployed wallet is that of ${ACCOUNT}`)
  expect(written()).toEqual({ address: ACCOUNT })
})
