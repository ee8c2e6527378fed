import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { epochMs } from '../../../../shared/domain/units.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { SECRETS_KEY } from './fakeAws.ts'
import { ACCOUNT, type CliStage, runBot, startCliStage, ticked } from './stage.ts'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

/** What commands say on stderr while they work. */
function saidMeanwhile(): readonly string[] {
  const said: string[] = []
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  onTestFinished(() => spy.mockRestore())
  return said
}

const control = async () => {
  const read = await stage.store.control()
  if (!read.ok || read.value === 'absent') throw new Error('no control item')
  return read.value
}

test('a newcomer’s first hour: a fresh bot says what to do, the doctor finds it well, the canary arms it', async () => {
  const fresh = await stage.bot('status')
  const doctor = await stage.bot('doctor')
  const dry = await stage.bot('arm')
  const armed = await ticked(stage, stage.bot('arm', '--yes'))
  const again = await stage.bot('arm', '--yes')

  expect(fresh).toMatchObject({ exit: 0, json: { ok: true, running: false } })
  expect(fresh.json['text']).toContain('NOT_ARMED')
  expect(doctor.json['text']).toMatch(/no problems found$/)
  expect(doctor.exit).toBe(0)
  expect(dry).toMatchObject({ exit: 2, json: { confirmed: false } })
  expect(armed.json['text']).toContain('canary: order id equals our hash')
  expect(armed.exit).toBe(0)
  expect(await control()).toMatchObject({ armed: true, halted: false, haltSeq: 1, doneSeq: 1, clearedSeq: 1 })
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(again.json['text']).toContain('it is armed already')
})

test('an armed bot quotes, is halted, says why, and is resumed by the right number alone', async () => {
  // Prepare
  await startArmed(stage.store)
  await stage.tick()
  const quoting = await stage.bot('status')
  const quoted = stage.exchange.openOrders(ACCOUNT).length

  // Act
  const said = saidMeanwhile()
  const halted = await stage.bot('halt', 'I', 'feel', 'uneasy', '--wait', '2')
  const early = await stage.bot('resume', '2')
  await stage.tick()
  const status = await stage.bot('status')
  const wrong = await stage.bot('resume', '1')
  const resumed = await stage.bot('resume', '2')
  const again = await stage.bot('resume', '2')

  // Assess
  expect(quoted).toBe(1)
  expect(quoting.json).toMatchObject({
    running: true,
    markets: [{ market: MARKET, phase: 'ENTRY_PENDING', mode: 'NORMAL' }],
  })
  expect(halted).toMatchObject({ exit: 1, json: { haltSeq: 2, done: false } })
  expect(said.join('')).toMatch(
    /^latched, STOP number 2\n {2}after 0 s: 1 order of the bot may be live, being cancelled\n/,
  )
  expect(early).toMatchObject({
    exit: 1,
    json: { refused: expect.stringMatching(/wait (for the STOP to be done|until)/) },
  })
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(status.json['text']).toMatch(
    /HALTED by STOP 2, done; "resume 2" ends it\n +OPERATOR\n +.*I feel uneasy/,
  )
  expect(wrong).toMatchObject({
    exit: 1,
    json: { refused: 'STOP 2 stands, not 1: see "status", then "resume 2"' },
  })
  expect(resumed).toMatchObject({ exit: 0, json: { running: true } })
  expect(again).toMatchObject({
    exit: 1,
    json: { refused: 'no STOP stands: the last one, 2, is ended' },
  })
})

test('a command looks in the region of its configuration, not in that of the environment', async () => {
  vi.stubEnv('AWS_REGION', 'us-east-1')
  onTestFinished(() => {
    vi.unstubAllEnvs()
  })

  const args = ['halt', 'now', '--wait', '0', '--config', stage.configFile, '--endpoint-url', stage.aws.url]
  const halted = await runBot([...args, '--json'])

  expect(halted).toMatchObject({ exit: 0, json: { haltSeq: 1 } })
  expect([...stage.aws.regions]).toEqual(['eu-west-1'])
})

test('status advises nothing that would be refused', async () => {
  // Nobody listens, and an alarm stands.
  const listener = stage.aws.listeners.splice(0)
  const deaf = await stage.bot('status')
  stage.aws.listeners.push(...listener)
  stage.aws.alarms.splice(0, 1, { name: 'no-tick', state: 'ALARM', enabled: true })
  const fresh = await stage.bot('status')
  await startArmed(stage.store)
  await stage.store.latchMessage({ code: 'OPERATOR', text: 'x', atMs: 1 as never })
  await stage.store.stopDone(2)
  const halted = await stage.bot('status')
  stage.aws.alarms.splice(0, 1, { name: 'no-tick', state: 'OK', enabled: true })
  const free = await stage.bot('status')

  expect(deaf.json['text']).toMatch(/^NOT_ARMED: never armed; before "arm": listener = nobody: /)
  expect(fresh.json['text']).toMatch(/^NOT_ARMED: never armed; before "arm": the alarm no-tick is active/)
  expect(halted.json['text']).toMatch(
    /^HALTED by STOP 2, done; before "resume 2": the alarm no-tick is active/,
  )
  expect(free.json['text']).toMatch(/^HALTED by STOP 2, done; "resume 2" ends it/)
  expect(await stage.bot('resume', '2')).toMatchObject({ exit: 0 })
})

test('a halt over a restored table is told with its end, and not done by a tick', async () => {
  await startArmed(stage.store)

  const halted = await stage.bot('halt', '--restored', 'the', 'table', 'was', 'lost', '--wait', '0')
  await stage.tick()
  const status = await stage.bot('status')
  const resumed = await stage.bot('resume', '2')

  expect(halted).toMatchObject({ exit: 0, json: { haltSeq: 2, done: false } })
  const until = new Date(Number((await control()).restoredAtMs) + 720_000 + 60_000).toISOString()
  expect(status.json['text']).toContain(
    `HALTED by STOP 2, not done yet: the table was restored from a backup: an order missing from it may be live until ${until}`,
  )
  expect(resumed).toMatchObject({ exit: 1 })
})

test('drained with nothing held the bot disarms itself; a drain can be taken back before', async () => {
  await startArmed(stage.store)

  const drained = await stage.bot('drain')
  const back = await stage.bot('drain', '--off')
  await stage.bot('drain')
  await stage.tick()

  expect(drained).toMatchObject({ exit: 0, json: { drain: true } })
  expect(back).toMatchObject({ exit: 0, json: { drain: false } })
  expect((await control()).armed).toBe(false)
})

test('a market drained by itself is sold out and not entered; the stack stays armed', async () => {
  await startArmed(stage.store)

  const drained = await stage.bot('drain', '--market', MARKET)
  await stage.tick()
  const status = await stage.bot('status')
  const back = await stage.bot('drain', '--market', MARKET, '--off')
  const stranger = await stage.bot('drain', '--market', `0x${'5'.repeat(64)}`)

  expect(drained).toMatchObject({ exit: 0, json: { market: MARKET, drain: true } })
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(status.json['text']).toContain('RUNNING, draining 1 market')
  expect(status.json).toMatchObject({
    markets: [{ market: MARKET, mode: 'EXIT_ONLY', exitOnly: ['marketDrain'], drained: true }],
  })
  expect(back).toMatchObject({ exit: 0, json: { market: MARKET, drain: false } })
  expect(stranger).toMatchObject({ exit: 1, json: { refused: expect.stringContaining('not a market') } })
  expect(await control()).toMatchObject({ armed: true, drain: false })
})

describe('refusals', () => {
  test('arm stays disarmed where the doctor finds a problem, and tells it', async () => {
    stage.exchange.approve(ACCOUNT, false)

    const run = await stage.bot('arm', '--yes')

    expect(run.exit).toBe(2)
    expect(run.json['text']).toContain('no allowance for USDC')
    expect(await stage.store.control()).toMatchObject({ value: 'absent' })
    expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  })

  test.each([
    ['stands', [{ state: 'ALARM', enabled: true }], 'the alarm no-tick is active'],
    ['stands, its action off', [{ state: 'ALARM', enabled: false }], 'the alarm no-tick is active'],
    ['is off', [{ state: 'OK', enabled: false }], 'the action of the alarm no-tick is off'],
    [
      'has no action',
      [{ state: 'OK', enabled: true, actions: [] }],
      'the action of the alarm no-tick is off',
    ],
    [
      'calls a person only',
      [{ state: 'OK', enabled: true, actions: ['arn:page'] }],
      'the action of the alarm no-tick was changed and does not reach the stop topic',
    ],
    [
      'calls a person only, and stands',
      [{ state: 'ALARM', enabled: true, actions: ['arn:page'] }],
      'the alarm no-tick is active',
    ],
    [
      'has no data yet and is off',
      [{ state: 'INSUFFICIENT_DATA', enabled: false }],
      'the action of the alarm no-tick is off',
    ],
    ['was deleted', [], 'the alarm no-tick was deleted'],
  ])(
    'arm and resume are refused before anything is written while a STOP alarm %s',
    async (_, alarms, why) => {
      stage.aws.alarms.splice(0, 1, ...alarms.map((alarm) => ({ name: 'no-tick', ...alarm })))

      const resumed = await stage.bot('resume', '1')
      const run = await stage.bot('arm', '--yes')

      expect(resumed).toMatchObject({ exit: 1, json: { refused: expect.stringContaining(why) } })

      expect(run).toMatchObject({ exit: 1, json: { refused: expect.stringContaining(why) } })
      expect(await stage.store.control()).toMatchObject({ value: 'absent' })
      expect(stage.aws.asked.filter((each) => each.includes('invocations'))).toEqual([])
    },
  )

  test('one that has no data yet can fire: it bars nothing', async () => {
    stage.aws.alarms.splice(0, 1, { name: 'no-tick', state: 'INSUFFICIENT_DATA', enabled: true })
    await startArmed(stage.store)
    await stage.store.latchMessage({ code: 'OPERATOR', text: 'x', atMs: 1 as never })
    await stage.store.stopDone(2)

    expect(await stage.bot('resume', '2')).toMatchObject({ exit: 0, json: { running: true } })
  })

  test('a standing STOP alarm keeps the halt', async () => {
    await startArmed(stage.store)
    await stage.store.latchMessage({ code: 'OPERATOR', text: 'x', atMs: 1 as never })
    await stage.store.stopDone(2)
    stage.aws.alarms.splice(0, 1, { name: 'no-tick', state: 'ALARM', enabled: true })

    const run = await stage.bot('resume', '2')

    expect(run.exit).toBe(1)
    expect(run.json['refused']).toContain('the alarm no-tick is active')
    expect((await control()).halted).toBe(true)
  })

  test('disarm is refused while an order lives', async () => {
    await startArmed(stage.store)
    await stage.tick()

    const run = await stage.bot('disarm')

    expect(run).toMatchObject({ exit: 1 })
    expect(run.json['refused']).toContain('still holds shares or orders')
    expect((await control()).armed).toBe(true)
  })

  test.each([
    ['resume', ['resume', 'x'], /SEQ = x: use the number of the STOP/],
    ['flatten', ['flatten', '1', '--floor', '2'], /--floor = 2: use a price from 0 to 1/],
    ['halt', ['halt', 'x', '--wait', '1.5'], /--wait = 1\.5: use whole seconds/],
    ['adopt', ['adopt', '--market', '0x12'], /--market = 0x12: use the condition id/],
  ])('%s names field, value and remedy of a typing error', async (_, args, line) => {
    const run = await stage.bot(...args)

    expect(run.exit).toBe(2)
    expect(run.json['error']).toMatch(line)
  })

  test('a stack that is not there is told once, with region and remedy', async () => {
    const run = await runBot([
      'status',
      '--stack',
      'Nowhere',
      '--region',
      'eu-west-1',
      '--endpoint-url',
      stage.aws.url,
    ])

    expect(run.exit).toBe(2)
    expect(run.err).toMatch(/--stack = Nowhere: .* in region eu-west-1: check name, region and credentials/)
  })
})

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
    const before = await control()

    // Act
    const refused = await stage.bot(command, '--yes')

    // Assess
    expect(refused.exit).toBe(2)
    expect(refused.json['text']).toContain('only the bot can read it: give the wallet key with --key-file')
    expect(await control()).toEqual(before)
    const dry = await stage.bot(command, '--key-file', stage.keyFile, '--config', stage.configFile)
    expect(dry.json).toMatchObject({ confirmed: false })
  },
)

test('cancel-all beside a bot that runs names what it cancelled, and what was posted meanwhile', async () => {
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

test('shares that no fill explains are a STOP; adopt books them at the price named, and the bot goes on', async () => {
  // Prepare: somebody sent shares before the first tick.
  stage.exchange.fundShares(ACCOUNT, YES, 20_000_000)
  await startArmed(stage.store)
  await stage.tick()
  await stage.tick()
  expect((await stage.bot('status')).json['text']).toMatch(/HALTED by STOP 2.*\n +STATE_LOSS/)

  // Act
  const dry = await stage.bot('adopt', '--price', '0.4')
  const priceless = await stage.bot('adopt', '--yes')
  const adopted = await stage.bot('adopt', '--price', '0.4', '--yes')
  const resumed = await stage.bot('resume', '2')

  // Assess
  expect(dry).toMatchObject({ exit: 2, json: { confirmed: false } })
  expect(priceless).toMatchObject({ exit: 1 })
  expect(priceless.json['refused']).toContain('with --price')
  expect(adopted).toMatchObject({ exit: 0, json: { phase: 'POSITION_OPEN', shares: '20' } })
  expect(resumed).toMatchObject({ exit: 0, json: { running: true } })
  expect((await stage.bot('status')).json).toMatchObject({ markets: [{ shares: '20', averageCost: '0.4' }] })
})

test('the doctor here asks by the key in a file, and a closed market is the user’s to correct', async () => {
  const sound = await stage.bot('doctor', '--here', '--key-file', stage.keyFile)
  stage.exchange.change(MARKET, { closed: true, accepting: false })
  const closed = await stage.bot('doctor', '--here', '--key-file', stage.keyFile)

  expect(sound).toMatchObject({ exit: 0 })
  expect(closed.exit).toBe(2)
  expect(closed.json['text']).toMatch(
    /markets\[0\]\.market = 0x\w+: the market is closed: choose an open one/,
  )
  expect(stage.aws.asked).not.toContain('GetParameter')
})

test('arm waits for the tick that holds the lease', async () => {
  const nowMs = epochMs(Date.now())
  const held = await stage.store.acquire({ market: MARKET, tokenId: YES }, { nowMs, leaseMs: 55_000 })
  if (held.is !== 'held') throw new Error('no lease')
  const released = sleep(3_000).then(() => stage.store.release(held.lease))

  const armed = await ticked(stage, stage.bot('arm', '--yes'))

  expect(armed).toMatchObject({ exit: 0, json: { running: true } })
  expect(await released).toEqual({ is: 'written' })
})
