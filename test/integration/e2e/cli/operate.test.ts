import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { epochMs } from '../../../../shared/domain/units.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { ACCOUNT, type CliStage, controlOf, runBot, startCliStage, ticked } from './stage.ts'

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
  expect(await controlOf(stage)).toMatchObject({
    armed: true,
    halted: false,
    haltSeq: 1,
    doneSeq: 1,
    clearedSeq: 1,
  })
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
    /HALTED by STOP 2, done; "npx bot resume 2" ends it\n +\d{4}-\d\d-\d\d [\d:]{8} UTC OPERATOR: .*I feel uneasy/,
  )
  expect(wrong).toMatchObject({
    exit: 1,
    json: { refused: 'STOP 2 is active, not 1: see "npx bot status", then "npx bot resume 2"' },
  })
  expect(resumed).toMatchObject({ exit: 0, json: { running: true } })
  expect(again).toMatchObject({
    exit: 1,
    json: { refused: 'no STOP is active: the last one, 2, has ended' },
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
  // Nobody listens, and an alarm is active.
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

  expect(deaf.json['text']).toMatch(/^NOT_ARMED: never armed; before "npx bot arm": listener = nobody: /)
  expect(fresh.json['text']).toMatch(
    /^NOT_ARMED: never armed; before "npx bot arm": the alarm no-tick is active/,
  )
  expect(halted.json['text']).toMatch(
    /^HALTED by STOP 2, done; before "npx bot resume 2": the alarm no-tick is active/,
  )
  expect(free.json['text']).toMatch(/^HALTED by STOP 2, done; "npx bot resume 2" ends it/)
  expect(await stage.bot('resume', '2')).toMatchObject({ exit: 0 })
})

test('a halt over a restored table is shown with its end, and not done by a tick', async () => {
  await startArmed(stage.store)

  const halted = await stage.bot('halt', '--restored', 'the', 'table', 'was', 'lost', '--wait', '0')
  await stage.tick()
  const status = await stage.bot('status')
  const resumed = await stage.bot('resume', '2')

  expect(halted).toMatchObject({ exit: 0, json: { haltSeq: 2, done: false } })
  const until = new Date(Number((await controlOf(stage)).restoredAtMs) + 720_000 + 60_000).toISOString()
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
  expect((await controlOf(stage)).armed).toBe(false)
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
  expect(await controlOf(stage)).toMatchObject({ armed: true, drain: false })
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
