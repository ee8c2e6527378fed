import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openTape } from '../../../../../desk/tape/feed/tape.ts'

const recordings = process.env['RECORDINGS']
const NAMES = [
  '20250624_mlb-bos-laa-2025-06-24',
  '20250624_mlb-tor-cle-2025-06-24',
  '20250619_mlb-min-cin-2025-06-19',
] as const

describe.skipIf(recordings === undefined)(
  'the recordings (set RECORDINGS to their folder to run this)',
  () => {
    test.each(NAMES)('%s is read to its end, each line once, in order', (name) => {
      const file = join(recordings ?? '', 'tapes', `${name}.events.jsonl`)
      expect(existsSync(file)).toBe(true)
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
      const counted = (type: string): number =>
        lines.filter((line) => line.includes(`"type":"${type}"`)).length

      const tape = openTape(file, { gameStartMs: null })
      const events = [...tape.events()]

      const played = (wanted: string): number => events.filter(({ type }) => type === wanted).length
      for (const type of ['book', 'delta', 'trade']) expect(played(type)).toBe(counted(type))
      expect(played('unknownTrade')).toBe(counted('trade_unknown'))
      expect(events).toHaveLength(lines.length - 1)
      const stamps = lines.slice(1).map((line) => Number(/"ts":(\d+)/.exec(line)?.[1]))
      expect(events.map((event) => event.atMs)).toEqual(stamps)
    })

    test('every number of the recordings is kept to its last digit', () => {
      const file = join(recordings ?? '', 'tapes', `${NAMES[0]}.events.jsonl`)
      const text = readFileSync(file, 'utf8')
      // The decimals as text: digits shifted by hand, so that no float takes part.
      const written = [...text.matchAll(/"size":(\d+)\.(\d+)/g)].map(
        ([, whole = '', fraction = '']) => `${whole}${fraction.padEnd(6, '0')}`,
      )

      const read = [...openTape(file, { gameStartMs: null }).events()].flatMap((event) =>
        event.type === 'trade' ? [String(event.sizeMicros).padStart(7, '0')] : [],
      )

      expect(read).toEqual(written.map((digits) => digits.padStart(7, '0')))
    })
  },
)
