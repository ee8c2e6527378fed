import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** Each prints what it has written: help has written nothing. */
test.each([
  ['config-docs', 'cli/writeConfigDocs.ts'],
  ['example-tape', 'desk/tape/exampleTapeMain.ts'],
  ['archive', 'test/integration/archive/main.ts'],
  ['pictures', 'test/integration/pictures/main.ts'],
])('npm run %s only shows its help when asked for it, and refuses what it does not know', (name, file) => {
  const run = (...args: readonly string[]) => spawnSync(process.execPath, [join(ROOT, file), ...args])
  const help = run('--help')
  const wrong = run('--bogus')

  expect([help.status, String(help.stdout)]).toEqual([
    0,
    expect.stringContaining(`Usage: npm run ${name} --`),
  ])
  expect([wrong.status, String(wrong.stdout)]).toEqual([2, ''])
})
