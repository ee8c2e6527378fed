import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runningSessions } from '../../../../desk/watch/runningSessions.ts'
import { readSessionFiles, writeSessionFile } from '../../../../desk/watch/sessionFiles.ts'
import { whatRuns } from '../../../../desk/watch/whatRuns.ts'

const home = mkdtempSync(join(tmpdir(), 'sessions-'))
afterAll(() => rmSync(home, { recursive: true }))
const folder = join(home, '.sessions')

/** Of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid

const url = 'http://127.0.0.1:1/?token=abc'

test('a session is found as long as its process lives; nobody else may read where, and a killed one leaves no trace', () => {
  const remove = writeSessionFile(folder, { pid: process.pid, url, startedAtMs: 2 })
  writeSessionFile(folder, { pid: deadPid(), url, startedAtMs: 1 })

  expect(statSync(join(folder, `${process.pid}.json`)).mode & 0o077).toBe(0)
  expect(readSessionFiles(folder)).toEqual([{ pid: process.pid, url, startedAtMs: 2 }])
  expect(readdirSync(folder)).toEqual([`${process.pid}.json`])
  remove()
  expect(readSessionFiles(folder)).toEqual([])
})

test('another process that got the number of a killed one does not answer for it: its file goes', async () => {
  writeSessionFile(folder, { pid: process.pid, url, startedAtMs: 2 })

  expect(await runningSessions(folder)).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['no JSON', '{'],
  [
    'an address elsewhere',
    JSON.stringify({ pid: process.pid, url: 'http://10.0.0.1/?token=a', startedAtMs: 1 }),
  ],
  ['another number', JSON.stringify({ pid: 1, url, startedAtMs: 1 })],
])('a file with %s names no session, and is asked for nothing', (_, text) => {
  writeFileSync(join(folder, `${process.pid}.json`), text)

  expect(readSessionFiles(folder)).toEqual([])
})

test('a folder in which nothing was ever begun has nothing under way', async () => {
  const empty = mkdtempSync(join(home, 'empty-'))

  expect(await whatRuns(empty)).toEqual({ sessions: [], papers: [], idlePaper: null })
  expect(existsSync(join(empty, '.sessions'))).toBe(false)
})
