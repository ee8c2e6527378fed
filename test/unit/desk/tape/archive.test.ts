import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../../../desk/exchange/exchange.ts'
import { type ArchiveFile, openLocalFile } from '../../../../desk/tape/archive/archiveFile.ts'
import { nameOfHour } from '../../../../desk/tape/archive/hourOfName.ts'
import { openArchive } from '../../../../desk/tape/archive/openArchive.ts'
import { parquetHour } from '../../../../desk/tape/archive/parquetHour.ts'
import { openSource } from '../../../../desk/tape/openSource.ts'
import type { RecordingChoice } from '../../../../desk/tape/recording.ts'
import { tapeInfo } from '../../../../desk/tape/tapeInfo.ts'
import {
  archiveRows,
  COMPLEMENT,
  HOUR_MS,
  hourOfMarket,
  MARKET,
  marketRows,
  TOKEN,
} from '../../../support/archive/archiveRows.ts'
import type { ArchiveRow } from '../../../support/archive/archiveSchema.ts'
import { flatRows, rowsOfEvents } from '../../../support/archive/flatRows.ts'
import { writeArchive } from '../../../support/archive/writeArchive.ts'
import { folder } from '../../../support/tapeFile.ts'

const FIRST_MS = Date.UTC(2026, 4, 1, 10)
const GROUP_ROWS = 512
const root = folder()
const files: string[] = []
const truth: FeedEvent[][] = []

/** Three hours of a market among others; between the second and the third one is missing. */
beforeAll(async () => {
  for (const [seed, hour] of [0, 1, 3].entries()) {
    const hourMs = FIRST_MS + hour * HOUR_MS
    const events = [...hourOfMarket(hourMs, seed)]
    const file = join(root, nameOfHour(hourMs))
    const ours = marketRows(events, seed)
    await writeArchive(file, archiveRows({ hourMs, seed, others: 60, rowsPerOther: 64, ours }), GROUP_ROWS)
    truth.push(events)
    files.push(file)
  }
}, 60_000)

const local = (names: readonly string[]) => names.map((name) => parquetHour(name, () => openLocalFile(name)))
const CHOICE = { outcome: 0, market: MARKET, token: TOKEN } as const
const open = (names: readonly string[], choice: Partial<RecordingChoice> = CHOICE) =>
  openArchive(local(names), { outcome: 0, facts: {}, ...choice })

const written = async (rows: readonly Partial<ArchiveRow>[]): Promise<string> => {
  const file = join(folder(), nameOfHour(FIRST_MS))
  const whole = rows.map((row) => ({
    timestamp: FIRST_MS,
    timestamp_received: FIRST_MS,
    market: MARKET,
    event_type: 'book',
    asset_id: TOKEN,
    ...row,
  }))
  await writeArchive(file, whole, GROUP_ROWS)
  return file
}

describe('an hour of the archive', () => {
  test('becomes the tape of one token: every level, change and trade, each trade once', async () => {
    const source = await open(files.slice(0, 1))

    expect(await flatRows(source)).toEqual(rowsOfEvents(truth[0] ?? []))
    expect(source.header).toMatchObject({ market: MARKET, tokens: [TOKEN, COMPLEMENT], tickMicros: 10_000 })
  })

  test('is read by the token alone, and by any command that takes a recording', async () => {
    const source = await openSource(files[0] ?? '', { outcome: 0, facts: {}, onSalvaged: null, token: TOKEN })

    expect(await flatRows(source)).toEqual(rowsOfEvents(truth[0] ?? []))
  })

  test('only the row groups that can hold the market are read', async () => {
    const whole = await openLocalFile(files[0] ?? '')
    const reads: [number, number][] = []
    const counted: ArchiveFile = {
      ...whole,
      read: (start, end) => {
        reads.push([start, end])
        return whole.read(start, end)
      },
    }
    const source = await openArchive([parquetHour(whole.name, async () => counted)], {
      ...CHOICE,
      facts: {},
    })
    await flatRows(source)

    // A little under half the file is noise of other markets before ours, and as much behind it.
    const data = reads.filter(([start]) => start < whole.byteLength * 0.95)
    expect(Math.min(...data.map(([start]) => start))).toBeGreaterThan(whole.byteLength * 0.3)
    expect(Math.max(...data.map(([, end]) => end))).toBeLessThan(whole.byteLength * 0.75)
  })
})

describe('several hours', () => {
  test('become one tape in the order of their names, with a gap where one is missing', async () => {
    const [first, second, third] = files as [string, string, string]
    const progress: string[] = []
    const source = await openArchive(local([third, first, second]), {
      ...CHOICE,
      facts: {},
      onHour: ({ hour, of }) => progress.push(`${hour}/${of}`),
    })
    const info = await tapeInfo(source, HOUR_MS)

    expect(info.kinds.gap).toBe(1)
    expect(info.gaps).toEqual([
      { fromMs: truth[1]?.at(-1)?.atMs, toMs: FIRST_MS + 3 * HOUR_MS, marked: true },
    ])
    expect(info.events).toBe(rowsOfEvents(truth.flat()).filter(({ starts }) => starts).length + 1)
    expect(progress).toEqual(['1/3', '2/3', '3/3'])
  })

  test('an hour given twice is refused', async () => {
    await expect(open([files[0] ?? '', files[0] ?? ''])).rejects.toThrow(
      /its hour is listed twice\. List it once/,
    )
  })
})

describe('what is chosen', () => {
  test.each([
    [{}, /holds every market of the venue\. Choose one with --market/],
    [
      { market: MARKET },
      new RegExp(`the market has tokens ${COMPLEMENT} and ${TOKEN}\\. Choose one with --token`),
    ],
    [{ market: MARKET, token: '5' }, /, not 5\. Choose one of these/],
    [{ market: `0x${'ee'.repeat(32)}`, token: TOKEN }, /no row in 1 hour is of market 0xeeee/],
    [{ token: '5' }, /no row in 1 hour is of token 5/],
  ])('%j is refused, with what there is', async (choice, says) => {
    await expect(open(files.slice(0, 1), choice)).rejects.toThrow(says)
  })
})

describe('the archive’s rows', () => {
  const LEVELS = { bids: '[["0.48","30"]]', asks: '[]' }

  test('decimals are exact to the last micro', async () => {
    const sizes = [0.000001, 123_456_789.123456, 0.1, 1_000_000_000.000001]
    const changes = sizes.map((size, at) => ({
      event_type: 'price_change',
      side: 'BUY',
      price: 0.4801 + at / 10_000,
      size,
    }))
    const source = await open([await written([LEVELS, ...changes])])

    const rows = (await flatRows(source)).filter(({ starts, kind }) => starts && kind === 0)
    expect(rows.map(({ price, size }) => [price, size])).toEqual([
      [480_100, 1],
      [480_200, 123_456_789_123_456],
      [480_300, 100_000],
      [480_400, 1_000_000_000_000_001],
    ])
  })

  test('a book stamped long before it was received is dated by its receipt; other events by the venue', async () => {
    const stale = { ...LEVELS, timestamp: FIRST_MS - 3 * HOUR_MS, timestamp_received: FIRST_MS + 40 }
    const change = {
      event_type: 'price_change',
      side: 'SELL',
      price: 0.5,
      size: 1,
      timestamp: FIRST_MS + 100,
    }
    const source = await open([await written([stale, { ...change, timestamp_received: FIRST_MS + 130 }])])

    const instants = (await flatRows(source))
      .filter(({ starts }) => starts)
      .map(({ atMs }) => atMs - FIRST_MS)
    expect(instants).toEqual([-960, 100])
  })

  test('a refined tick, and levels as objects, are read', async () => {
    const tick = { event_type: 'tick_size_change', old_tick_size: 0.01, new_tick_size: 0.001 }
    const source = await open([
      await written([{ bids: '[{"price":"0.48","size":"3"}]', asks: '[[0.52,4]]' }, { ...tick }]),
    ])

    expect((await flatRows(source)).map(({ kind, price }) => [kind, price])).toEqual([
      [5, 0],
      [0, 480_000],
      [1, 520_000],
      [7, 1_000],
    ])
  })

  test.each([
    [{ bids: '[["0.48"' }, /in row 1: bids "\[\[\\"0\.48\\"" are not price levels/],
    [{ asks: '[["1.48","3"]]' }, /in row 1: asks .* are not price levels/],
    [
      { event_type: 'price_change', side: 'UP', price: 0.4, size: 1 },
      /in row 1: side UP is neither BUY nor SELL/,
    ],
    [
      { event_type: 'price_change', side: 'BUY', price: 4, size: 1 },
      /in row 1: price 4 with size 1 is not a price level/,
    ],
    [{ event_type: 'tick_size_change', new_tick_size: 0.3 }, /in row 1: new_tick_size .* is not a tick/],
  ])('%j is reported with its row', async (row, says) => {
    const source = await open([await written([LEVELS, row])])

    await expect(flatRows(source)).rejects.toThrow(says)
  })
})

describe('a file that is not a whole hour', () => {
  const broken = (change: (bytes: Buffer) => Buffer): string => {
    const file = join(folder(), nameOfHour(FIRST_MS))
    writeFileSync(file, change(readFileSync(files[0] ?? '')))
    return file
  }

  test('cut off by a broken download', async () => {
    const file = broken((bytes) => bytes)
    truncateSync(file, 50_000)

    await expect(open([file])).rejects.toThrow(
      `${file}: the Parquet file is cut off: it has no footer. Download`,
    )
  })

  test('altered in the data of the market', async () => {
    const file = broken((bytes) => {
      bytes.fill(0xff, Math.round(bytes.length * 0.3), Math.round(bytes.length * 0.7))
      return bytes
    })

    await expect(open([file]).then(flatRows)).rejects.toThrow(
      /cannot be read as Parquet .* Download it again/,
    )
  })

  test('of another table', async () => {
    const { parquetWriteFile } = await import('hyparquet-writer')
    const file = join(folder(), 'other.parquet')
    parquetWriteFile({ filename: file, columnData: [{ name: 'market', data: ['x'], type: 'STRING' }] })

    await expect(open([file])).rejects.toThrow(
      /not a file of the archive: it has no column timestamp_received, event_type/,
    )
  })
})
