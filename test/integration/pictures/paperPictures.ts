import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { parseStandaloneOptions } from '../../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../../desk/standalone/startStandalone.ts'
import { paperConfig } from '../../support/paperConfig.ts'
import { botCommand } from './botCommand.ts'
import { openPages, writeTerminals } from './takePictures.ts'
import { viewWhen } from './watchedViews.ts'

/** In real time: until quotes, and perhaps a fill, are in the charts. */
const CALM_MS = 150_000

/** A paper run at the simulated venue, watched while it runs, halted by the page's own button, and ended. */
export async function paperPictures(
  browser: Browser,
  markets: number,
  { folder, home }: { readonly folder: string; readonly home: string },
): Promise<void> {
  const venue = await startStandalone(parseStandaloneOptions({ port: '0', catalogue: String(markets - 1) }))
  const [config, table] = [join(home, `config-${markets}.json`), join(home, `paper-${markets}`)]
  writeFileSync(config, JSON.stringify(configOf(venue)))
  const run = botCommand(['paper', '--config', config, '--folder', table, '--no-report'], home)
  let watch: ReturnType<typeof botCommand> | null = null
  try {
    await run.says(/accepted/)
    const begunMs = Date.now()
    watch = botCommand(['watch', '--folder', table, '--port', '0'], home)
    const url = await watch.says(/http:\S+/)
    const pages = await openPages(browser, url)
    const take = async (state: string, isIt: Parameters<typeof viewWhen>[1]): Promise<void> => {
      const view = await viewWhen(url, isIt)
      await Promise.all(pages.pages.map((page) => page.waitForSelector(`[data-mode="${view.mode}"]`)))
      writeTerminals(folder, `paper-${markets}-${state}`, view)
      await pages.take(folder, `paper-${markets}-${state}`)
    }
    await take('calm', ({ mode, atMs }) => mode === 'RUNNING' && atMs > begunMs + CALM_MS)
    await pages.pages[0]?.click('[data-act="halt"]')
    await pages.pages[0]?.click('[data-act="halt"]')
    await take('halted', ({ mode, next }) => mode === 'HALTED' && next !== null)
    await run.end()
    await take('ended', ({ control }) => control.includes('No run'))
    await pages.close()
  } finally {
    await watch?.end()
    await run.end()
    await venue.close()
  }
}

function configOf(venue: Standalone) {
  const base = paperConfig(venue)
  const [first] = base.markets
  return {
    ...base,
    accountUsdc: 50 * venue.exchange.markets().length,
    cadenceSeconds: 10,
    markets: venue.exchange.markets().map(({ market, tokens, question, outcomes }) => ({
      ...first,
      market,
      token: tokens[0],
      question,
      outcome: outcomes[0],
    })),
  }
}
