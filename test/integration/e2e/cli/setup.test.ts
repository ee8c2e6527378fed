import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { computeAddress, SigningKey } from 'ethers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PRIVATE_KEY } from '../../../support/wireIds.ts'
import { SECRETS_KEY } from './fakeAws.ts'
import { ACCOUNT, type CliStage, runBot, startCliStage } from './stage.ts'

const FUNDER = `0x${'fe'.repeat(20)}`
const KEY_PARAMETER = '/polymarket-market-maker/wallet-key'
const API_PARAMETER = '/polymarket-market-maker/api-credentials'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

const setup = (...args: readonly string[]) => withoutKey('--key-file', stage.keyFile, ...args)
const withoutKey = (...args: readonly string[]) =>
  runBot([
    'setup',
    '--config',
    stage.configFile,
    '--endpoint-url',
    stage.aws.url,
    '--region',
    'eu-west-1',
    '--json',
    ...args,
  ])
/** The file with some of it replaced. */
function rewrite(change: (json: Record<string, unknown>) => Record<string, unknown>): void {
  const json = JSON.parse(readFileSync(stage.configFile, 'utf8')) as Record<string, unknown>
  writeFileSync(stage.configFile, `${JSON.stringify(change(json), null, 2)}\n`)
}
const withoutWallet = ({ wallet: _, ...rest }: Record<string, unknown>) => rest

test('setup derives the credentials, stores both secrets as SecureString and ends in a sound doctor', async () => {
  stage.aws.parameters.clear()

  const run = await setup('--funder', ACCOUNT, '--yes')

  expect(run.json['text']).toMatch(/no problems found/)
  expect(run).toMatchObject({ exit: 0, json: { wallet: { address: ACCOUNT }, written: true } })
  expect(stage.aws.parameters.get(KEY_PARAMETER)).toEqual({
    value: PRIVATE_KEY,
    type: 'SecureString',
    keyId: SECRETS_KEY,
  })
  expect(stage.aws.parameters.get(API_PARAMETER)?.keyId).toBe(SECRETS_KEY)
  expect(stage.aws.parameters.get(API_PARAMETER)?.type).toBe('SecureString')
  for (const secret of [
    PRIVATE_KEY,
    PRIVATE_KEY.slice(2),
    stage.aws.parameters.get(API_PARAMETER)?.value ?? 'x',
  ]) {
    expect(run.out + run.err).not.toContain(secret)
  }
})

test('without --yes setup writes nothing: no parameter, no file, no key at the venue; it says what it would', async () => {
  stage.aws.parameters.clear()
  const before = readFileSync(stage.configFile, 'utf8')

  const run = await setup('--funder', ACCOUNT)

  expect(run.exit).toBe(2)
  expect(run.json['would']).toMatch(/wallet-key: would be stored as SecureString/)
  expect(run.json['would']).toMatch(/api-credentials: would be stored as SecureString/)
  expect(stage.aws.parameters.size).toBe(0)
  expect(readFileSync(stage.configFile, 'utf8')).toBe(before)
})

test('the wallet needs no place in the file beforehand: --yes writes it there, and all else stays as it was', async () => {
  const { wallet: _, ...rest } = JSON.parse(readFileSync(stage.configFile, 'utf8'))
  writeFileSync(stage.configFile, `${JSON.stringify(rest, null, 2)}\n`)

  const run = await setup('--funder', ACCOUNT, '--yes')

  expect(run).toMatchObject({ exit: 0, json: { wallet: { address: ACCOUNT }, written: true } })
  expect(JSON.parse(readFileSync(stage.configFile, 'utf8'))).toEqual({
    ...rest,
    wallet: { address: ACCOUNT },
  })
})

test('the key of another wallet than the one in the file is refused, and nothing is stored', async () => {
  const file = join(stage.folder, 'another-key')
  writeFileSync(file, `0x${'22'.repeat(32)}`)
  stage.aws.parameters.clear()

  const run = await setup('--funder', ACCOUNT, '--key-file', file, '--yes')

  expect(run.exit).toBe(2)
  expect(run.json['error']).toMatch(/names the wallet of another key/)
  expect(stage.aws.parameters.size).toBe(0)
})

test('the wallet type is the one whose wallet holds the money, and the block to write names it', async () => {
  stage.venue.registerWallet({ owner: ACCOUNT, funder: FUNDER, signatureType: 2 })
  stage.exchange.fund(FUNDER, 500_000_000)
  stage.exchange.approve(FUNDER, true)

  const run = await setup('--funder', FUNDER, '--yes')

  const wallet = { address: ACCOUNT, funder: FUNDER, signatureType: 2 }
  expect(run).toMatchObject({ exit: 0, json: { wallet, written: true } })
  expect(JSON.parse(readFileSync(stage.configFile, 'utf8'))).toMatchObject({ wallet })
})

test('without money the type is open, and setup says how to settle it', async () => {
  const run = await setup('--funder', FUNDER)

  expect(run.exit).toBe(1)
  expect(run.json['text']).toMatch(/the wallet type \(type 1: 0 USDC; type 2: .*--type/)
})

test('another key that is stored already is not replaced without --yes', async () => {
  const other = `0x${'11'.repeat(32)}`
  stage.aws.parameters.set(KEY_PARAMETER, { value: other, type: 'SecureString' })

  const refused = await setup('--funder', ACCOUNT)
  const replaced = await setup('--funder', ACCOUNT, '--yes')

  expect(refused.exit).toBe(2)
  expect(refused.json['would']).toContain('wallet-key: holds another secret')
  expect(replaced.exit).toBe(0)
  expect(stage.aws.parameters.get(KEY_PARAMETER)?.value).toBe(PRIVATE_KEY)
})

test('a file that holds no key is refused without showing what it holds', async () => {
  const file = join(stage.folder, 'not-a-key')
  writeFileSync(file, 'correct horse battery staple')

  const run = await setup('--funder', ACCOUNT, '--key-file', file)

  expect(run.exit).toBe(1)
  expect(run.out).toContain('not a private key')
  expect(run.out).not.toContain('horse')
})

test('where nobody can be asked, the missing option is named', async () => {
  rewrite(withoutWallet)

  const run = await setup()

  expect(run).toMatchObject({
    exit: 2,
    json: { error: '--funder = missing: add this option: there is no terminal to ask on' },
  })
})

test('before the first deployment there is no key: the wallet is written, no secret is stored, and it says how to go on', async () => {
  // Prepare
  rewrite(withoutWallet)
  stage.aws.parameters.clear()
  stage.aws.secretsKeys.length = 0

  // Act
  const first = await setup('--funder', ACCOUNT, '--yes')
  const stored = stage.aws.parameters.size
  stage.aws.secretsKeys.push(SECRETS_KEY)
  const second = await setup('--yes')

  // Assess
  expect(first).toMatchObject({ exit: 0, json: { written: true, stored: false } })
  expect(first.json['text']).toMatch(
    /secrets are not stored yet: the stack MarketMaker-live creates their KMS key/,
  )
  expect(first.json['text']).toMatch(/next: npx cdk deploy .*, then this command again/)
  expect(stored).toBe(0)
  // The funder is in the file by then: nobody is asked for it again.
  expect(second).toMatchObject({ exit: 0, json: { stored: true } })
  expect(stage.aws.parameters.get(KEY_PARAMETER)?.keyId).toBe(SECRETS_KEY)
})

test('between deployment and secrets a tick stops nothing, doctor says what is missing, and then it goes on', async () => {
  // Prepare
  const kept = [...stage.aws.parameters]
  stage.aws.parameters.clear()

  // Act
  await stage.tick()
  const control = await stage.store.control()
  const sick = await stage.bot('doctor')
  for (const [name, value] of kept) stage.aws.parameters.set(name, value)
  const well = await stage.bot('doctor')

  // Assess
  expect(control).toMatchObject({ ok: true, value: 'absent' })
  expect(sick.exit).toBe(2)
  expect(sick.json['text']).toMatch(/wallet-key = missing: store it with "npx bot setup --yes"/)
  expect(well.exit).toBe(0)
})

test('a secret of an older stack, under the account’s key, is stored again under that of the stack', async () => {
  const dry = await setup('--funder', ACCOUNT)
  const before = stage.aws.parameters.get(KEY_PARAMETER)?.keyId
  await setup('--funder', ACCOUNT, '--yes')

  expect(dry.json['would']).toContain('wallet-key: stored under another key, would be stored again')
  expect(before).toBeUndefined()
  expect(stage.aws.parameters.get(KEY_PARAMETER)).toEqual({
    value: PRIVATE_KEY,
    type: 'SecureString',
    keyId: SECRETS_KEY,
  })
})

test('the account’s key is there by setting, and its risk is reported', async () => {
  rewrite((json) => ({ ...json, parameters: { key: 'aws' } }))
  stage.aws.parameters.clear()
  stage.aws.secretsKeys.length = 0

  const run = await setup('--funder', ACCOUNT, '--yes')

  expect(run).toMatchObject({ exit: 0, json: { stored: true } })
  expect(stage.aws.parameters.get(KEY_PARAMETER)).toEqual({ value: PRIVATE_KEY, type: 'SecureString' })
  expect(run.json['text']).toMatch(/anyone who may read parameters in this account can read the secrets/)
})

describe('with the wallet key in KMS', () => {
  const SIGNS = '0a1b2c3d-0000-4000-8000-000000000000'

  test('without --yes no key is made', async () => {
    rewrite(withoutWallet)

    const run = await withoutKey('--kms')

    expect(run.exit).toBe(2)
    expect(run.json['would']).toMatch(/would create a KMS key that signs for the wallet in region eu-west-1/)
    expect(stage.aws.signingKeys.size).toBe(0)
  })

  test('with it one is made, its address shown, the file names both; no wallet key is stored; again it makes no second', async () => {
    // Prepare
    rewrite(withoutWallet)
    stage.aws.parameters.clear()

    // Act
    const run = await withoutKey('--kms', '--yes', '--funder', '')
    const again = await withoutKey('--kms', '--yes')

    // Assess
    const key = stage.aws.signingKeys.get(SIGNS) ?? expect.fail('no key was made')
    const wallet = { address: computeAddress(key).toLowerCase(), kmsKeyId: SIGNS }
    expect(run.json['text']).toContain(`KMS key ${SIGNS} created; its wallet is ${wallet.address}`)
    expect(JSON.parse(readFileSync(stage.configFile, 'utf8'))).toMatchObject({ wallet })
    expect([...stage.aws.parameters.keys()]).toEqual([API_PARAMETER])
    expect(again.json).toMatchObject({ wallet, stored: true })
    expect(stage.aws.signingKeys.size).toBe(1)
  })

  test('a key that is there is taken by its id', async () => {
    rewrite(withoutWallet)
    const key = new SigningKey(`0x${'3'.repeat(64)}`)
    stage.aws.signingKeys.set(SIGNS, key)

    const run = await withoutKey('--kms', SIGNS, '--yes', '--funder', '')

    expect(run.json).toMatchObject({
      wallet: { address: computeAddress(key).toLowerCase(), kmsKeyId: SIGNS },
    })
  })

  test('no key is made where the file names the wallet of another: shares may be held there', async () => {
    const run = await withoutKey('--kms', '--yes')

    expect(run.exit).toBe(2)
    expect(run.json['error']).toMatch(/names the wallet of a key that is not in KMS/)
    expect(stage.aws.signingKeys.size).toBe(0)
  })
})
