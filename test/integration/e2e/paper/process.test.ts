import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseStandaloneOptions } from '../../../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../../../desk/standalone/startStandalone.ts'
import { paperConfig } from '../../../support/paperConfig.ts'

const ROOT = join(import.meta.dirname, '../../../..')
let venue: Standalone
let folder = ''
beforeAll(async () => {
  venue = await startStandalone(parseStandaloneOptions({ port: '0' }))
  folder = mkdtempSync(join(tmpdir(), 'paper-process-'))
  writeFileSync(join(folder, 'config.json'), JSON.stringify(paperConfig(venue)))
})
afterAll(async () => {
  await venue.close()
  rmSync(folder, { recursive: true })
})

/** The command as people type it. */
function paper(...args: readonly string[]) {
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--import',
      './cli/beforeMain.mjs',
      'cli/main.ts',
      'paper',
      '--json',
      ...args,
      '--config',
      join(folder, 'config.json'),
      '--folder',
      join(folder, 'table'),
    ],
    // Nothing of AWS is there to be found.
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '', HOME: folder } },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  let events = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    events += chunk.toString()
  })
  const out = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const says = (pattern: RegExp) => expect.poll(() => events, { timeout: 60_000 }).toMatch(pattern)
  return { child, out, says, events: () => events }
}

test('killed in mid-quote it loses nothing: the next run takes the folder over, finds the order and goes on', async () => {
  // Prepare
  const first = paper()
  await first.says(/entry BUY .* paper-\w+…: accepted/)

  // Act
  first.child.kill('SIGKILL')
  await once(first.child, 'close')
  const second = paper('--for', '8s')
  const [code] = await once(second.child, 'close')

  // Assess
  const result = JSON.parse(await second.out)
  expect(second.events()).not.toMatch(/failed|STOP/)
  expect(code).toBe(0)
  expect(result).toMatchObject({ ok: true, results: [{ differences: [], failures: [], stop: null }] })
  expect(existsSync(join(folder, 'table', 'lock'))).toBe(false)
})

test('an interrupt ends it cleanly: exit 0, a summary, and no order left on paper', async () => {
  const run = paper('--report', join(folder, 'report.html'))
  await run.says(/Ctrl-C ends it/)
  await run.says(/trades from the market channel/)
  run.child.kill('SIGINT')
  const [code] = await once(run.child, 'close')
  expect(code).toBe(0)
  expect(JSON.parse(await run.out)).toMatchObject({ ok: true, results: [{ differences: [] }] })
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('market channel, exact: ')
  for (const route of venue.calls.keys()) expect(route).toMatch(/^GET /)
})

test('a live configuration is refused, with what to do', async () => {
  const config = join(folder, 'live.json')
  writeFileSync(
    config,
    JSON.stringify({
      stage: 'live',
      accountUsdc: 100,
      wallet: { address: `0x${'1'.repeat(40)}` },
      markets: [
        { market: `0x${'a1'.repeat(32)}`, token: '7', maxUsdcLocked: 50, entryUsdc: 20, maxDailyLossUsdc: 9 },
      ],
    }),
  )
  const args = ['--import', './cli/beforeMain.mjs', 'cli/main.ts', 'paper', '--config', config]
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = await text(child.stderr)
  expect(said).toMatch(/stage = live: set it to "paper" here/)
})
