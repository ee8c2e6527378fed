import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const MAIN = new URL('../../../desk/main.ts', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'session-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** In a folder of its own, where reports go unless told otherwise. */
function run(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 200_000 }
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
      resolve({
        status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      })
    })
  })
}

test('the same seed prints the same bytes, another seed others; progress goes to stderr alone', async () => {
  const once = await run('--seed', '7', '--hours', '0.5')
  const again = await run('--seed', '7', '--hours', '0.5', '--report', 'again.html')
  const other = await run('--seed', '8', '--hours', '0.5', '--no-report')

  expect([once.status, again.status, other.status]).toEqual([0, 0, 0])
  expect(again.stdout).toBe(once.stdout)
  expect(other.stdout).not.toBe(once.stdout)
  expect(once.stdout).toMatch(/^round trips +\d+$/m)
  expect(once.stdout).toMatch(/^ledger and venue +agree on \d+ fills, to the last micro-share/m)
  expect(once.stderr).toMatch(
    /^watch it from another terminal: npx bot watch\n14:00:00 {2}\w+ +mid 0\.\d+ {2}/,
  )
  expect([once, again, other].map(({ stderr }) => /^report: (\S+),/m.exec(stderr)?.[1])).toEqual([
    'report.html',
    'again.html',
    undefined,
  ])
  for (const ending of ['html', 'json']) {
    const [page, same] = ['report', 'again'].map((name) => readFileSync(join(folder, `${name}.${ending}`)))
    expect(page?.equals(same ?? Buffer.alloc(0))).toBe(true)
  }
})

test('--json prints the result as one object, without any order id', async () => {
  rmSync(join(folder, 'report.html'), { force: true })

  const { status, stdout } = await run('--hours', '0.2', '--json')

  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    market: 'calm',
    seed: 1,
    differences: [],
    stop: null,
    verdict: { by: 'trips' },
  })
  expect(stdout).not.toMatch(/0x[0-9a-f]{64}/)
  expect(existsSync(join(folder, 'report.html'))).toBe(false)
})

test('--help names every option', async () => {
  const { status, stdout } = await run('--help')

  expect(status).toBe(0)
  for (const option of [
    'seed',
    'hours',
    'market',
    'tape',
    'game-start',
    'cadence',
    'config',
    'halt-at',
    'report',
    'no-report',
    'json',
  ]) {
    expect(stdout).toContain(`--${option}`)
  }
})

describe("the user's mistake is reported in one message, with exit status 2 and nothing started", () => {
  const garbled = join(folder, 'garbled.events.jsonl')
  writeFileSync(garbled, '{"type":"meta","asset_id":"1","other_asset_id":["2"]}\n{"type":"book"\n')
  const config = join(folder, 'config.json')
  writeFileSync(config, '{"accountUsdc":50,"markets":[{"maxUsdcLocked":50}]}')

  test.each([
    [['--seed', 'one'], /^--seed = one: use a whole number/],
    [['--speed', '9'], /unknown option '--speed'/],
    [['--hours', '1', '--halt-at', '60m'], /^--halt-at = 60 minutes: use less than the session's 60 minutes/],
    [['extra'], /too many arguments/],
    [['--market'], /argument missing/],
    [['--tape', join(folder, 'none')], /none: there is no such file\. Give the path of a recording/],
    [['--tape', garbled], /garbled\.events\.jsonl:2: not JSON\. A recording holds one JSON object a line/],
    [['--config', config], /markets\[0\]\.market = missing: /],
    [['--report', 'report.txt'], /^--report = report\.txt: use a name that ends in \.html/],
    [['--config', garbled], /garbled\.events\.jsonl: it is not JSON/],
  ])('%o', async (args, message) => {
    const { status, stdout, stderr } = await run(...args)

    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect([status, stdout]).toEqual([2, ''])
  })
})
