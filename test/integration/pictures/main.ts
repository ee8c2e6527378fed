import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Argument, Command } from 'commander'
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

const names = Object.keys(PICTURES) as (keyof typeof PICTURES)[]
const { args } = new Command('npm run pictures --')
  .description(
    'What a person sees who watches a session or a paper run, and who opens a report, at every width, in both colours, calm and halted, for whoever changes the looks to look at. It needs Chromium.',
  )
  .argument('<folder>', 'where the pictures are written')
  .addArgument(new Argument('[which...]', 'some of them alone').choices(names))
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
const [to = '', ...which] = args
if (browserPath === null) throw new Error('no Chromium was found: install it, or name one in CHROMIUM')

const folder = resolve(to)
mkdirSync(folder, { recursive: true })
const home = mkdtempSync(join(tmpdir(), 'pictures-'))
const browser = await launch()
try {
  for (const name of which.length === 0 ? names : names.filter((each) => which.includes(each))) {
    await PICTURES[name](browser, { folder, home })
    process.stdout.write(`${name}: in ${folder}\n`)
  }
} finally {
  await browser.close()
  rmSync(home, { recursive: true })
}
