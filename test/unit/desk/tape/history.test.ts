import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../../../desk/exchange/exchange.ts'
import { openLocalFile } from '../../../../desk/tape/archive/archiveFile.ts'
import { nameOfHour } from '../../../../desk/tape/archive/hourOfName.ts'
import { openArchive } from '../../../../desk/tape/archive/openArchive.ts'
import { parquetHour } from '../../../../desk/tape/archive/parquetHour.ts'
import {
  downloadHistory,
  type HistoryOptions,
  type HistoryProgress,
} from '../../../../desk/tape/history/downloadHistory.ts'
import {
  archiveRows,
  HOUR_MS,
  hourOfMarket,
  MARKET,
  marketRows,
  TOKEN,
} from '../../../support/archive/archiveRows.ts'
import { flatRows } from '../../../support/archive/flatRows.ts'
import { writeArchive } from '../../../support/archive/writeArchive.ts'
import { folder, source } from '../../../support/tapeFile.ts'
import { type ArchiveServer, serveArchive } from './archiveServer.ts'

const FIRST_MS = Date.UTC(2026, 4, 1, 10)
const root = folder()
/** The third hour is missing. */
const HOURS = [0, 1, 3]
const files = HOURS.map((hour) => join(root, nameOfHour(FIRST_MS + hour * HOUR_MS)))

beforeAll(async () => {
  for (const [seed, hour] of HOURS.entries()) {
    const hourMs = FIRST_MS + hour * HOUR_MS
    const events: readonly FeedEvent[] = [...hourOfMarket(hourMs, seed)]
    const rows = archiveRows({ hourMs, seed, others: 120, rowsPerOther: 128, ours: marketRows(events, seed) })
    await writeArchive(files[seed] ?? '', rows, 1_024)
  }
}, 60_000)

/** As `import` makes it of the same files. */
const expected = async () => {
  const inputs = files.map((file) => parquetHour(file, () => openLocalFile(file)))
  return flatRows(await openArchive(inputs, { outcome: 0, market: MARKET, token: TOKEN, facts: {} }))
}

function stage(server: ArchiveServer, more: Partial<HistoryOptions> = {}) {
  const out = more.folder ?? folder()
  const progress: HistoryProgress[] = []
  const waits: number[] = []
  const run = () =>
    downloadHistory({
      address: server.url,
      market: MARKET,
      token: TOKEN,
      fromMs: FIRST_MS,
      toMs: FIRST_MS + 4 * HOUR_MS,
      folder: out,
      facts: {},
      onHour: (told) => progress.push(told),
      sleep: async (ms) => {
        waits.push(ms)
      },
      ...more,
    })
  return { run, out, progress, waits }
}

describe('the hours of a market from an archive', () => {
  test('become one tape; only the market’s part of them travels; an hour that is not there is a gap', async () => {
    const server = await serveArchive(root)
    const { run, out, progress } = stage(server)

    const history = await run()

    expect(await flatRows(await source(history.file))).toEqual(await expected())
    expect(history.missing).toEqual([nameOfHour(FIRST_MS + 2 * HOUR_MS)])
    expect(progress.map(({ came }) => came)).toEqual(['brought', 'brought', 'missing', 'brought'])
    const whole = files.reduce((sum, file) => sum + statSync(file).size, 0)
    expect(server.sent()).toBeLessThan(whole / 2)
    expect(history.bytes).toBeLessThan(whole / 2)
    expect(readdirSync(out)).toEqual([history.file.slice(out.length + 1)])
  })

  test('a server without ranges sends each hour whole, and the tape is the same', async () => {
    const server = await serveArchive(root, { ranges: false })
    const { run, out } = stage(server)

    const history = await run()

    expect(await flatRows(await source(history.file))).toEqual(await expected())
    expect(readdirSync(out)).toHaveLength(1)
  })

  test.each([{ ranges: true }, { ranges: false }])(
    'broken transfers and a busy server are tried again: %j',
    async (of) => {
      const server = await serveArchive(root, of)
      const { run, waits } = stage(server)
      server.breakNext(3)
      server.failNext(2, 503)

      const history = await run()

      expect(await flatRows(await source(history.file))).toEqual(await expected())
      expect(waits.slice(0, 2)).toEqual([1_000, 2_000])
      expect(waits.length).toBeGreaterThanOrEqual(4)
    },
  )

  test('a run that was broken off brings only what it had not', async () => {
    const server = await serveArchive(root)
    const [first, second] = [nameOfHour(FIRST_MS), nameOfHour(FIRST_MS + HOUR_MS)]
    // After the first hour the server refuses one request, as if the access had run out.
    const broken = stage(server, { onHour: () => server.failNext(1, 403) })
    await expect(broken.run()).rejects.toThrow(
      `${second}: the server answers 403. Check the address and run it again: it continues where it stopped.`,
    )
    expect(readdirSync(broken.out).filter((name) => name.endsWith('.tape'))).toEqual([])
    server.asked.length = 0

    const again = stage(server, { folder: broken.out })
    const history = await again.run()

    expect(again.progress.map(({ came }) => came)).toEqual(['kept', 'brought', 'missing', 'brought'])
    expect(server.asked.filter(([path]) => path === `/${first}`)).toEqual([])
    expect(await flatRows(await source(history.file))).toEqual(await expected())
    expect(readdirSync(again.out)).toHaveLength(1)
  })

  test.each([
    ['an unknown token', {}, { token: '5' }, /the market has tokens \d+ and \d+, not 5\. Choose one/],
    ['a file that changes', { changes: true }, {}, /it changed while it was read\. Check the address/],
  ])('%s is reported, and nothing becomes a tape', async (_name, of, more, says) => {
    const { run, out } = stage(await serveArchive(root, of), more)

    await expect(run()).rejects.toThrow(says)

    // No hour came, so that there is nothing to continue from.
    expect(readdirSync(out)).toEqual([])
  })

  test('an address without hours, and a page in the place of one, are reported', async () => {
    const server = await serveArchive(root)
    await expect(stage(server, { address: `${server.url}/nothing` }).run()).rejects.toThrow(
      /it has none of these hours\. Check the address/,
    )
    const page = folder()
    writeFileSync(join(page, nameOfHour(FIRST_MS)), '<html>maintenance, come back later</html>')
    await expect(stage(await serveArchive(page)).run()).rejects.toThrow(/cut off: it has no footer/)
  })
})
