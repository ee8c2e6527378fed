import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linesOf, REQUIREMENT_PAGE, rowsOf } from './requirementPage.ts'
import { ROOT } from './sources.ts'

const rows = rowsOf(readFileSync(REQUIREMENT_PAGE, 'utf8'))
const links = rows.flatMap((row) => row.links)

/** So far a number may be off before a reader misses the line: code above it moves with every change. */
const MAX_OFF = 20

test('the page of the requirement has every line of the specification, in its order', () => {
  const specification = readFileSync(join(ROOT, 'test/support/v11.md'), 'utf8')

  expect(rows.map(({ line }) => line)).toEqual(linesOf(specification))
})

test('every line has a link to code', () => {
  expect(rows.filter((row) => row.links.length === 0).map(({ line }) => line)).toEqual([])
  expect(links.filter(({ path }) => !path.startsWith('shared/') || !existsSync(join(ROOT, path)))).toEqual([])
})

test('every link quotes one line of the file it leads to, and leads there', () => {
  const wrong = links.filter(({ at, found }) => found === 0 || Math.abs(at - found) > MAX_OFF)

  expect(wrong, 'where only numbers are off: node test/tidy/requirementMain.ts').toEqual([])
})
