import { describe, expect, test } from 'vitest'
import { createLatchHandler, createStopHandler, type StopPorts } from '../../../functions/stop.ts'
import { halted, running } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const ARN = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:MarketMaker-live-AlarmsDrill1A2B'
const NAME = 'MarketMaker-live-AlarmsDrill1A2B'
const alarms = { stop: ['MarketMaker-live-AlarmsNoTick3C4D'], drillArn: ARN }
const invocation = { getRemainingTimeInMillis: () => 900_000, awsRequestId: 'request-1' }

const sns = (message: object, id = 'message-1') => ({
  Records: [{ EventSource: 'aws:sns', Sns: { MessageId: id, Message: JSON.stringify(message) } }],
})
const drill = { AlarmName: NAME, AlarmArn: ARN, NewStateValue: 'ALARM', NewStateReason: 'the daily drill' }

function stage(of: Bench) {
  const answered = { count: 0, reasons: [] as string[] }
  const telemetry = Object.assign(of.told, {
    late: () => undefined,
    silent: () => undefined,
    failed: () => undefined,
    drilled: (reason: string) => {
      answered.count += 1
      answered.reasons.push(reason)
    },
  })
  const ports: StopPorts = { ...of.ports, telemetry }
  return { handle: createStopHandler(ports, of.stack, alarms), ports, answered }
}

describe('the alarm of the drill', () => {
  test.each([
    ['armed and running', running],
    ['halted and done', halted({ doneSeq: 4 })],
    ['halted and not done', halted()],
    ['not armed', { ...running, armed: false }],
    ['never armed', null],
  ])(
    'is answered and left aside where the stack is %s: nothing is read, stored or cancelled',
    async (_, control) => {
      const of = bench({ control })
      const { handle, answered } = stage(of)

      expect(await handle(sns(drill), invocation)).toBe('drill answered')
      expect(await handle(sns(drill), invocation)).toBe('drill answered')

      expect(answered.count).toBe(2)
      expect(answered.reasons[0]).toBe('the daily drill')
      expect(of.store.control_).toEqual(control)
      expect(of.store.calls).toEqual([])
      expect(of.store.messageIds).toEqual([])
      expect(of.venue.calls).toEqual([])
    },
  )

  test.each([
    ['of its name alone', { ...drill, AlarmArn: undefined }],
    ['of its name in another region', { ...drill, AlarmArn: ARN.replace('eu-west-1', 'us-east-1') }],
    ['of its name in another account', { ...drill, AlarmArn: ARN.replace('123456789012', '210987654321') }],
    ['whose ARN begins alike', { ...drill, AlarmArn: `${ARN}2` }],
    ['whose ARN is the beginning of it', { ...drill, AlarmArn: ARN.slice(0, -1) }],
    ['whose ARN is in capitals', { ...drill, AlarmArn: ARN.toUpperCase() }],
    ['whose ARN is a list with it', { ...drill, AlarmArn: [ARN] }],
    ['whose words name it', { ...drill, AlarmArn: 'x', NewStateReason: ARN }],
    ['without a name', { AlarmArn: ARN, NewStateValue: 'ALARM' }],
    ['without a state', { AlarmName: NAME, AlarmArn: ARN }],
  ])('a message %s merely looks like it, and latches', async (_, message) => {
    const of = bench({ control: running })
    const { handle, answered } = stage(of)

    expect(await handle(sns(message), invocation)).toMatchObject({ is: 'done' })

    expect(answered.count).toBe(0)
    expect(of.control()).toMatchObject({ halted: true, haltSeq: running.haltSeq + 1 })
  })

  test('two messages in one event latch, the drill among them or not', async () => {
    const of = bench({ control: running })
    const { handle, answered } = stage(of)
    const both = { Records: [...sns(drill).Records, ...sns({ stop: 'now' }, 'message-2').Records] }

    expect(await handle(both, invocation)).toMatchObject({ is: 'done' })
    expect(answered.count).toBe(0)
  })

  test('of a stack that knows none is a STOP', async () => {
    const of = bench({ control: running })
    const { ports, answered } = stage(of)
    const handle = createStopHandler(ports, of.stack, { stop: [], drillArn: null })

    expect(await handle(sns({ ...drill, AlarmArn: '' }), invocation)).toMatchObject({ is: 'done' })
    expect(await handle(sns(drill, 'message-2'), invocation)).toMatchObject({ is: 'done' })
    expect(answered.count).toBe(0)
  })

  test('is not answered by a function that could not cancel: without a configuration', async () => {
    const of = bench({ control: running })
    const { ports, answered } = stage(of)

    await expect(createLatchHandler(ports, alarms)(sns(drill), invocation)).rejects.toThrow('deploy again')
    expect(answered.count).toBe(0)
    expect(of.control()).toEqual(running)
  })

  test('that is back to OK is nothing at all', async () => {
    const { handle, answered } = stage(bench({ control: running }))

    expect(await handle(sns({ ...drill, NewStateValue: 'OK' }), invocation)).toBe('no stop')
    expect(answered.count).toBe(0)
  })
})
