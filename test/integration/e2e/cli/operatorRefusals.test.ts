import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { ACCOUNT, type CliStage, controlOf, runBot, startCliStage } from './stage.ts'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

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
    ['is active', [{ state: 'ALARM', enabled: true }], 'the alarm no-tick is active'],
    ['is active, its action off', [{ state: 'ALARM', enabled: false }], 'the alarm no-tick is active'],
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
      'calls a person only, and is active',
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

  test('an active STOP alarm keeps the halt', async () => {
    await startArmed(stage.store)
    await stage.store.latchMessage({ code: 'OPERATOR', text: 'x', atMs: 1 as never })
    await stage.store.stopDone(2)
    stage.aws.alarms.splice(0, 1, { name: 'no-tick', state: 'ALARM', enabled: true })

    const run = await stage.bot('resume', '2')

    expect(run.exit).toBe(1)
    expect(run.json['refused']).toContain('the alarm no-tick is active')
    expect((await controlOf(stage)).halted).toBe(true)
  })

  test('disarm is refused while an order lives', async () => {
    await startArmed(stage.store)
    await stage.tick()

    const run = await stage.bot('disarm')

    expect(run).toMatchObject({ exit: 1 })
    expect(run.json['refused']).toContain('still holds shares or orders')
    expect((await controlOf(stage)).armed).toBe(true)
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

  test('a stack that is not there is reported once, with region and remedy', async () => {
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
