import { expect, test } from 'vitest'
import { stopTrigger } from '../../../functions/stopTrigger.ts'
import type { EpochMs } from '../../../shared/domain/units.ts'

const NOW = 1_790_000_000_000 as EpochMs
const sns = (message: unknown) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: message } }] })
const alarm = (state: string) =>
  sns(
    JSON.stringify({
      AlarmName: 'NoTick',
      NewStateValue: state,
      NewStateReason: 'no datapoints',
      StateChangeTime: '2026-11-22T10:00:00Z',
    }),
  )

test('an alarm stops, and the reason says which and since when', () => {
  expect(stopTrigger(alarm('ALARM'), NOW)).toEqual({
    by: 'message',
    reason: { code: 'ALARM', text: 'alarm NoTick (2026-11-22T10:00:00Z): no datapoints', atMs: NOW },
  })
})

test.each([
  ['an alarm without data', alarm('INSUFFICIENT_DATA')],
  ['text that is no JSON', sns('stop now')],
  ['JSON that is no alarm', sns('{"hello":1}')],
  ['an OK that no alarm says', sns('{"NewStateValue":"OK"}')],
  ['an empty message', sns('')],
  ['a message that is no text', sns(7)],
  ['several records', { Records: [...alarm('OK').Records, ...sns('x').Records] }],
  ['an event of nobody', {}],
  ['nothing at all', null],
])('%s stops too', (_, event) => {
  expect(stopTrigger(event, NOW)).toMatchObject({ by: 'message', reason: { code: 'ALARM', atMs: NOW } })
})

test('an alarm that went back to OK stops nothing', () => {
  expect(stopTrigger(alarm('OK'), NOW)).toBeNull()
})

test('a change of the control item is looked at, not counted', () => {
  expect(stopTrigger({ Records: [{ eventSource: 'aws:dynamodb', dynamodb: {} }] }, NOW)).toEqual({
    by: 'stream',
  })
})

test('a long message is quoted in part', () => {
  const trigger = stopTrigger(sns('y'.repeat(100_000)), NOW)
  expect(JSON.stringify(trigger).length).toBeLessThan(400)
})
