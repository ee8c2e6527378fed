import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import { keepWaits } from '../../../shared/machine/keepWaits.ts'
import type { Row } from '../../../shared/machine/row.ts'
import { MAX_WHY, type Wait } from '../../../shared/machine/wait.ts'
import { at, exitState, now, observation, openState, settings } from '../../support/build.ts'

const rowWith = (reason: string): Row => ({
  at: 'POSITION_OPEN',
  does: 'wait',
  code: 'noExit',
  reason,
  actions: [],
})
const waited = (of: typeof openState, reason = 'why') =>
  keepWaits(
    contextOf(of, observation({ balance: unknown('x') }), settings(), true),
    rowWith(reason),
    'RUNNING',
  )

describe('a wait', () => {
  const wait: Wait = {
    sinceMs: at(-60),
    lastedMs: 30_000,
    atMs: at(-10),
    soAtMs: at(-10),
    told: false,
    why: 'why',
  }
  const calm = (lastedMs: number) =>
    waited({ ...exitState, waits: { exitNotResting: { ...wait, lastedMs, soAtMs: at(-20) } } }).waits
      .exitNotResting

  test('begins with the first look that finds it so, with the reason up to its bound', () => {
    const long = 'x'.repeat(MAX_WHY + 1)

    expect(waited(openState, long).waits.exitNotResting).toEqual({
      sinceMs: now,
      lastedMs: 0,
      atMs: now,
      soAtMs: now,
      told: false,
      why: long.slice(0, MAX_WHY),
    })
  })

  test('counts up while it holds and down while it does not, and is over once nothing is left of it', () => {
    expect(waited({ ...openState, waits: { exitNotResting: wait } }).waits.exitNotResting?.lastedMs).toBe(
      40_000,
    )
    expect(calm(30_000)?.lastedMs).toBe(20_000)
    expect(calm(10_001)?.lastedMs).toBe(1)
    expect(calm(10_000)).toBeUndefined()
  })
})
