import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../../../../desk/tape/makeFolder.ts'

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'made-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('it makes the folders above it too, and finds one that is there', () => {
  const folder = join(emptyFolder(), 'a', 'b')

  makeFolder('--out', folder)
  makeFolder('--out', folder)

  expect(statSync(folder).isDirectory()).toBe(true)
})

test.each([
  ['a file', ''],
  ['below a file', 'b/c'],
])('%s is no folder: the option, the value and what to do', (_, below) => {
  const file = join(emptyFolder(), 'file')
  writeFileSync(file, '')
  const folder = join(file, below)

  expect(() => makeFolder('--out', folder)).toThrow(
    new RegExp(`^--out = ${folder}: name a folder that can be written \\((ENOTDIR|EEXIST)\\)$`),
  )
})

test.runIf(process.platform === 'linux')('where no folder can be made it ends', () => {
  expect(() => makeFolder('--out', '/proc/a/b')).toThrow(/can be written \(/)
})
