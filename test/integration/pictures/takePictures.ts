import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { WatchView } from '../../../desk/report/watchView.ts'
import { terminalView } from '../../../desk/watch/terminalView.ts'

/** A desk's screen and a telephone. */
const WIDTHS = [1280, 390] as const
const COLOURS = ['light', 'dark'] as const
/** A wide terminal, the usual one, and a telephone over ssh. */
const TERMINALS = [
  { columns: 120, rows: 40 },
  { columns: 80, rows: 24 },
  { columns: 40, rows: 30 },
] as const

export interface OpenPages {
  /** Each of them whole, as `NAME-WIDTH-COLOURS.png`. */
  take(folder: string, name: string): Promise<void>
  readonly pages: readonly Page[]
  close(): Promise<void>
}

/** The page of an address at every width and in both colours, drawn. */
export async function openPages(browser: Browser, url: string): Promise<OpenPages> {
  const opened = WIDTHS.flatMap((width) => COLOURS.map((colours) => ({ width, colours })))
  const pages = await Promise.all(
    opened.map(async ({ width, colours }) => {
      const context = await browser.newContext({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme: colours,
      })
      const page = await context.newPage()
      await page.goto(url)
      await page.waitForSelector('html[data-drawn="yes"]', { timeout: 120_000 })
      return { page, name: `${width}-${colours}` }
    }),
  )
  return {
    take: async (folder, name) => {
      await Promise.all(
        pages.map((each) =>
          each.page.screenshot({ path: join(folder, `${name}-${each.name}.png`), fullPage: true }),
        ),
      )
    },
    pages: pages.map(({ page }) => page),
    close: async () => {
      await Promise.all(pages.map(({ page }) => page.context().close()))
    },
  }
}

/** The same view as the terminal shows it, as `NAME-COLUMNS.txt`. */
export function writeTerminals(folder: string, name: string, view: WatchView): void {
  for (const { columns, rows } of TERMINALS)
    writeFileSync(join(folder, `${name}-${columns}.txt`), `${terminalView(view, columns, rows)}\n`)
}
