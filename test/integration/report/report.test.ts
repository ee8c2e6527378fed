import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { documentOf } from '../../../desk/report/documentOf.ts'
import { renderReport } from '../../../desk/report/page/renderReport.ts'
import { parseReplayResult } from '../../../desk/report/parseResult.ts'
import type { ReplayResult } from '../../../desk/report/result.ts'
import { writeReport } from '../../../desk/report/writeReport.ts'
import { parseOptions } from '../../../desk/session/parseOptions.ts'
import { verdictSentence } from '../../../desk/verdict/verdictSentence.ts'
import { recordSession } from '../../support/recordSession.ts'
import { browserPath, launch, type Opened, openPage } from './browser.ts'
import { HOSTILE, madeUp, replayed, troubled } from './documents.ts'
import { differences, figuresOf, readNumber } from './figures.ts'

/** A page that takes longer is broken, not slow. */
const PATIENCE_MS = 15_000
const folder = mkdtempSync(join(tmpdir(), 'report-test-'))
const recordings = process.env['RECORDINGS']

let browser: Browser | null = null
beforeAll(async () => {
  if (browserPath !== null) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

/** Writes the report of a document, opens it, and takes the document from the file next to it. */
async function shown(
  name: string,
  result: ReplayResult,
  as: Parameters<typeof openPage>[2] = { width: 1280 },
): Promise<Opened & { readonly document: ReplayResult }> {
  const { page, json } = await writeReport(join(folder, `${name}.html`), result)
  const parsed = parseReplayResult(JSON.parse(readFileSync(json, 'utf8')))
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  if (browser === null) throw new Error('no browser')
  const opened = await openPage(browser, page, as)
  onTestFinished(opened.close)
  return { ...opened, document: parsed.result }
}

// Whoever has no browser may skip; the checks before a release may not.
test.runIf(process.env['CI'] === 'true')('a browser is there to look at the report with', () => {
  expect(browserPath).not.toBeNull()
})

describe.skipIf(browserPath === null)('the report (needs Chromium; CHROMIUM names one elsewhere)', () => {
  test('shows what the document says, to the last digit shown, and nothing is fetched or complained of', async () => {
    const { page, document, problems } = await shown('made-up', await madeUp())

    const figures = await figuresOf(page)

    expect(differences(figures, document)).toEqual([])
    for (const [index, run] of document.runs.entries()) {
      const of = figures.filter(({ path }) => path.replace(/^-/, '').startsWith(`runs.${index}.`))
      expect(of.length).toBeGreaterThan(25 + run.refusals.length)
    }
    const embedded = await page.$$eval('script[type="application/json"]', (nodes) =>
      nodes.map((node) => JSON.parse(node.textContent ?? '') as unknown),
    )
    expect(embedded).toEqual(document.runs)
    expect(problems).toEqual([])
  })

  test('the check of figures finds a wrong one', async () => {
    const { page, document } = await shown('wrong', await madeUp())
    const [first] = document.runs
    const wrong = {
      ...document,
      runs: [{ ...first, pnl: { ...first?.pnl, totalMicros: 1 } }, ...document.runs.slice(1)],
    }

    const found = differences(await figuresOf(page), wrong)

    expect(found.length).toBeGreaterThan(0)
    expect(found.every((text) => text.startsWith('runs.0.pnl.totalMicros: '))).toBe(true)
  })

  test('says of each model what its sample proves, in the words the terminal has', async () => {
    const { page, document } = await shown('sentences', await madeUp())

    const sentences = await page.$$eval('[data-sentence]', (nodes) => nodes.map((node) => node.textContent))

    expect(sentences).toEqual(document.runs.map(({ verdict }) => verdictSentence(verdict)))
  })

  test('a stranger’s words stay words', async () => {
    const { page, problems } = await shown('hostile', troubled(await madeUp()))

    expect(await page.textContent('h1')).toBe(`${HOSTILE} – Yes`)
    expect(await page.title()).toBe(`STOP, Replay: ${HOSTILE} – Yes`)
    expect(await page.textContent('.alarms')).toContain(HOSTILE)
    expect(await page.$('img')).toBeNull()
    expect(problems).toEqual([])
  })

  test('a STOP, pages, failures and what was not drawn are reported; trips come in parts', async () => {
    const { page, document } = await shown('troubled', troubled(await madeUp()))

    const alarms = await page.textContent('.alarms')
    const rows = (): Promise<number> => page.$$eval('tr[data-trip]', (nodes) => nodes.length)
    const before = await rows()
    for (let part = 0; part < 3; part += 1) await page.click('button.more')

    const late = document.runs[0]?.fills.filter(({ atMs }) => atMs > Date.UTC(2026, 0, 5, 12, 30)).length
    expect(alarms).toContain(`STOP (LOSS) at 2026-01-05 12:30:00 UTC; ${late} fills came afterwards`)
    expect(alarms).toMatch(/failure a tick was lost/)
    expect(await page.textContent('section.run > .note')).toContain('17 quotes, 3 trips')
    expect([before, await rows()]).toEqual([20, 250])
    expect(await page.isVisible('button.more')).toBe(false)
    const realised = await page.$$eval('td[data-trip="realisedMicros"]', (nodes) =>
      nodes.map((n) => n.textContent ?? ''),
    )
    expect(realised.map((text) => Math.round(readNumber(text) * 1e4))).toEqual(
      document.runs[0]?.trips.map(({ realisedMicros }) => Math.round(realisedMicros / 100)),
    )
  })

  test('rewards are apart: the parts of the P&L add up without them', async () => {
    const { page, document } = await shown('rewards', await madeUp())

    const [run] = document.runs
    const note = await page.textContent('section.run[data-run="0"] .rewards')

    expect(run?.rewards?.lowMicros).toBeGreaterThan(0)
    expect(note).toMatch(
      /^Liquidity rewards, estimated: at least \+\d+\.\d{4}, at most \+\d+\.\d{4} USDC, not part of any sum/,
    )
    const { spreadMicros = 0, markoutMicros = 0, driftMicros = 0, gapDriftMicros = 0 } = run?.pnl ?? {}
    const { feesMicros = 0, rebatesMicros = 0, totalMicros } = run?.pnl ?? {}
    expect(rebatesMicros).toBeGreaterThan(0)
    const moves = spreadMicros + markoutMicros + driftMicros + gapDriftMicros
    expect(moves - feesMicros + rebatesMicros).toBe(totalMicros)
  })

  test('charts are drawn, zoom together by a drag and come back, and tell what is under the cursor', async () => {
    const { page } = await shown('zoom', await madeUp())
    const canvases = 'section.run:not([hidden]) .chart canvas'
    const pictures = (): Promise<string[]> =>
      page.$$eval(canvases, (nodes) =>
        nodes.map((node) => (node as unknown as { toDataURL(): string }).toDataURL()),
      )
    const colours = await page.$$eval(canvases, countColours)
    const before = await pictures()
    const plot = await page.$('section.run:not([hidden]) .chart .u-over')
    await plot?.scrollIntoViewIfNeeded()
    const box = (await plot?.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const across = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const

    await page.mouse.move(...across(0.2))
    const readout = await page.textContent('section.run:not([hidden]) .readout')
    await page.mouse.down()
    await page.mouse.move(...across(0.4), { steps: 5 })
    await page.mouse.up()
    await page.waitForTimeout(100)
    const zoomed = await pictures()
    await page.click('section.run:not([hidden]) button[aria-label="Reset zoom"]')
    await page.mouse.move(0, 0)
    await page.waitForTimeout(100)
    const after = await pictures()

    expect(before).toHaveLength(5)
    expect(Math.min(...colours)).toBeGreaterThan(2)
    const isAsBefore = (pictures: readonly string[]): boolean[] =>
      pictures.map((picture, index) => picture === before[index])
    expect(isAsBefore(zoomed)).toEqual([false, false, false, false, false])
    expect(isAsBefore(after)).toEqual([true, true, true, true, true])
    expect(readout).toMatch(/^12:\d\d:\d\d *bid0\.\d+ask0\.\d+mid0\.\d+holds\d/)
  })

  test.each([390, 1280])(
    'at %d pixels nothing is wider than the page, in light and in dark',
    async (width) => {
      const result = await madeUp()
      for (const colours of ['light', 'dark'] as const) {
        const { page, problems } = await shown(`wide-${width}`, result, { width, colours })
        for (const tape of [0, 1]) {
          await page.click(`[data-show-tape="${tape}"]`)
          for (const model of await page.$$('article:not([hidden]) fieldset.switch label')) {
            await model.click()
            expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
            expect(await page.$$eval('.chart canvas', (nodes) => nodes.length)).toBeGreaterThan(0)
          }
        }
        expect(problems).toEqual([])
      }
    },
  )

  test('colours follow the system, and the switch', async () => {
    const { page } = await shown('colours', await madeUp(), { width: 1280, colours: 'dark' })
    const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()

    await page.click('fieldset.theme label:has-text("light")')
    const light = await ground()
    await page.click('fieldset.theme label:has-text("auto")')

    expect(light).not.toBe(dark)
    expect(await ground()).toBe(dark)
  })

  test('a session ends with the same page, by the session’s own figures', async () => {
    const { result, run } = await recordSession(parseOptions({ hours: '0.5', haltAt: '20m' }))

    const { page, document, problems } = await shown('session', {
      ...documentOf('session', [run]),
    })

    expect(run.fills).toHaveLength(result.fills.length)
    expect(run.pnl).toMatchObject({
      realisedMicros: result.realisedMicros,
      unrealisedMicros: result.unrealisedMicros,
      feesMicros: result.feesMicros,
    })
    expect(run.position.sizeMicros).toBe(result.position.sizeMicros)
    expect(run.ticks).toEqual(result.ticks)
    expect(run.stop?.codes).toEqual(result.stop?.codes)
    expect(differences(await figuresOf(page), document)).toEqual([])
    expect(await page.textContent('.alarms')).toContain('STOP (ALARM) at 2026-01-05 14:20:00 UTC')
    expect(problems).toEqual([])
  })

  describe.skipIf(recordings === undefined)('of the recordings (set RECORDINGS to their folder)', () => {
    test('a full tape opens at once, and its figures equal the JSON next to it', async () => {
      const files = [
        ['20250624_mlb-bos-laa-2025-06-24', Date.UTC(2025, 5, 25, 1, 38)],
        ['20250624_mlb-tor-cle-2025-06-24', Date.UTC(2025, 5, 24, 22, 40)],
        ['20250619_mlb-min-cin-2025-06-19', Date.UTC(2025, 5, 19, 17, 10)],
      ] as const
      const runs = []
      for (const [name, gameStartMs] of files) {
        runs.push(
          ...(await replayed(join(recordings ?? '', 'tapes', `${name}.events.jsonl`), { gameStartMs })),
        )
      }

      const opened = await shown('recordings', documentOf('replay', runs))

      console.log(
        `three full tapes by three models: drawn ${opened.drawnMs.toFixed(0)} ms after navigation began`,
      )
      expect(opened.drawnMs).toBeLessThan(PATIENCE_MS)
      expect(differences(await figuresOf(opened.page), opened.document)).toEqual([])
      expect(opened.problems).toEqual([])
    })
  })
})

/** How many colours each canvas has, in the browser: an empty one has one. */
function countColours(nodes: readonly unknown[]): number[] {
  interface Canvas {
    readonly width: number
    readonly height: number
    getContext(kind: '2d'): { getImageData(...of: number[]): { readonly data: Uint8ClampedArray } } | null
  }
  return nodes.map((node) => {
    const canvas = node as Canvas
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    const found = new Set<number>()
    for (let at = 0; at < data.length; at += 4) {
      found.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0))
    }
    return found.size
  })
}

test('a session of several outcomes begins with what all came to, its STOP once, and the worst', async () => {
  const made = await madeUp()
  const runs = made.runs.filter(({ fillModel }) => fillModel === 'trades')
  const stop = { atMs: Date.UTC(2026, 0, 5, 12, 30), codes: ['LOSS'], texts: ['lost too much'] }
  const session = documentOf(
    'session',
    runs.map((run, nth) => ({ ...run, fillModel: 'venue' as const, stop: nth === 0 ? stop : null })),
  )
  const totals = session.runs.map(({ pnl }) => pnl.totalMicros)

  const page = renderReport(session, { style: '', plot: '', plotLicence: '', script: '' })

  const overview = page.slice(page.indexOf('<nav'), page.indexOf('</nav>'))
  expect(page).toContain('<title>STOP, Simulated session: ')
  expect(overview).toContain('<b>STOP</b> (LOSS) at 2026-01-05 12:30:00 UTC, of all: lost too much')
  const order = [...overview.matchAll(/data-show-tape="(\d)"/g)].map(([, tape]) => totals[Number(tape)])
  expect(order).toEqual(totals.toSorted((a, b) => a - b))
  expect(overview.indexOf('together')).toBeLessThan(overview.indexOf('data-show-tape'))
})
