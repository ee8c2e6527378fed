import { expect, test } from 'vitest'
import { EXEMPT, REHEARSED } from '../rehearse/rehearsedLines.ts'
import { commandsIn, documentedLines } from '../support/documentedLines.ts'
import { ROOT } from './sources.ts'

const lines = documentedLines(ROOT)

test('every command of the README and the runbook is run by the rehearsal, or exempt for a reason', () => {
  const known = [...Object.keys(REHEARSED), ...Object.keys(EXEMPT)]

  expect(lines.length).toBeGreaterThan(30)
  expect(lines.filter((line) => !known.includes(line))).toEqual([])
  expect(known.filter((line) => !lines.includes(line))).toEqual([])
  expect(Object.keys(EXEMPT).filter((line) => line in REHEARSED)).toEqual([])
})

test('more of them are run than not', () => {
  expect(Object.keys(REHEARSED).length).toBeGreaterThan(Object.keys(EXEMPT).length)
})

test('commands are found in blocks and in sentences, without their remarks', () => {
  const page =
    '```sh\nnpm ci   # first\n\n# a remark\naws x y\n```\nSee `npx bot status`, `status`, and\n| `git pull` |'
  expect(commandsIn(page)).toEqual(['npm ci', 'aws x y', 'npx bot status', 'git pull'])
})
