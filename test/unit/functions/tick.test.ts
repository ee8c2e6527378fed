import { expect, test } from 'vitest'
import { createTickHandler, type TickPorts } from '../../../functions/tick.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const invocation = { getRemainingTimeInMillis: () => 20_000 }
const isoOf = (ms: number) => new Date(ms).toISOString()

/** The bench's ports; what the entry point tells is kept. */
function portsOf(of: Bench, told: string[]): TickPorts {
  const telemetry = Object.assign(of.told, {
    late: ({ executionId, ageMs }: { executionId: string; ageMs: number }) => {
      told.push(`${executionId} ${ageMs}`)
    },
    silent: () => undefined,
    drilled: () => undefined,
    failed: (error: unknown) => {
      told.push(error instanceof Error ? error.name : 'unknown')
    },
  })
  return { ...of.ports, telemetry }
}

test('an event that comes after a younger one is dropped and reported', async () => {
  // Prepare
  const of = bench()
  const told: string[] = []
  const handle = createTickHandler(portsOf(of, told), of.stack)
  const startMs = of.clock.nowMs()
  of.clock.advance(60_000)
  await handle({ scheduledTime: isoOf(startMs + 60_000), executionId: 'e2' }, invocation)
  const ticks = of.told.ticks.length

  // Act
  const late = await handle({ scheduledTime: isoOf(startMs), executionId: 'e1' }, invocation)

  // Assess
  expect(late).toBe('late')
  expect(told).toEqual([`e1 ${of.clock.nowMs() - startMs}`])
  expect(of.told.ticks).toHaveLength(ticks)
})

test('an event that comes twice counts once', async () => {
  // Prepare
  const of = bench()
  const handle = createTickHandler(portsOf(of, []), of.stack)
  const event = { scheduledTime: isoOf(of.clock.nowMs()), executionId: 'e1' }

  // Act
  const first = await handle(event, invocation)
  const second = await handle(event, invocation)

  // Assess
  expect(first).toMatchObject({ failures: [], late: [] })
  expect(second).toBe('late')
})

test('an event that names a time to come does not make the next ones late', async () => {
  // Prepare
  const of = bench()
  const handle = createTickHandler(portsOf(of, []), of.stack)
  await handle({ scheduledTime: isoOf(of.clock.nowMs() + 3_600_000), executionId: 'e1' }, invocation)
  of.clock.advance(60_000)

  // Act
  const next = await handle({ scheduledTime: isoOf(of.clock.nowMs()), executionId: 'e2' }, invocation)

  // Assess
  expect(next).toMatchObject({ failures: [], late: [] })
})

test.each([
  ['no event', null],
  ['another event', { source: 'aws.events' }],
  ['a time that is none', { scheduledTime: 'noon', executionId: 'e1' }],
])('%s fails, and is reported', async (_, event) => {
  // Prepare
  const of = bench()
  const told: string[] = []
  const handle = createTickHandler(portsOf(of, told), of.stack)

  // Act and assess
  await expect(handle(event, invocation)).rejects.toThrow()
  expect(told).toEqual(['ZodError'])
})
