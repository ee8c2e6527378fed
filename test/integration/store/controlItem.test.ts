import { describe, expect, it } from 'vitest'
import { MICROS } from '../../../shared/domain/units.ts'
import { highestSeq, MAX_SEQ, parseControl, validCounters } from '../../../shared/dynamodb/controlItem.ts'
import { problemsIn } from '../../../shared/dynamodb/marketStateSchema.ts'
import { hasBrokenSchema, newerSchema } from '../../../shared/dynamodb/storedSchema.ts'
import { MARKET } from '../../support/wireIds.ts'

const sound = { schema: 1, armed: true, halted: false, haltSeq: 3, doneSeq: 2, clearedSeq: 1 }

describe('counters', () => {
  it.each([
    ['in their order', sound, { haltSeq: 3, doneSeq: 2, clearedSeq: 1 }],
    ['at their bound', { ...sound, haltSeq: MAX_SEQ }, { haltSeq: MAX_SEQ, doneSeq: 2, clearedSeq: 1 }],
    ['beyond it', { ...sound, haltSeq: MAX_SEQ + 1 }, null],
    ['below nothing', { ...sound, clearedSeq: -1 }, null],
    ['done before it came', { ...sound, doneSeq: 4 }, null],
    ['cleared before it was done', { ...sound, clearedSeq: 3 }, null],
    ['of no version', { ...sound, schema: undefined }, null],
  ])('%s', (_, item, counters) => {
    expect(validCounters(item)).toEqual(counters)
  })

  it.each([
    [{ haltSeq: 7, doneSeq: 'x' }, 7],
    [{ haltSeq: 'x', doneSeq: 6, clearedSeq: 5 }, 6],
    [{ haltSeq: 'x', clearedSeq: 5 }, 5],
    [{ haltSeq: 'x' }, 0],
    [{ haltSeq: MAX_SEQ + 1, doneSeq: 2 }, 2],
  ])('broken ones %j show %d, and read as a flip by hand at it', (item, seq) => {
    expect(highestSeq(item)).toBe(seq)
    expect(parseControl({ ...item, halted: false })).toMatchObject({
      halted: true,
      haltSeq: seq,
      doneSeq: seq,
      clearedSeq: seq,
    })
  })
})

describe('codes', () => {
  it.each<readonly [string, unknown, readonly string[]]>([
    ['none', undefined, []],
    ['a set', new Set(['LOSS', 'EXPOSURE']), ['EXPOSURE', 'LOSS']],
    ['a list', ['LOSS'], ['LOSS']],
    ['one that nobody knows', ['LOSS', 'NOVEL'], ['LOSS', 'INVARIANT']],
    ['no set at all', 'LOSS', ['INVARIANT']],
  ])('%s', (_, codes, read) => {
    expect(parseControl({ ...sound, codes }).codes).toEqual(read)
  })
})

describe('a request to flatten', () => {
  const request = { seq: 3, markets: [MARKET], floorMicros: 250_000 }
  it.each<readonly [string, unknown, boolean]>([
    ['whole', request, true],
    ['without a floor', { seq: 3, markets: [MARKET] }, true],
    ['with a floor that is text', { ...request, floorMicros: '0.3' }, false],
    ['with the highest floor there is', { ...request, floorMicros: MICROS }, true],
    ['with a higher one', { ...request, floorMicros: MICROS + 1 }, false],
    ['with one market that is none', { ...request, markets: [MARKET, 7] }, false],
    ['with no list of markets', { ...request, markets: MARKET }, false],
    ['without its number', { ...request, seq: undefined }, false],
    ['that is null', null, false],
    ['that is text', 'now', false],
  ])('%s', (_, flatten, isOne) => {
    expect(parseControl({ ...sound, flatten }).flatten).toEqual(isOne ? flatten : null)
  })
})

describe('versions', () => {
  it.each([
    [undefined, false, null],
    [1, false, null],
    [2, false, 2],
    [0, true, null],
    [-1, true, null],
    [1.5, true, null],
    ['1', true, null],
  ])('%j is broken: %s; newer: %j', (schema, isBroken, newer) => {
    const item = schema === undefined ? {} : { schema }

    expect(hasBrokenSchema(item)).toBe(isBroken)
    expect(newerSchema(item)).toBe(newer)
  })
})

it('what a check found is reported on one line of bounded length', () => {
  const issues = Array.from({ length: 40 }, (_, n) => ({ message: `problem ${n}`, path: ['legs', n] }))

  const text = problemsIn({ error: { issues } as never })

  expect(text).toHaveLength(500)
  expect(text).toContain('problem 0   → at legs[0] ✖ problem 1')
  expect(problemsIn({})).toBe('')
})
