import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { feeSentence, luckSentence, recommendationSentence } from '../../../desk/sweep/sentences.ts'
import type { SweepResult } from '../../../desk/sweep/sweepResult.ts'
import { sweepSummary } from '../../../desk/sweep/sweepSummary.ts'
import { writeSweep } from '../../../desk/sweep/writeSweep.ts'
import { browserPath, launch, openPage } from './browser.ts'
import { differences, figuresOf } from './figures.ts'
import { madeUpSweep } from './sweepDocuments.ts'

const folder = mkdtempSync(join(tmpdir(), 'sweep-page-'))
let browser: Browser | null = null
beforeAll(async () => {
  if (browserPath !== null) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true })
})

async function shown(name: string, sweep: SweepResult, as: Parameters<typeof openPage>[2] = { width: 1280 }) {
  const { page, json } = await writeSweep(join(folder, `${name}.html`), sweep)
  if (browser === null) throw new Error('no browser')
  const opened = await openPage(browser, page, as)
  onTestFinished(opened.close)
  return { ...opened, document: JSON.parse(readFileSync(json, 'utf8')) as SweepResult }
}

describe.skipIf(browserPath === null)('the page of a sweep (needs Chromium)', () => {
  test('shows each variant on both parts, to the last digit, and fetches nothing', async () => {
    const { page, document, problems } = await shown('whole', madeUpSweep())

    const figures = await figuresOf(page)

    expect(differences(figures, document)).toEqual([])
    for (const index of document.variants.keys()) {
      for (const part of ['search', 'heldOut']) {
        const paths = figures.map(({ path }) => path)
        expect(paths).toContain(`variants.${index}.${part}.totalMicros`)
        expect(paths).toContain(`variants.${index}.${part}.trips`)
      }
    }
    expect(await page.textContent('[data-verdict="sweep"]')).toBe(recommendationSentence(document))
    expect(await page.textContent('[data-luck]')).toBe(luckSentence(document))
    expect(await page.textContent('.caution')).toBe(feeSentence(document))
    expect(problems).toEqual([])
  })

  test('the heat maps have a cell for each pair of values, in both parts, shaded by what it made', async () => {
    const { page, document } = await shown('heat', madeUpSweep())

    for (const side of ['search', 'heldOut'] as const) {
      const cells = await page.$$eval(`table[data-heat="${side}"] td.heat`, (nodes) =>
        nodes.map((node) => ({ text: node.textContent ?? '', kind: node.className })),
      )
      expect(cells).toHaveLength(20)
      for (const { text, kind } of cells) expect(kind).toMatch(text.includes('−') ? /loss[1-5]/ : /gain[1-5]/)
      expect(cells.filter(({ text }) => text.includes('●'))).toHaveLength(1)
      expect(cells.filter(({ text }) => text.includes('◆'))).toHaveLength(1)
    }
    expect(document.variants[0]?.values).toEqual([2, 3])
  })

  test('a best one that does not hold out is not recommended', async () => {
    const { page } = await shown('falls', madeUpSweep({ holds: false }))

    const verdict = await page.textContent('[data-verdict="sweep"]')

    expect(verdict).toMatch(
      /^Nothing can be recommended: quote\.volatilityDistance = 2, exit\.targetTicks = 3 is/,
    )
    expect(verdict).toContain('it does not hold up: on the held-out tapes it made −')
  })

  test('a stranger’s words stay words', async () => {
    const sweep = madeUpSweep()
    const hostile = '<img src=x onerror=alert(1)></script>'
    const tapes = sweep.tapes.slice(0, 1).map((tape) => ({ ...tape, question: hostile, file: hostile }))

    const { page, problems } = await shown('hostile', { ...sweep, tapes })

    expect(await page.textContent('h1')).toBe(hostile)
    expect(await page.$('img')).toBeNull()
    expect(problems).toEqual([])
  })

  test.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('fits %i pixels, %s: only its tables scroll', async (width, colours) => {
    const { page } = await shown(`fits-${width}-${colours}`, madeUpSweep(), { width, colours })

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    const shots = process.env['SCREENSHOTS']
    if (shots !== undefined) {
      await page.screenshot({ path: join(shots, `sweep-${width}-${colours}.png`), fullPage: true })
    }
  })
})

test('a sweep that charges no fee says so, as a replay does', () => {
  const sweep = madeUpSweep()
  const some =
    'Of 3 tapes 2 state no fee: game-2.tape, game-3.tape. No taker fee is charged. If the market has one, set it with --fee'
  const withFees = (feeRatePpm: number): SweepResult => ({
    ...sweep,
    tapes: sweep.tapes.map((tape) => ({ ...tape, feeRatePpm })),
  })

  expect(sweepSummary(sweep)).toContain(some)
  expect(sweepSummary(withFees(0))).toMatch(
    /^No taker fee is charged\. If the market has one, set it with --fee/m,
  )
  expect(sweepSummary(withFees(50_000))).not.toContain('No taker fee')
})
