import { expect, test } from 'vitest'
import { createTickHandler, type TickPorts } from '../../../functions/tick.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import type { EpochMs } from '../../../shared/domain/units.ts'

const NOW = Date.parse('2026-11-22T10:00:55Z') as EpochMs
const invocation = { getRemainingTimeInMillis: () => 50_000 }
/** No market: what reaches the engine ends at once. */
const stack = { markets: [] } as unknown as StackSettings

/** Ports of which only the clock answers; what the entry point tells is kept. */
function portsTelling(told: string[]): TickPorts {
  return {
    clock: { nowMs: () => NOW },
    telemetry: {
      late: ({ executionId, ageMs }: { executionId: string; ageMs: number }) =>
        told.push(`${executionId} ${ageMs}`),
      failed: (error: unknown) => told.push(error instanceof Error ? error.name : 'unknown'),
    },
  } as unknown as TickPorts
}

test('an event of more than fifty seconds is dropped and told', async () => {
  // Prepare
  const told: string[] = []
  const handle = createTickHandler(portsTelling(told), stack)

  // Act
  const ticks = await handle({ scheduledTime: '2026-11-22T10:00:04Z', executionId: 'e1' }, invocation)

  // Assess
  expect(ticks).toBe('late')
  expect(told).toEqual(['e1 51000'])
})

test.each([
  ['no event', null],
  ['another event', { source: 'aws.events' }],
  ['a time that is none', { scheduledTime: 'noon', executionId: 'e1' }],
])('%s fails, and is told', async (_, event) => {
  // Prepare
  const told: string[] = []
  const handle = createTickHandler(portsTelling(told), stack)

  // Act and assess
  await expect(handle(event, invocation)).rejects.toThrow()
  expect(told).toEqual(['ZodError'])
})
