import { describe, expect, test } from 'vitest'
import { type Explored, explore, replay } from './explorer.ts'
import type { Scenario } from './scenario.ts'
import { instanceOf, SCENARIOS } from './scenarios.ts'
import type { Budgets } from './world.ts'

const scenario = (name: string, left: Partial<Budgets>): Scenario => {
  const found = SCENARIOS.find((each) => each.name === name)
  if (found === undefined) throw new Error(`no scenario ${name}`)
  return { ...found, left: { ...found.left, ...left } }
}

const nothing: Budgets = { faults: 0, fills: 0, failures: 0, jumps: 0 }

async function explored(of: Scenario, reduce: boolean, merge: boolean): Promise<Explored> {
  const instance = await instanceOf(of, false)
  return await explore(instance, { reduce, merge, maxSchedules: 5_000_000, stopAtFirst: false })
}

/** Instances small enough to be tried in every order, equal states again and again. */
const SMALL: readonly Scenario[] = [
  scenario('disarm', nothing),
  scenario('disarm', { ...nothing, faults: 1 }),
  scenario('crash', { ...nothing, faults: 1 }),
  { ...scenario('reported-late', nothing), lanes: scenario('reported-late', nothing).lanes.slice(0, 1) },
  scenario('requote', { ...nothing, fills: 1 }),
  scenario('torn-entry', { ...nothing, fills: 1, torn: 1 }),
]

describe('the reduced search', () => {
  test.each(SMALL)('finds in $name every end that the unreduced search finds', async (small) => {
    const reduced = await explored(small, true, true)
    const whole = await explored(small, false, false)

    expect(whole.complete && reduced.complete).toBe(true)
    expect(reduced.ends).toEqual(whole.ends)
    expect(reduced.steps).toBeLessThan(whole.steps)
  })

  test.each(['entry-stop', 'flatten', 'stale-pass'])(
    'visits in %s every state that merging alone visits',
    async (name) => {
      const small = scenario(name, { ...nothing, ...(name === 'entry-stop' ? { fills: 1 } : {}) })
      const reduced = await explored(small, true, true)
      const merged = await explored(small, false, true)

      expect(reduced.states).toBe(merged.states)
      expect(reduced.ends).toEqual(merged.ends)
      expect(reduced.steps).toBeLessThan(merged.steps)
    },
  )
})

test('a search that is asked to, ends at its bound and says so', async () => {
  const instance = await instanceOf(scenario('entry', {}), false)

  const cut = await explore(instance, { reduce: true, merge: true, maxSchedules: 10, stopAtFirst: false })

  expect(cut.complete).toBe(false)
  expect(cut.schedules).toBe(10)
})

test('a schedule is reported in words, choice by choice', async () => {
  const instance = await instanceOf(scenario('entry', {}), false)

  const told = await replay(instance, [0, 0, 0, 0])

  expect(told.words).toEqual([
    'A begins: an invocation of the tick function',
    'A: marketItems',
    'A: acquire',
    'A: history',
  ])
  expect(told.breaches).toEqual([])
})
