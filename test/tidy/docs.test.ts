import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { NEXT_STEPS } from '../../cli/nextSteps.ts'
import { configDocs } from '../../shared/config/configDocs.ts'
import { settingsMarkdown, settingsTable } from '../../shared/config/settingsTable.ts'
import { neededFieldsMarkdown } from '../support/neededFields.ts'
import { allSources, isCode, ROOT, withoutComments } from './sources.ts'

const docs = allSources().filter(({ path }) => path.endsWith('.md') && !path.startsWith('test/'))
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
)

/** A first page is read in five minutes, or not at all; that of the architecture has a glossary. */
const MOST_WORDS = { 'README.md': 900, 'CONTRIBUTING.md': 900, 'ARCHITECTURE.md': 1_750 }

/** More than two screens: a reader wants to see what there is. */
const LONG_PAGE_WORDS = 1_000

/** npm's own words, which are no scripts. */
const NPM_WORDS = ['ci', 'install', 'run', 'audit', 'help']
/** Folders that a command of ours makes. */
const MADE = ['cdk.out', 'reports', 'coverage', 'node_modules']

test.each(Object.entries(MOST_WORDS))(
  '%s has at most %i words, commands and output included',
  (path, most) => {
    expect(wordsOf(path).length).toBeLessThanOrEqual(most)
  },
)

test('the README leads to every page', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
  const pages = docs.map(({ path }) => path).filter((path) => path !== 'README.md')

  expect(pages.length).toBeGreaterThan(10)
  expect(pages.filter((path) => !readme.includes(`- [${path}](${path}): `))).toEqual([])
})

test('the page of the architecture names every room', () => {
  const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  const rooms = ['shared', 'desk', 'cli', 'test'].flatMap((house) =>
    readdirSync(join(ROOT, house), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${house}/${name}`),
  )

  expect(rooms.length).toBeGreaterThan(20)
  expect(rooms.filter((room) => !page.includes(`\`${room}\``))).toEqual([])
})

test('every npm command that the documents name exists', () => {
  const unknown = docs.flatMap(({ path, text }) =>
    unknownCommands(text).map((name) => `${path}: npm ${name}`),
  )
  expect(unknown).toEqual([])
})

/** "npx bot status": not through a script, and not "bot status", which no shell finds. */
const OTHER_FORMS = new RegExp(
  `npm run (?:-s |--silent )?bot\\b.*|["'\`]bot (?:${Object.keys(NEXT_STEPS).join('|')})\\b.*`,
  'g',
)

test('the commands of the bot are typed in one form', () => {
  const other = allSources()
    .filter(({ path }) => path !== 'test/tidy/docs.test.ts')
    .flatMap(({ path, text }) => [...text.matchAll(OTHER_FORMS)].map(([line]) => `${path}: ${line}`))
  expect(other).toEqual([])
})

/** In quotes, which say: type this. "paper" is a stage too. */
const BARE_COMMAND = new RegExp(
  `(?<![=:[>])"(?:${Object.keys(NEXT_STEPS)
    .filter((name) => name !== 'paper')
    .join('|')})(?: [^"\\n]*)?"(?![:\\w\\]])`,
  'g',
)
/** Where such a word in quotes is no command that anybody is to type. */
const NOT_TYPED: Readonly<Record<string, string>> = {
  'shared/config/riskSettings.ts': 'a value of emergencyExit',
  'shared/machine/states.ts': 'the canary that a command posts',
  'shared/machine/stops.ts': 'the sources of a STOP',
}

test('a message names what to type as it is typed', () => {
  const bare = allSources()
    .filter((source) => /^(shared|cli|functions|infra|desk)\//.test(source.path) && isCode(source))
    .flatMap(({ path, text }) =>
      [...withoutComments(text).matchAll(BARE_COMMAND)].map(([words]) => ({ path, words })),
    )

  expect(bare.filter(({ path }) => !(path in NOT_TYPED))).toEqual([])
  expect(Object.keys(NOT_TYPED).filter((path) => !bare.some((each) => each.path === path))).toEqual([])
  expect('see "status", then "resume 2"'.match(BARE_COMMAND)).toEqual(['"status"', '"resume 2"'])
})

test('every command that is pasted names the configuration it is for', () => {
  const nameless = docs.flatMap(({ path, text }) => namelessCommands(text).map((line) => `${path}: ${line}`))
  expect(nameless).toEqual([])
})

test('every file that the documents name exists', () => {
  const missing = docs.flatMap(({ path, text }) =>
    pathsIn(text)
      // A link is relative to its page, a name in the text to the root.
      .filter((name) => !existsSync(join(ROOT, name)) && !existsSync(join(ROOT, dirname(path), name)))
      .map((name) => `${path}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('every link to a heading leads to one', () => {
  const pages = new Map(docs.map(({ path, text }) => [path, anchorsOf(text)]))
  const missing = docs.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:)([\w./-]*)#([\w-]+)\)/g)]
      .map(([, page = '', anchor = '']) => ({ page: page === '' ? path : join(dirname(path), page), anchor }))
      .filter(({ page, anchor }) => page.endsWith('.md') && pages.get(page)?.includes(anchor) !== true)
      .map(({ page, anchor }) => `${path}: ${page}#${anchor}`),
  )
  expect(missing).toEqual([])
})

test(`a page of more than ${LONG_PAGE_WORDS} words begins with its contents`, () => {
  const missing = docs
    .filter(({ path }) => path !== 'README.md' && wordsOf(path).length > LONG_PAGE_WORDS)
    .flatMap(({ path, text }) => {
      const [intro = ''] = text.split(/^## /m)
      const headings = [...text.matchAll(/^## .+$/gm)].flatMap(([heading]) => anchorsOf(heading))
      return headings
        .filter((anchor) => !intro.includes(`](#${anchor})`))
        .map((anchor) => `${path}: ${anchor}`)
    })
  expect(missing).toEqual([])
})

test('the checks find what is missing', () => {
  expect(anchorsOf('## A fill, exactly\n<a id="alarm-x"></a>')).toEqual(['a-fill-exactly', 'alarm-x'])
  expect(unknownCommands('`npm run nowhere -- x` and npm start, npm ci, `npm run -s types`')).toEqual([
    'nowhere',
  ])
  expect(
    namelessCommands(
      '`npx bot halt NOW`, `npx bot tape info F`, `npx bot pnl`, npx cdk deploy\nnpx cdk diff -c config=x',
    ),
  ).toEqual(['npx bot halt NOW', 'npx bot pnl', 'npx cdk deploy'])
  expect(pathsIn('see `shared/nowhere.ts`, [x](docs/none.md#top), `cdk.out/x.json` and `a/b`')).toEqual([
    'shared/nowhere.ts',
    'docs/none.md',
  ])
})

test.each(Object.entries(configDocs((path) => readFileSync(join(ROOT, path), 'utf8'))))(
  '%s holds the settings as they are written in shared/config',
  (path, wanted) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(wanted)
  },
)

test('every tier of settings has its table in the documents', () => {
  const page = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8')
  for (const { name } of settingsTable()) expect(page).toContain(`| \`${name}\` |`)
  for (const tier of ['must', 'tuned', 'expert'] as const) expect(page).toContain(settingsMarkdown(tier))
})

test('the table of needed fields is that of the code', () => {
  expect(readFileSync(join(ROOT, 'docs/venue.md'), 'utf8')).toContain(neededFieldsMarkdown())
})

/** As readers of Markdown make them of headings, and those that a page sets itself. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )
  return [...headings, ...[...text.matchAll(/<a id="([\w-]+)">/g)].map(([, id = '']) => id)]
}

const wordsOf = (path: string): readonly string[] =>
  readFileSync(join(ROOT, path), 'utf8').split(/\s+/).filter(Boolean)

function unknownCommands(text: string): readonly string[] {
  const found = text.matchAll(/\bnpm (?:run (?:-s |--silent )?)?([a-z][\w:-]*)/g)
  return [...found].flatMap(([, name = '']) =>
    NPM_WORDS.includes(name) || scripts.includes(name) ? [] : [name],
  )
}

/** Commands that look at a deployed bot, or at what will be one. */
const OF_A_BOT =
  'setup|confirm|doctor|drill|arm|status|halt|resume|drain|disarm|flatten|adopt|cancel-all|cost|ledger|pnl|paper|journal|why|decommission|deploy|wallet'

function namelessCommands(text: string): readonly string[] {
  const pattern = new RegExp(`(npx bot (?:${OF_A_BOT})\\b|npx cdk [a-z]+|npm run synth)[^\`\\n]*`, 'g')
  return [...text.matchAll(pattern)]
    .map(([line]) => line.trim())
    .filter((line) => !/(--config|-c config=|--config=|--folder)/.test(line) && line !== 'npx bot paper')
}

/** Paths in backticks or links whose first part is a folder of ours. */
function pathsIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+)\/?`/g)]
  const linked = [...text.matchAll(/\]\((?!https?:)([\w./-]+)(?:#[\w-]*)?\)/g)]
  return [...quoted, ...linked]
    .flatMap((match) => (match[1] === undefined ? [] : [match[1]]))
    .filter((name) => {
      const [first = ''] = name.split('/')
      return !MADE.includes(first) && (existsSync(join(ROOT, first)) || !name.includes('/'))
    })
}
