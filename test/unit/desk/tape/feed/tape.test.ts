import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openTape } from '../../../../../desk/tape/feed/tape.ts'
import { InputError } from '../../../../../shared/domain/inputError.ts'

const folder = mkdtempSync(join(tmpdir(), 'tape-'))
afterAll(() => rmSync(folder, { recursive: true }))

const META = '{"type":"meta","asset_id":"11","other_asset_id":["12"],"source":"x.csv"}'
const BOOK = '{"type":"book","ts":1000,"bids":[[0.6,3868.41]],"asks":[[0.61,549.1]],"hash":"ab"}'
const TRADE = '{"type":"trade","ts":1500,"taker":"SELL","price":0.6,"size":0.29,"inferred":true}'
const LATER = TRADE.replace('1500', '2001')
const DELTA = '{"type":"delta","ts":1600,"changes":[["bid",0.6,0.0],["ask",0.62,1.1]]}'
const UNKNOWN = '{"type":"trade_unknown","ts":1600,"diff":[["bid",0.6,418.0]]}'

let files = 0
function write(lines: readonly string[], end = '\n'): string {
  files += 1
  const file = join(folder, `${files}.events.jsonl`)
  writeFileSync(file, lines.join('\n') + end)
  return file
}

describe('a whole recording', () => {
  test('becomes events in the order of the file, decimals exact', () => {
    const file = write([META, BOOK, TRADE, DELTA, UNKNOWN])

    const tape = openTape(file, { gameStartMs: null })

    expect(tape.listing.tokens).toEqual(['11', '12'])
    expect([tape.startMs, tape.endMs, tape.listing.tickMicros]).toEqual([1000, 1600, 10_000])
    expect([...tape.events()]).toEqual([
      {
        type: 'book',
        atMs: 1000,
        bids: [{ priceMicros: 600_000, sizeMicros: 3_868_410_000 }],
        asks: [{ priceMicros: 610_000, sizeMicros: 549_100_000 }],
      },
      { type: 'trade', atMs: 1500, taker: 'SELL', priceMicros: 600_000, sizeMicros: 290_000 },
      {
        type: 'delta',
        atMs: 1600,
        changes: [
          { side: 'bid', priceMicros: 600_000, sizeMicros: 0 },
          { side: 'ask', priceMicros: 620_000, sizeMicros: 1_100_000 },
        ],
      },
      { type: 'unknownTrade', atMs: 1600 },
    ])
  })

  test('can be played twice', () => {
    const tape = openTape(write([META, BOOK, TRADE]), { gameStartMs: null })

    expect([...tape.events()]).toEqual([...tape.events()])
  })

  test('may be left before its end', () => {
    const tape = openTape(write([META, BOOK, TRADE]), { gameStartMs: null })

    for (const event of tape.events()) {
      expect(event.type).toBe('book')
      break
    }
  })

  test('keeps a locked and a crossed book as recorded', () => {
    const crossed = BOOK.replace('[[0.61,549.1]]', '[[0.59,549.1]]')

    const [event] = openTape(write([META, crossed]), { gameStartMs: null }).events()

    expect(event).toMatchObject({ bids: [{ priceMicros: 600_000 }], asks: [{ priceMicros: 590_000 }] })
  })

  test('needs no line end after its last line, and blank lines do not matter', () => {
    const tape = openTape(write([META, '', BOOK, TRADE], ''), { gameStartMs: null })

    expect(Array.from(tape.events(), ({ type }) => type)).toEqual(['book', 'trade'])
  })

  test('with prices of a tenth of a cent has that tick; the last cents of a market say nothing about it', () => {
    const fine = openTape(write([META, BOOK.replace('0.61', '0.611')]), { gameStartMs: null })
    const nearTheEnd = openTape(write([META, BOOK.replace('0.61', '0.999')]), { gameStartMs: null })

    expect([fine.listing.tickMicros, nearTheEnd.listing.tickMicros]).toEqual([1_000, 10_000])
  })
})

describe('a recording that cannot be played', () => {
  const cases: readonly (readonly [string, readonly string[], number | null, RegExp])[] = [
    ['is empty', [], null, /the file is empty/],
    ['holds a meta line alone', [META], null, /holds no events/],
    ['lacks the meta line', [BOOK], 1, /meta line with the token ids is missing/],
    ['has two meta lines', [META, META, BOOK], 2, /second meta line/],
    ['goes back in time', [META, LATER, BOOK], 3, /time goes back from 2001 to 1000.*Sort the lines/],
    ['is garbled', [META, BOOK, 'x{', TRADE], 3, /not JSON/],
    ['has an unknown type', [META, BOOK.replace('book', 'buk')], 2, /"type"/],
    ['has a level without a size', [META, BOOK.replace(',3868.41', '')], 2, /"bids.0/],
    ['has a price of 1', [META, BOOK.replace('0.61', '1')], 2, /the price 1 is not between 0 and 1/],
    ['has a negative size', [META, DELTA.replace('1.1', '-1.1')], 2, /the size -1.1 is too small/],
    ['has a trade of nothing', [META, TRADE.replace('0.29', '0')], 2, /the size 0 is too small/],
    ['has more decimals than money', [META, TRADE.replace('0.29', '0.2900001')], 2, /at most six places/],
    ['has a number in scientific notation', [META, TRADE.replace('0.29', '1e-9')], 2, /at most six places/],
    ['has a fraction of a millisecond', [META, TRADE.replace('1500', '1500.5')], 2, /"ts"/],
  ]
  test.each(cases)('that %s is refused with file, line and remedy', (_name, lines, line, message) => {
    const file = write(lines, lines.length === 0 ? '' : '\n')

    const error = thrownBy(() => openTape(file, { gameStartMs: null }))

    expect(error.message).toMatch(message)
    expect(error.message.startsWith(line === null ? `${file}: ` : `${file}:${line}: `)).toBe(true)
    expect('at' in error.fault ? error.fault.at : null).toEqual(line === null ? null : { line })
    expect(error.fault.remedy).not.toBe('')
  })

  test('an event up to a second early is dated like the one before', () => {
    const tape = openTape(write([META, LATER, BOOK.replace('1000', '1001'), DELTA.replace('1600', '2001')]), {
      gameStartMs: null,
    })

    expect([...tape.events()].map(({ atMs }) => atMs)).toEqual([2001, 2001, 2001])
    expect(tape.endMs).toBe(2001)
  })

  test('cut in the middle of its last line says so', () => {
    const file = write([META, BOOK, TRADE.slice(0, -20)], '')

    const error = thrownBy(() => openTape(file, { gameStartMs: null }))

    expect(error.fault).toMatchObject({ at: { line: 3 } })
    expect(error.message).toContain('cut in the middle of a line')
  })

  test('that is not there, or a folder, says so', () => {
    const missing = thrownBy(() => openTape(join(folder, 'none'), { gameStartMs: null }))
    const directory = thrownBy(() => openTape(folder, { gameStartMs: null }))

    expect(missing.message).toMatch(/there is no such file/)
    expect(directory.message).toMatch(/cannot be read \(EISDIR\)/)
  })

  test('with an endless line is refused without reading it all', () => {
    const file = write([META, `{"type":"book","hash":"${'x'.repeat(1_100_000)}"}`])

    const error = thrownBy(() => openTape(file, { gameStartMs: null }))

    expect(error.message).toMatch(/longer than 1000000 characters/)
  })
})

function thrownBy(act: () => unknown): InputError {
  try {
    act()
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
