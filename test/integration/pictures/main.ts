import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { browserPath, launch } from '../report/browser.ts'
import { paperPictures } from './paperPictures.ts'
import { sessionPictures } from './sessionPictures.ts'

const PICTURES = {
  'session-1': (browser, where) => sessionPictures(browser, 1, where),
  'session-50': (browser, where) => sessionPictures(browser, 50, where),
  'paper-1': (browser, where) => paperPictures(browser, 1, where),
  'paper-50': (browser, where) => paperPictures(browser, 50, where),
} as const satisfies Readonly<
  Record<string, (browser: Awaited<ReturnType<typeof launch>>, where: Where) => Promise<void>>
>
type Where = { readonly folder: string; readonly home: string }

/**
 * `npm run pictures -- FOLDER [WHICH...]`: what a person sees who watches a session or a paper run, and who opens a
 * report, at every width, in both colours, calm and halted, for whoever changes the looks to look at.
 */
async function main([to, ...which]: readonly string[]): Promise<void> {
  const names = Object.keys(PICTURES) as (keyof typeof PICTURES)[]
  const wanted = which.length === 0 ? names : names.filter((name) => which.includes(name))
  if (to === undefined || wanted.length < which.length || browserPath === null)
    throw new Error(`use: npm run pictures -- FOLDER [${names.join('|')}]..., with Chromium installed`)
  const folder = resolve(to)
  mkdirSync(folder, { recursive: true })
  const home = mkdtempSync(join(tmpdir(), 'pictures-'))
  const browser = await launch()
  try {
    for (const name of wanted) {
      await PICTURES[name](browser, { folder, home })
      process.stdout.write(`${name}: in ${folder}\n`)
    }
  } finally {
    await browser.close()
    rmSync(home, { recursive: true })
  }
}

await main(process.argv.slice(2))
