import { describe, expect, test } from 'vitest'
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
  ['text that is not JSON', sns('stop now')],
  ['JSON that is no alarm', sns('{"hello":1}')],
  ['an OK that no alarm says', sns('{"NewStateValue":"OK"}')],
  ['an empty message', sns('')],
  ['a message that is not text', sns(7)],
  ['several records', { Records: [...alarm('OK').Records, ...sns('x').Records] }],
  ['an event of nobody', {}],
  ['nothing at all', null],
])('%s stops too', (_, event) => {
  expect(stopTrigger(event, NOW)).toMatchObject({ by: 'message', reason: { code: 'ALARM', atMs: NOW } })
})

describe('what names a message', () => {
  const named = (MessageId: unknown) => ({
    Records: [{ EventSource: 'aws:sns', Sns: { Message: 'stop now', MessageId } }],
  })

  test.each([
    ['its own id', named('sns-1'), 'sns-1'],
    ['the request’s, where it has none', sns('stop now'), 'request-1'],
    ['the request’s, where its id is not text', named(7), 'request-1'],
    ['the request’s, where its id is longer than any', named('x'.repeat(300)), 'request-1'],
    ['the request’s, where nothing is understood', { what: 'ever' }, 'request-1'],
  ])('is %s', (_, event, id) => {
    expect(stopTrigger(event, NOW, { requestId: 'request-1', alarms: [] })).toMatchObject({ id })
  })

  test('is nothing where neither is given: it always counts', () => {
    expect(stopTrigger(sns('stop now'), NOW)).not.toHaveProperty('id')
  })
})

test('an alarm of this stack that went to ALARM may be left aside; no other message may', () => {
  const may = (event: unknown) => stopTrigger(event, NOW, { alarms: ['NoTick'] })

  expect(may(alarm('ALARM'))).toMatchObject({ mayLeaveAside: true })
  for (const event of [alarm('INSUFFICIENT_DATA'), sns('NoTick'), sns('{"AlarmName":"NoTick"}')])
    expect(may(event)).not.toHaveProperty('mayLeaveAside')
  expect(stopTrigger(alarm('ALARM'), NOW, { alarms: ['Other'] })).not.toHaveProperty('mayLeaveAside')
})

describe('a record of the stream', () => {
  const record = (NewImage: unknown) => ({
    Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage } }],
  })
  const n = (value: number) => ({ N: String(value) })
  const flipped = {
    schema: n(1),
    armed: { BOOL: true },
    halted: { BOOL: true },
    haltSeq: n(3),
    doneSeq: n(3),
    clearedSeq: n(3),
  }

  test.each([
    ['a flip', flipped],
    ['a flag that is no flag', { ...flipped, halted: { S: 'yes' } }],
    ['no flag at all', { ...flipped, halted: undefined }],
  ])('that shows %s tells at which number', (_, image) => {
    expect(stopTrigger(record(image), NOW)).toEqual({ by: 'stream', flippedAtSeq: 3 })
  })

  test.each([
    ['a running bot', { ...flipped, halted: { BOOL: false } }],
    ['a STOP that was counted', { ...flipped, haltSeq: n(4) }],
    ['what is not armed', { ...flipped, armed: { BOOL: false } }],
    ['nothing: the item was deleted', undefined],
    ['no image but text', 'text'],
  ])('that shows %s is a change like any other', (_, image) => {
    expect(stopTrigger(record(image), NOW)).toEqual({ by: 'stream' })
  })
})

test('an alarm that went back to OK stops nothing', () => {
  expect(stopTrigger(alarm('OK'), NOW)).toBeNull()
})

test.each([
  ['null', null],
  ['a number', 7],
  ['an object', { a: [1] }],
  ['10,000 characters', 'x'.repeat(10_000)],
])('an OK whose words for people are %s stops nothing either; an ALARM stops', (_, odd) => {
  const saying = (NewStateValue: string) =>
    sns(JSON.stringify({ AlarmName: 'NoTick', NewStateValue, NewStateReason: odd, StateChangeTime: odd }))

  expect(stopTrigger(saying('OK'), NOW)).toBeNull()
  expect(stopTrigger(saying('ALARM'), NOW, { alarms: ['NoTick'] })).toMatchObject({
    by: 'message',
    mayLeaveAside: true,
    reason: { text: expect.stringContaining('alarm NoTick (time unknown)') },
  })
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
