import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the tests are collected and judged; nothing of it is changed in the copy. */
export const HERE = 'test/verification/mutation'

/** Copies the files of the work tree, with tests that are collected instead of run. */
export function copyTree(files: readonly string[], root: string): void {
  const collector = join(root, HERE, 'collectTests.ts')
  for (const path of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    cpSync(path, join(root, path))
    if (!/^test\/.*\.ts$/.test(path) || path.startsWith(HERE)) continue
    const text = readFileSync(path, 'utf8')
    writeFileSync(join(root, path), text.replaceAll("from 'vitest'", `from '${collector}'`))
  }
  symlinkSync(realpathSync('node_modules'), join(root, 'node_modules'))
}

/** What git knows or would take, as it is on the disk. */
export function workTree(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(path))
}
