import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { TRANSITIONS } from '../../../../shared/machine/transitions.ts'
import { exploreStates, type StatesResult } from './exploreStates.ts'
import { inWords } from './summary.ts'
import { transitionsDoc, withoutCounts } from './transitionsDoc.ts'

const PAGE = join(import.meta.dirname, '../../../../docs/transitions.md')

describe('every reachable state of the machine', () => {
  let result: StatesResult
  beforeAll(() => {
    result = exploreStates()
  }, 600_000)

  test('no invariant is broken on any of them, and all of them were seen', () => {
    expect(result.violations.map(inWords)).toEqual([])
    expect(result.domains.filter(({ complete }) => !complete)).toEqual([])
    expect(result.states).toBeGreaterThan(100_000)
  })

  test('the changes of phase that are reached are exactly those of the table', () => {
    const reached = result.phaseEdges.map(({ from, to, by }) => `${from} -> ${to}, ${by}`)

    expect(reached.toSorted()).toEqual(
      TRANSITIONS.map(({ from, to, by }) => `${from} -> ${to}, ${by}`).toSorted(),
    )
  })

  test('the page of transitions is up to date, but for its counts', () => {
    expect(existsSync(PAGE), 'write it with: node test/verification/model/states/main.ts --write-docs').toBe(
      true,
    )

    expect(withoutCounts(readFileSync(PAGE, 'utf8'))).toBe(withoutCounts(transitionsDoc(result)))
  })
})

describe('the rows of the requirement', () => {
  /** The headings of "State Transitions": each with its trigger, word for word where the table has room for more. */
  const REQUIRED = [
    ['IDLE', 'ENTRY_PENDING', 'Entry order posted'],
    ['ENTRY_PENDING', 'IDLE', 'Entry order cancelled (stale, regime change)'],
    ['ENTRY_PENDING', 'POSITION_OPEN', 'BUY fill detected from trades API'],
    ['POSITION_OPEN', 'EXIT_PENDING', 'Exit order posted'],
    ['EXIT_PENDING', 'IDLE', 'SELL fill detected from trades API'],
    ['EXIT_PENDING', 'POSITION_OPEN', 'Exit order cancelled for repricing'],
  ] as const

  test('are the required rows of the table, each once', () => {
    const required = TRANSITIONS.filter((row) => row.required)

    expect(required.map(({ from, to }) => [from, to])).toEqual(REQUIRED.map(([from, to]) => [from, to]))
    for (const [i, row] of required.entries()) expect(row.trigger).toContain(REQUIRED[i]?.[2])
  })

  test('make the ring of the diagram: four states, each reached from the one before', () => {
    const ring = ['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING', 'IDLE']
    const required = TRANSITIONS.filter((row) => row.required)

    for (const [i, from] of ring.slice(0, -1).entries()) {
      expect(required.some((row) => row.from === from && row.to === ring[i + 1])).toBe(true)
    }
  })
})
