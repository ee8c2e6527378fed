import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const FAILURES = 'test/integration/venue/failures'
const doc = readFileSync(join(ROOT, 'docs/venue.md'), 'utf8')

/** Titles of the scenarios by file, as they are in the source. */
const scenarios = readdirSync(join(ROOT, FAILURES)).flatMap((name) => {
  const file = `${FAILURES}/${name}`
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/'failure (\d\d): ([^']+)'/g)].map(([, number, title]) => ({
    file,
    number: Number(number),
    title,
  }))
})

/** `| 1 | failure | behaviour | file: "title"; "title"<br>file: … |` */
const rows = [...doc.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, number, failure = '', behaviour = '', tests = '']) => ({
    number: Number(number),
    failure,
    behaviour,
    tests: tests.split('<br>').flatMap((cell) => {
      const [, file = '', titles = ''] = /^`([^`]+)`: (.*)$/.exec(cell) ?? []
      return titles.split(/; (?=")/).map((title) => ({ file, title: title.replace(/^"|"$/g, '') }))
    }),
  }),
)

const isTitleIn = (file: string, title: string | undefined): boolean =>
  existsSync(join(ROOT, file)) && readFileSync(join(ROOT, file), 'utf8').includes(`'${title}'`)

test('all failures are listed, thirty-five and more, each with what the bot does', () => {
  expect(rows.length).toBeGreaterThanOrEqual(35)
  expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1))
  for (const { failure, behaviour } of rows)
    expect(Math.min(failure.length, behaviour.length)).toBeGreaterThan(10)
})

test('every listed test exists, and every scenario is listed', () => {
  const listed = rows.flatMap(({ number, tests }) => tests.map((each) => ({ number, ...each })))
  const key = ({ file, number, title }: { file: string; number: number; title: string | undefined }) =>
    `${number} ${file}: ${title}`
  const isScenario = ({ file }: { file: string }) => file.startsWith(`${FAILURES}/`)
  expect(listed.filter(isScenario).map(key).sort()).toEqual(scenarios.map(key).sort())
  // A row may name tests of its kind elsewhere.
  const elsewhere = listed.filter((each) => !isScenario(each))
  expect(elsewhere.filter(({ file, title }) => !isTitleIn(file, title))).toEqual([])
})
