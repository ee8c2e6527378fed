import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Where a Chromium or a Chrome is installed on Linux; CHROMIUM names another. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** null: there is none here. */
export const browserPath: string | null =
  [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path)) ?? null

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox', '--disable-background-networking'],
  })

/** A page, and all it has complained of or asked the network for. */
export interface Opened {
  readonly page: Page
  readonly problems: readonly string[]
  /** From the beginning of navigation until all charts are drawn. */
  readonly drawnMs: number
  close(): Promise<void>
}

export async function openPage(
  browser: Browser,
  file: string,
  as: { readonly width: number; readonly colours?: 'light' | 'dark' },
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: as.width, height: 900 },
    colorScheme: as.colours ?? 'light',
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (request.url() !== `file://${file}` && !request.url().startsWith('data:')) {
      problems.push(`request: ${request.url()}`)
    }
  })
  await page.goto(`file://${file}`)
  await page.waitForSelector('html[data-drawn="yes"]')
  const drawnMs = await page.evaluate(
    () => performance.getEntriesByName('report-drawn')[0]?.duration ?? Number.NaN,
  )
  return { page, problems, drawnMs, close: () => context.close() }
}
