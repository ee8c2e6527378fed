import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { botCommand } from './botCommand.ts'
import { openPages, writeTerminals } from './takePictures.ts'
import { viewWhen } from './watchedViews.ts'

/** A session passes a quarter of an hour in a second, one of a hundred outcomes a minute or less. */
const LENGTHS = {
  1: { hours: '6', haltAt: '4h', cadence: '10', calmMs: 2 * 3_600_000 },
  50: { hours: '0.6', haltAt: '24m', cadence: '30', calmMs: 12 * 60_000 },
} as const

/** A session while it is played, halted, and over, and its report: by the real command, in a real browser. */
export async function sessionPictures(
  browser: Browser,
  markets: keyof typeof LENGTHS,
  { folder, home }: { readonly folder: string; readonly home: string },
): Promise<void> {
  const { hours, haltAt, cadence, calmMs } = LENGTHS[markets]
  const report = join(home, `session-${markets}.html`)
  const several = ['--markets', String(markets), ...(markets === 1 ? [] : ['--outcomes', 'both'])]
  const session = botCommand(
    [
      'start',
      '--watch',
      '--hours',
      hours,
      '--halt-at',
      haltAt,
      '--cadence',
      cadence,
      ...several,
      '--report',
      report,
    ],
    home,
  )
  try {
    const url = await session.says(/http:\S+/)
    const begun = await viewWhen(url, ({ outcomes }) => outcomes.length > 0)
    const pages = await openPages(browser, url)
    const states = [
      ['calm', ({ atMs }) => atMs > begun.atMs + calmMs],
      ['halted', ({ mode }) => mode === 'HALTED'],
      ['over', ({ mode }) => mode === 'OVER'],
    ] as const satisfies readonly (readonly [string, Parameters<typeof viewWhen>[1]])[]
    for (const [state, isIt] of states) {
      const view = await viewWhen(url, isIt)
      const name = `session-${markets}-${state}`
      writeTerminals(folder, name, view)
      await Promise.all(pages.pages.map((page) => page.waitForSelector(`[data-mode="${view.mode}"]`)))
      await pages.take(folder, name)
    }
    await pages.close()
    await session.says(/stays until Ctrl-C/)
  } finally {
    await session.end()
  }
  const pages = await openPages(browser, pathToFileURL(report).href)
  await pages.take(folder, `report-${markets}`)
  await pages.close()
}
