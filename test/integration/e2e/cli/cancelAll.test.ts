import { afterEach, beforeEach, expect, test } from 'vitest'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { SECRETS_KEY } from './fakeAws.ts'
import { ACCOUNT, type CliStage, controlOf, runBot, startCliStage } from './stage.ts'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

test('cancel-all with the key in a file asks AWS for nothing, and proves that no order is left', async () => {
  await startArmed(stage.store)
  await stage.tick()
  expect(stage.exchange.openOrders(ACCOUNT)).toHaveLength(1)
  stage.aws.asked.length = 0

  const args = ['cancel-all', '--config', stage.configFile, '--key-file', stage.keyFile, '--json']
  const dry = await runBot(args)
  const run = await runBot([...args, '--yes'])

  const one = /1 order: BUY \S+ at 0\.4\d* 0x[0-9a-f]{64}/
  expect(dry.exit).toBe(2)
  expect(dry.json['would']).toMatch(new RegExp(`^would cancel ${one.source} of the configured markets$`))
  expect(run).toMatchObject({ exit: 0, json: { found: 1, cancelled: [expect.any(String)], left: [] } })
  expect(run.json['text']).toMatch(
    new RegExp(`^cancelled ${one.source}\nthere is no open order of the configured markets now`),
  )
  expect((await runBot([...args, '--yes'])).json['text']).toMatch(
    /^there is no open order of the configured markets/,
  )
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(stage.aws.asked).toEqual([])
})

test.each([
  ['cancel-all', '--yes'],
  ['doctor', '--here'],
  ['decommission', '--yes'],
])('%s says at once that a key file cannot be read', async (...command) => {
  const run = await stage.bot(...command, '--config', stage.configFile, '--key-file', '/nowhere/key')

  const error = '--key-file = /nowhere/key: it cannot be read: give the path of the file'
  expect(run).toMatchObject({ exit: 2, json: { error } })
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
})

test.each(['cancel-all', 'decommission'])(
  'where only the bot can read the secrets, %s says at once to give the key, and begins nothing',
  async (command) => {
    // Prepare: stored as setup does, under the key of the stack.
    for (const [name, secret] of stage.aws.parameters)
      stage.aws.parameters.set(name, { ...secret, keyId: SECRETS_KEY })
    await startArmed(stage.store)
    const before = await controlOf(stage)

    // Act
    const refused = await stage.bot(command, '--yes')

    // Assess
    expect(refused.exit).toBe(2)
    expect(refused.json['text']).toContain('only the bot can read it: give the wallet key with --key-file')
    expect(await controlOf(stage)).toEqual(before)
    const dry = await stage.bot(command, '--key-file', stage.keyFile, '--config', stage.configFile)
    expect(dry.json).toMatchObject({ confirmed: false })
  },
)

test('cancel-all while a bot runs names what it cancelled, and what was posted meanwhile', async () => {
  await startArmed(stage.store)
  await stage.tick()
  const [first] = stage.exchange.openOrders(ACCOUNT)
  let isOver = false
  const run = stage.bot('cancel-all', '--yes').finally(() => {
    isOver = true
  })
  while (!isOver) await stage.tick()

  const { exit, json } = await run
  expect(exit).toBe(0)
  expect(json['cancelled']).toContain(first?.id)
  for (const id of json['cancelled'] as string[])
    expect(stage.exchange.openOrders(ACCOUNT).map((order) => order.id)).not.toContain(id)
  if ((json['left'] as string[]).length > 0)
    expect(json['text']).toContain('posted meanwhile and open: 1 order: BUY')
})
