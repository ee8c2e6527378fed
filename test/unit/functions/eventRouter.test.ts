import { expect, test } from 'vitest'
import { createEventRouter } from '../../../functions/commands.ts'

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:tick'
const TICK = { scheduledTime: '2026-01-01T00:00:00Z', executionId: 'x' }
const route = createEventRouter<string>({ command: async () => 'command', tick: async () => 'tick' })
const invoked = (event: unknown, qualifier: string) =>
  route(event, { getRemainingTimeInMillis: () => 1_000, invokedFunctionArn: `${ARN}${qualifier}` })

test('by its name alone the function takes ticks, and the commands of an older command line', async () => {
  expect(await invoked(TICK, '')).toBe('tick')
  expect(await invoked({ command: 'arm' }, '')).toBe('command')
  expect(await route(TICK, { getRemainingTimeInMillis: () => 1_000 })).toBe('tick')
})

test.each(['doctor', 'adopt', 'arm'])('the alias %s takes the command of its name', async (alias) => {
  expect(await invoked({ command: alias }, `:${alias}`)).toBe('command')
})

test.each([
  ['doctor', { command: 'arm' }],
  ['doctor', { command: 'adopt' }],
  ['doctor', TICK],
  ['doctor', null],
  ['arm', { command: 'doctor' }],
])('the alias %s takes nothing else: %j', async (alias, event) => {
  await expect(invoked(event, `:${alias}`)).rejects.toThrow(
    `the alias ${alias} takes the command ${alias} alone`,
  )
})
