import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../../../../functions/systemClock.ts'
import { POLYGON } from '../../../../shared/domain/venueRules.ts'
import { createWalletSigner } from '../../../../shared/keys/walletSigner.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { allCredentials } from '../../../../shared/polymarket/obtainCredentials.ts'
import { PRIVATE_KEY } from '../../../support/wireIds.ts'
import { ACCOUNT, type CliStage, startCliStage } from './stage.ts'

const PARAMETER = '/polymarket-market-maker/api-credentials'

let stage: CliStage
const slept: number[] = []
beforeEach(async () => {
  stage = await startCliStage()
  slept.length = 0
  // Three minutes until no earlier run can be under way.
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

const rotate = (...args: readonly string[]) => stage.bot('rotate', '--key-file', stage.keyFile, ...args)

/** Ids of the API keys that the venue takes, the oldest first. */
async function keys(): Promise<readonly string[]> {
  const signer = createWalletSigner(PRIVATE_KEY)
  const all = await allCredentials({ host: stage.venue.url, chainId: POLYGON, signer })
  if (typeof all === 'string') throw new Error(all)
  return all.map(({ credentials }) => credentials.key)
}

const stored = (): string => JSON.parse(stage.aws.parameters.get(PARAMETER)?.value ?? '{}').key

test('without --yes it says what it would do, and changes nothing', async () => {
  const before = await keys()

  const dry = await rotate()

  expect(dry).toMatchObject({ exit: 2, json: { confirmed: false } })
  expect(await keys()).toEqual(before)
  expect(stored()).toBe(before[0])
  expect(stage.aws.asked).not.toContain('UpdateFunctionConfiguration')
})

test('new credentials are stored, used by the function, and the old ones revoked last', async () => {
  // Prepare
  const [old = ''] = await keys()
  await stage.tick()

  // Act
  const done = await rotate('--yes')

  // Assess
  const [fresh = '', ...others] = await keys()
  expect(done.json['text']).toMatch(/^rotated: the bot uses the API key [0-9a-f]{8}…, and no other/)
  expect(done).toMatchObject({
    exit: 0,
    json: { key: `${fresh.slice(0, 8)}…`, revoked: [`${old.slice(0, 8)}…`] },
  })
  expect(others).toEqual([])
  expect(fresh).not.toBe(old)
  expect(stored()).toBe(fresh)
  // Both functions, and then a whole life of a run.
  expect(stage.aws.asked.filter((each) => each === 'UpdateFunctionConfiguration')).toHaveLength(2)
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(180_000)
  const doctor = await stage.bot('doctor')
  expect(doctor.json['text']).toContain(`API key: ${fresh.slice(0, 8)}…`)
  expect(doctor.exit).toBe(0)
})

test('after it, commands with the key in a file find the credentials that are left', async () => {
  await rotate('--yes')

  const cancelled = await stage.bot('cancel-all', '--yes', '--key-file', stage.keyFile)

  expect(cancelled.exit).toBe(0)
})

test('a bot that runs is not touched, and the remedy is named', async () => {
  await startArmed(stage.store)
  await stage.tick()
  const before = await keys()

  const refused = await rotate('--yes')

  expect(stage.exchange.openOrders(ACCOUNT)).not.toEqual([])
  expect(refused.exit).toBe(1)
  expect(refused.json['text']).toContain('npx bot halt rotating the keys')
  expect(await keys()).toEqual(before)
})

test('interrupted after the new ones were created, the same command goes on with those', async () => {
  // Prepare: SSM refuses.
  const [old] = await keys()
  stage.aws.denied.add('ssm:PutParameter')
  const broken = await rotate('--yes')
  const created = await keys()
  stage.aws.denied.delete('ssm:PutParameter')

  // Act
  const done = await rotate('--yes')

  // Assess
  expect(broken.exit).toBe(1)
  expect(created).toEqual([old, expect.any(String)])
  expect(done.exit).toBe(0)
  expect(await keys()).toEqual([created[1]])
})

test('a function that does not take the new ones keeps the old ones', async () => {
  // Prepare: its environment cannot be changed, so it goes on with what it has.
  const [old] = await keys()
  stage.aws.denied.add('lambda:UpdateFunctionConfiguration')

  const broken = await rotate('--yes')

  expect(broken.exit).toBe(1)
  expect((await keys())[0]).toBe(old)
  expect((await stage.bot('doctor')).exit).toBe(0)
})

test('the key of another wallet is refused', async () => {
  const file = join(stage.folder, 'another-key')
  writeFileSync(file, `0x${'11'.repeat(32)}\n`)

  const refused = await stage.bot('rotate', '--key-file', file, '--yes')

  expect(refused.exit).toBe(2)
  expect(refused.json['text']).toContain(`the configured wallet is that of ${ACCOUNT}: give its key`)
})
