import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowsOf } from '../../../../desk/tape/eventRows.ts'
import { CONTINUES } from '../../../../desk/tape/format.ts'
import type { TapeEvent } from '../../../../desk/tape/tapeEvent.ts'
import { writeTape } from '../../../../desk/tape/writeTape.ts'
import { epochMs } from '../../../../shared/domain/units.ts'
import { at, book, delta, folder, rowsOfFile, START_MS, source, tapeOf } from '../../../support/tapeFile.ts'

const flat = (events: readonly TapeEvent[]): number[][] =>
  events.flatMap((event) =>
    rowsOf(event).map(({ kind, continues, atMs, priceMicros, sizeMicros }) => [
      continues ? kind | CONTINUES : kind,
      atMs,
      priceMicros,
      sizeMicros,
    ]),
  )

/** Many blocks: one ends at least every five minutes. */
const MANY = Array.from({ length: 200 }, (_, i) =>
  i % 10 === 0 ? book(i * 60, [[49, 100 + i]], [[51, 100]]) : delta(i * 60, 'bid', 40 + (i % 9), i + 0.5),
)

describe('a tape', () => {
  test('gives back every row of any events, to the last micro', async () => {
    const micros = fc.integer({ min: 1, max: 999_999 })
    const size = fc.oneof(fc.integer({ min: 0, max: 500_000_000 }), fc.maxSafeNat())
    const level = fc.record({ priceMicros: micros, sizeMicros: size })
    const event = fc.oneof(
      fc.record({ type: fc.constant('book'), bids: fc.array(level), asks: fc.array(level) }),
      fc.record({
        type: fc.constant('delta'),
        changes: fc.array(
          fc.record({ side: fc.constantFrom('bid', 'ask'), priceMicros: micros, sizeMicros: size }),
          { minLength: 1 },
        ),
      }),
      fc.record({
        type: fc.constant('trade'),
        taker: fc.constantFrom('BUY', 'SELL'),
        priceMicros: micros,
        sizeMicros: size,
      }),
      fc.record({ type: fc.constantFrom('unknownTrade', 'gap') }),
    )
    const timed = fc.array(fc.tuple(event, fc.integer({ min: 0, max: 10_000_000 })), {
      minLength: 1,
      maxLength: 60,
    })

    await fc.assert(
      fc.asyncProperty(timed, async (steps) => {
        let now = START_MS
        const events = steps.map(([of, wait]) => {
          now += wait
          return { ...of, atMs: epochMs(now) } as TapeEvent
        })
        expect(await rowsOfFile(tapeOf(events))).toEqual(flat(events))
      }),
      { numRuns: 60 },
    )
  })

  test('tells a market that closes, and its tick, as rows', async () => {
    const events: TapeEvent[] = [
      book(0, [[49, 10]], [[51, 10]]),
      { type: 'market', atMs: at(1), change: { tickMicros: 1_000 as never } },
      { type: 'market', atMs: at(2), change: { closed: true, payoutMicros: [1_000_000, 0] as never } },
    ]

    const rows = await rowsOfFile(tapeOf(events))

    expect(rows).toEqual(flat(events))
    expect(rows).toHaveLength(5)
  })

  test('is read gzipped as it is', async () => {
    const file = tapeOf(MANY)
    const packed = join(folder(), 'made.tape.gz')
    writeFileSync(packed, gzipSync(readFileSync(file)))

    expect(await rowsOfFile(packed)).toEqual(flat(MANY))
  })
})

describe('a broken tape gives one clear message with file and position', () => {
  const whole = readFileSync(tapeOf(MANY))
  const saved = (bytes: Buffer, name = 'broken.tape'): string => {
    const file = join(folder(), name)
    writeFileSync(file, bytes)
    return file
  }
  const altered = (byte: number): Buffer => {
    const bytes = Buffer.from(whole)
    bytes[byte] = (bytes[byte] ?? 0) ^ 0xff
    return bytes
  }
  /** Where the blocks begin, by their marks. */
  const blocks: number[] = []
  for (let from = whole.indexOf('PBLK'); from >= 0; from = whole.indexOf('PBLK', from + 1)) blocks.push(from)
  const [, second = 0, third = 0, fourth = 0] = blocks
  const swapped = Buffer.concat([
    whole.subarray(0, second),
    whole.subarray(third, fourth),
    whole.subarray(second, third),
    whole.subarray(fourth),
  ])
  const future = Buffer.from(whole)
  future.writeUInt16LE(2, 8)
  const gzip = gzipSync(whole)
  const brokenGzip = Buffer.from(gzip)
  brokenGzip.fill(0xff, 200, 400)

  test.each([
    [
      'cut in a block',
      whole.subarray(0, third + 20),
      `at byte ${third} (block 2): the tape ends in the middle`,
    ],
    [
      'cut between blocks',
      whole.subarray(0, third),
      `at byte ${third} (block 2): the tape ends here, without`,
    ],
    ['altered', altered(third + 30), `at byte ${third} (block 2): the block is damaged`],
    ['reordered', swapped, `at byte ${second} (block 1): block 2 is here: the tape is reordered`],
    ['empty', Buffer.alloc(0), 'the file is empty'],
    ['of a future version', future, 'at byte 8: the tape has version 2, this program reads 1'],
    ['damaged in its head', altered(40), 'at byte 16: the header is damaged'],
    ['followed by something', Buffer.concat([whole, Buffer.from('x')]), 'something follows the trailer'],
    ['gzipped and cut', gzip.subarray(0, gzip.length - 100), 'its gzip data ends too early'],
    ['gzipped and broken', brokenGzip, 'its gzip data is broken'],
    ['something else', Buffer.from('hello\n'), ':1: this is not a recording'],
  ])('%s', async (_, bytes, message) => {
    const file = saved(bytes)

    const reading = rowsOfFile(file)

    await expect(reading).rejects.toThrow(message)
    await expect(reading).rejects.toThrow(file)
    await expect(reading).rejects.toMatchObject({ name: 'InputError' })
  })

  test('what was valid before the fault is kept when asked for, as a whole tape', async () => {
    const file = saved(whole.subarray(0, third + 20))
    const repaired = join(folder(), 'repaired.tape')
    const faults: string[] = []

    await writeTape(await source(file, (fault) => faults.push(fault.message)), repaired)

    const kept = await rowsOfFile(repaired)
    expect(faults).toHaveLength(1)
    expect(kept.length).toBeGreaterThan(10)
    expect(kept).toEqual(flat(MANY).slice(0, kept.length))
  })

  test('a source that fails leaves no tape behind', async () => {
    const repaired = join(folder(), 'repaired.tape')

    const writing = source(saved(whole.subarray(0, third))).then((broken) => writeTape(broken, repaired))

    await expect(writing).rejects.toThrow('the tape ends here')
    expect(() => readFileSync(repaired)).toThrow()
  })
})

describe('a broken recording', () => {
  const lines = [
    '{"type":"meta","asset_id":"1","other_asset_id":["2"]}',
    `{"type":"book","ts":${START_MS},"bids":[[0.4,10]],"asks":[[0.5,10]]}`,
    `{"type":"trade","ts":${START_MS + 5_000},"taker":"BUY","price":0.5,"size":10}`,
  ]
  const saved = (text: string): string => {
    const file = join(folder(), 'r.events.jsonl')
    writeFileSync(file, text)
    return file
  }

  test.each([
    ['reordered', [lines[0], lines[2], lines[1]].join('\n'), ':3: the recording is reordered'],
    ['cut in a line', lines.join('\n').slice(0, -9), ':3: the file is cut in the middle of a line'],
    ['garbled', `${lines.join('\n')}\n{"type":"what"}\n`, ':4: '],
  ])('%s names its line', async (_, text, message) => {
    const reading = rowsOfFile(saved(text))

    await expect(reading).rejects.toThrow(message)
  })

  test('keeps what came before the fault', async () => {
    const file = saved(`${lines.join('\n')}\n{"type":"what"}\n`)
    let events = 0

    for await (const block of (await source(file, () => {})).blocks()) events += block.events

    expect(events).toBe(2)
  })
})
