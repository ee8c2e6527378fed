import { describe, expect, test } from 'vitest'
import { type Change, setAltered } from '../altered.ts'
import type { Stage } from '../bot.ts'

/** What a field may hold that it should not: none of them is an id, a number or a word of the venue. */
const ODD: readonly unknown[] = [null, '', {}, '?', -1]
/** Every answer that a tick reads, and that of a cancel. */
const ROUTES = [
  'GET /data/trades',
  'GET /data/orders',
  'GET /data/order/:',
  'GET /book',
  'GET /clob-markets/:',
  'GET /markets/:',
  'GET data-api/v2/positions',
  'GET data-api/v2/trades',
  'GET /balance-allowance',
  'GET /midpoint',
  'GET /time',
  'DELETE /orders',
]
/** The exit follows them: it is repriced, cancelled and read by its hash. */
const BOOKS = [
  [0.5, 0.54],
  [0.52, 0.57],
] as const
const MAX_DEPTH = 6

type Path = readonly (string | number)[]

/** The paths to every field of an answer; the first entry of a list represents all. */
function pathsOf(value: unknown, depth = 0): readonly Path[] {
  if (depth === MAX_DEPTH || typeof value !== 'object' || value === null) return [[]]
  const fields: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.slice(0, 1).map((entry) => [0, entry])
    : Object.entries(value)
  return [[], ...fields.flatMap(([key, each]) => pathsOf(each, depth + 1).map((rest) => [key, ...rest]))]
}

function spoil(value: unknown, [key, ...rest]: Path, odd: unknown): unknown {
  if (key === undefined) return odd
  if (Array.isArray(value)) return value.map((each, at) => (at === key ? spoil(each, rest, odd) : each))
  if (typeof value !== 'object' || value === null) return value
  const fields = value as Record<string, unknown>
  return { ...fields, [key]: spoil(fields[key], rest, odd) }
}

/** Ticks with a book that moves, until the route has been asked; what it answered last. */
async function untilAsked(stage: Stage, changes: Map<string, Change>, route: string, change: Change) {
  let honest: unknown
  changes.set(route, (body) => {
    honest = body
    return change(body)
  })
  for (let tick = 0; tick < 40 && honest === undefined; tick += 1) {
    const [bid, ask] = BOOKS[Math.floor(tick / 4) % 2] ?? BOOKS[0]
    stage.show(bid, ask)
    await stage.ticks(1, 20)
  }
  changes.clear()
  return honest
}

describe('one field of one answer that holds something else', () => {
  test.each(ROUTES)(
    '%s: no STOP, no failed run, and over when it is over',
    { timeout: 120_000 },
    async (route) => {
      const changes = new Map<string, Change>()
      const stage = await setAltered(changes)
      await stage.buy()
      const honest = await untilAsked(stage, changes, route, () => null)
      expect(honest).toBeDefined()

      for (const path of pathsOf(honest)) {
        for (const odd of ODD) {
          const what = `${path.join('.')} = ${JSON.stringify(odd)}`
          await untilAsked(stage, changes, route, (body) => spoil(body, path, odd) ?? 'null')
          const report = await stage.ticks(2, 15)
          expect([what, report.failures, stage.control().codes]).toEqual([what, [], []])
        }
      }

      await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
      expect(stage.differences()).toEqual([])
    },
  )
})
