import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ACCOUNT, type CliStage, KEY, runBot, startCliStage } from './stage.ts'

const FUNDER = `0x${'fe'.repeat(20)}`
const KEY_PARAMETER = '/polymarket-market-maker/wallet-key'
const API_PARAMETER = '/polymarket-market-maker/api-credentials'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

const setup = (...args: readonly string[]) =>
  runBot([
    'setup',
    '--config',
    stage.configFile,
    '--key-file',
    stage.keyFile,
    '--endpoint-url',
    stage.aws.url,
    '--region',
    'eu-west-1',
    '--json',
    ...args,
  ])

test('setup derives the credentials, stores both secrets as SecureString and ends in a sound doctor', async () => {
  stage.aws.parameters.clear()

  const run = await setup('--funder', ACCOUNT, '--yes')

  expect(run.json['text']).toMatch(/no problems found/)
  expect(run).toMatchObject({ exit: 0, json: { wallet: { address: ACCOUNT }, written: true } })
  expect(stage.aws.parameters.get(KEY_PARAMETER)).toEqual({ value: KEY, type: 'SecureString' })
  expect(stage.aws.parameters.get(API_PARAMETER)?.type).toBe('SecureString')
  for (const secret of [KEY, KEY.slice(2), stage.aws.parameters.get(API_PARAMETER)?.value ?? 'x']) {
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
  expect(run.json['text']).toMatch(/wallet type open \(type 1: 0 USDC; type 2: .*--type/)
})

test('another key that is stored already is not replaced without --yes', async () => {
  const other = `0x${'11'.repeat(32)}`
  stage.aws.parameters.set(KEY_PARAMETER, { value: other, type: 'SecureString' })

  const refused = await setup('--funder', ACCOUNT)
  const replaced = await setup('--funder', ACCOUNT, '--yes')

  expect(refused.exit).toBe(2)
  expect(refused.json['would']).toContain('holds another secret, which would be replaced')
  expect(replaced.exit).toBe(0)
  expect(stage.aws.parameters.get(KEY_PARAMETER)?.value).toBe(KEY)
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
  const run = await setup()

  expect(run).toMatchObject({
    exit: 2,
    json: { error: '--funder = missing: pass it as an option: there is no terminal to ask on' },
  })
})
