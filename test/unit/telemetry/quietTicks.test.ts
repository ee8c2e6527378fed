import { expect, test } from 'vitest'
import { epochMs, orderId } from '../../../shared/domain/units.ts'
import type { TickAudit } from '../../../shared/ports/telemetry.ts'
import { createQuietTicks } from '../../../shared/telemetry/quietTicks.ts'
import { NOW, tickRecord } from './tickRecord.ts'

const quiet = tickRecord({ results: [], events: [] })
const at = (seconds: number, over: Partial<TickAudit> = {}): TickAudit => ({
  ...quiet,
  seen: { ...quiet.seen, nowMs: epochMs(NOW + seconds * 1000) },
  decision: { ...quiet.decision, actions: [] },
  ...over,
})
const decided = (over: Partial<TickAudit['decision']>): TickAudit['decision'] => ({
  ...quiet.decision,
  actions: [],
  ...over,
})

test('of ticks that do nothing one a minute has a line, which says how many had none', () => {
  const leftOut = createQuietTicks(11)

  const counts = [0, 10, 20, 30, 40, 50, 60, 70, 120].map((seconds) => leftOut(at(seconds)))

  expect(counts).toEqual([0, null, null, null, null, null, 5, null, 1])
})

test('in a stack of few outcomes each tick has a line', () => {
  const leftOut = createQuietTicks(10)

  expect([0, 10, 20].map((seconds) => leftOut(at(seconds)))).toEqual([0, 0, 0])
})

test('at one tick a minute each has a line', () => {
  const leftOut = createQuietTicks(11)

  expect([0, 60, 119, 178].map((seconds) => leftOut(at(seconds)))).toEqual([0, 0, 0, 0])
})

test.each<[string, Partial<TickAudit>]>([
  ['acts', { decision: decided({ actions: [{ do: 'cancel', id: orderId('0x1'), why: 'stale' }] }) }],
  [
    'finds something',
    { events: [{ is: 'phaseChanged', by: 'observed', from: 'IDLE', to: 'IDLE' } as never] },
  ],
  ['could not be stored', { outcome: 'unknown' }],
  ['takes another row', { decision: decided({ audit: { ...quiet.decision.audit, row: 'another' } }) }],
  [
    'refuses an entry for another reason',
    { decision: decided({ audit: { ...quiet.decision.audit, refusals: ['wide'] } }) },
  ],
])('a tick that %s has a line at once', (_, over) => {
  const leftOut = createQuietTicks(11)
  leftOut(at(0))
  leftOut(at(10))

  expect(leftOut(at(20, over))).toBe(1)
})

test('words that name prices are no other decision, and each outcome has lines of its own', () => {
  const leftOut = createQuietTicks(11)
  const reworded = decided({ audit: { ...quiet.decision.audit, reason: 'mid 0.51' } })
  const other = { ...quiet.after, tokenId: 'other' as never }

  expect(leftOut(at(0))).toBe(0)
  expect(leftOut(at(10, { decision: reworded }))).toBeNull()
  expect(leftOut(at(10, { after: other }))).toBe(0)
})
