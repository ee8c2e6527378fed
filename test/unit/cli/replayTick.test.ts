import { expect, test } from 'vitest'
import { parseTickLine, type TickLine } from '../../../cli/aws/tickLines.ts'
import { replayTick } from '../../../cli/operate/replayTick.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { auditLine } from '../../../shared/telemetry/auditLine.ts'
import { settings } from '../../support/build.ts'
import { type Bench, bench, ticked } from '../../support/engineBench.ts'

/** What decided: another distance, and a wider stop, than the configuration of today. */
const THEN = settings({ quote: { volatilityDistancePermille: 3_000 }, regime: { minHistoryMs: 7_000 } })

/** The line of a tick as the log has it. */
async function loggedTick(of: Bench, config: string): Promise<TickLine> {
  await ticked(of)
  const [record] = of.told.ticks
  if (record === undefined) throw new Error('nothing was logged')
  const text = JSON.stringify({ message: 'tick', config, tick: auditLine(record) })
  const [line] = parseTickLine(text)
  if (line === undefined) throw new Error('the line cannot be read')
  return line
}

const today = ({ stack }: Bench): StackSettings => ({ ...stack, markets: [settings()] })

test('a decision is proven under its configuration', async () => {
  const of = bench({ settings: THEN })
  const line = await loggedTick(of, 'then')
  expect(replayTick(line, of.stack, 'then')).toEqual({ is: 'same' })
})

test('one made under another file, or another form of it, is proven by the settings of its own line', async () => {
  const of = bench({ settings: THEN })
  const line = await loggedTick(of, 'then')
  expect(replayTick(line, today(of), 'now')).toEqual({ is: 'same' })
  // Under those of today it would be another decision: the proof is no accident.
  expect(replayTick(line, today(of), 'then').is).toBe('different')
})

test('and of a market that had left that configuration too', async () => {
  const inside = bench({ settings: THEN })
  await ticked(inside)
  const of = bench({ state: inside.stored(), settings: { ...THEN, configured: false } })
  const line = await loggedTick(of, 'then')
  expect(line.tick.after?.tradedUnder).toBeDefined()
  expect(replayTick(line, today(of), 'now')).toEqual({ is: 'same' })
})

test('a line that was changed proves nothing, by whatever settings', async () => {
  const of = bench({ settings: THEN })
  const line = await loggedTick(of, 'then')
  const spoiled = { ...line, tick: { ...line.tick, audit: { ...line.tick.audit, row: 'another' } } }
  expect(replayTick(spoiled, today(of), 'now')).toMatchObject({ is: 'different', part: 'row' })
})

test('a line without settings is not comparable, and says why', async () => {
  const of = bench({ settings: THEN })
  const { config, tick } = await loggedTick(of, 'then')
  const { after: _, ...trimmed } = tick
  const replayed = replayTick({ config, tick: trimmed }, today(of), 'now')
  expect(replayed).toMatchObject({
    is: 'not comparable',
    why: expect.stringContaining('contains no settings'),
  })
})
