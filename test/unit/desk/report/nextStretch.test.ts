import { describe, expect, test } from 'vitest'
import { nextStretch } from '../../../../desk/report/nextStretch.ts'

const HOUR_MS = 3_600_000
const hours = (fromH: number, toH: number) => ({ fromMs: fromH * HOUR_MS, toMs: toH * HOUR_MS })
/** Room for two hours. */
const widthPx = 360

describe('of a record that grows the charts show', () => {
  test('all of it while it has room, then its last hours', () => {
    expect(nextStretch({ all: hours(0, 1), was: null, widthPx })).toBeNull()
    expect(nextStretch({ all: hours(0, 5), was: null, widthPx })).toEqual(hours(3, 5))
    const was = { all: hours(0, 2), shown: null }
    expect(nextStretch({ all: hours(0, 3), was, widthPx })).toEqual(hours(1, 3))
  })

  test('all of it where somebody asked for that', () => {
    const was = { all: hours(0, 5), shown: null }
    expect(nextStretch({ all: hours(0, 6), was, widthPx })).toBeNull()
  })

  test('what was zoomed to, which moves on with the end and stays elsewhere', () => {
    const all = hours(0, 6)
    expect(nextStretch({ all, was: { all: hours(0, 5), shown: hours(4, 5) }, widthPx })).toEqual(hours(5, 6))
    expect(nextStretch({ all, was: { all: hours(0, 5), shown: hours(1, 2) }, widthPx })).toEqual(hours(1, 2))
  })
})
