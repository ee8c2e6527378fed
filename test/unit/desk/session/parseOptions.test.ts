import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseOptions, type RawOptions } from '../../../../desk/session/parseOptions.ts'
import { InputError } from '../../../../shared/domain/inputError.ts'

const folder = mkdtempSync(join(tmpdir(), 'options-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('without options a session is eight hours of the calm market of seed 1', () => {
  expect(parseOptions({})).toEqual({
    seed: 1,
    market: { from: 'seed', kind: 'calm' },
    durationMs: null,
    gameStartMs: null,
    cadenceSeconds: null,
    config: null,
    haltAtMs: null,
    injectAtMs: null,
  })
})

test('every option is read', () => {
  const raw: RawOptions = {
    seed: '42',
    hours: '0.5',
    tape: 'a.events.jsonl',
    gameStart: '2025-06-25T01:38:00Z',
    cadence: 'once',
    config: file('fine.json', '{"markets":[]}'),
    haltAt: '1h30m',
    injectPosition: '90s',
  }

  expect(parseOptions(raw)).toEqual({
    seed: 42,
    market: { from: 'tape', file: 'a.events.jsonl' },
    durationMs: 1_800_000,
    gameStartMs: Date.UTC(2025, 5, 25, 1, 38),
    cadenceSeconds: 'once',
    config: { markets: [] },
    haltAtMs: 5_400_000,
    injectAtMs: 90_000,
  })
})

test('the size of an entry and of the crowd are read', () => {
  expect(parseOptions({ entry: '5000', crowd: '25' })).toMatchObject({ entryUsdc: 5_000, crowd: 25 })
})

test('how many markets and which outcomes are read', () => {
  expect(parseOptions({ markets: '100', outcomes: 'both' })).toMatchObject({ markets: 100, outcomes: 'both' })
})

describe('a mistake is reported with option, value and remedy', () => {
  const cases: readonly (readonly [RawOptions, string])[] = [
    [{ markets: '0' }, '--markets = 0: use a whole number from 1 to 200'],
    [{ markets: '101', outcomes: 'both' }, '--markets = 101: use a whole number from 1 to 100'],
    [{ markets: '2', tape: 'a.events.jsonl' }, '--markets = 2: leave it out: a tape is one market'],
    [{ outcomes: 'all' }, '--outcomes = all: use one or both'],
    [{ outcomes: 'both', config: file('both.json', '{}') }, '--outcomes = both: leave it out: --config says'],
    [{ entry: '9' }, '--entry = 9: use whole dollars from 10 to 50000'],
    [{ entry: '50001' }, '--entry = 50001: use'],
    [{ entry: '20.5' }, '--entry = 20.5: use'],
    [{ entry: '20', config: 'x.json' }, '--entry = 20: leave it out: --config says what an entry costs'],
    [{ crowd: '0' }, '--crowd = 0: use a whole number from 1 to 1000'],
    [{ crowd: '1001' }, '--crowd = 1001: use'],
    [{ crowd: '2', tape: 'x.jsonl' }, '--crowd = 2: leave it out'],
    [{ seed: '-1' }, '--seed = -1: use a whole number from 0 to 2147483647'],
    [{ seed: '2147483648' }, '--seed = 2147483648: use'],
    [{ seed: '1.5' }, '--seed = 1.5: use'],
    [{ seed: '' }, '--seed = : use'],
    [{ hours: '0' }, '--hours = 0: use hours from 0.05 to 72'],
    [{ hours: '73' }, '--hours = 73: use'],
    [{ hours: '1e1' }, '--hours = 1e1: use'],
    [{ market: 'wild' }, '--market = wild: use one of calm, trending, jumping, gamestart, resolving'],
    [{ market: 'calm', tape: 'x' }, '--market = calm: leave it out: --tape is the market'],
    [{ gameStart: '2025-06-25T01:38:00Z' }, '--game-start = 2025-06-25T01:38:00Z: leave it out'],
    [{ tape: 'x', gameStart: '2025-06-25 01:38' }, '--game-start = 2025-06-25 01:38: use UTC'],
    [{ tape: 'x', gameStart: '2025-13-25T01:38:00Z' }, '--game-start = 2025-13-25T01:38:00Z: use UTC'],
    [{ cadence: '1' }, '--cadence = 1: use 2 to 35, or "once"'],
    [{ cadence: 'often' }, '--cadence = often: use'],
    [{ haltAt: '30' }, '--halt-at = 30: use a time such as 30m, 1h30m or 2d'],
    [{ haltAt: '' }, '--halt-at = : use'],
    [{ haltAt: 'm' }, '--halt-at = m: use'],
    [{ injectPosition: '-5m' }, '--inject-position = -5m: use'],
    [{ config: '/nowhere/config.json' }, '--config = /nowhere/config.json: there is no such file'],
    [{ config: folder }, 'it cannot be read (EISDIR)'],
  ]
  test.each(cases)('%o', (raw, message) => {
    expect(() => parseOptions(raw)).toThrow(InputError)
    expect(() => parseOptions(raw)).toThrow(message)
  })

  test('a configuration that is not JSON, or far too long', () => {
    expect(() => parseOptions({ config: file('bad.json', '{') })).toThrow('it is not JSON')
    expect(() => parseOptions({ config: file('long.json', ' '.repeat(100_001)) })).toThrow('too many')
  })
})
