import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchBot } from '../../../../cli/operate/watchBot.ts'
import { runCli } from '../../../../cli/program.ts'
import { parseStandaloneOptions } from '../../../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../../../desk/standalone/startStandalone.ts'
import type { ClosableWatch } from '../../../../desk/watch/serveWatch.ts'
import { paperConfig } from '../../../support/paperConfig.ts'

const ROOT = join(import.meta.dirname, '../../../..')
let venue: Standalone
let home = ''
let folder = ''
beforeAll(async () => {
  venue = await startStandalone(parseStandaloneOptions({ port: '0' }))
  home = mkdtempSync(join(tmpdir(), 'paper-folder-'))
  folder = join(home, 'table')
  writeFileSync(join(home, 'config.json'), JSON.stringify(paperConfig(venue)))
})
afterAll(async () => {
  await venue.close()
  rmSync(home, { recursive: true })
})

/** A run as people start it. */
function paper() {
  const args = ['cli/bot.mjs', 'paper', '--config', join(home, 'config.json'), '--folder', folder]
  const child: ChildProcess = spawn(process.execPath, [...args, '--no-report'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
  })
  let said = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const says = (pattern: RegExp) => expect.poll(() => said, { timeout: 60_000 }).toMatch(pattern)
  return { child, says, said: () => said }
}

/** A command while it runs, of the JSON it prints. */
async function bot(...args: readonly string[]) {
  let out = ''
  const write = (text: string) => {
    out += text
  }
  const exit = await runCli([...args, '--folder', folder, '--json'], { out: write, err: write })
  const json: Record<string, unknown> = JSON.parse(out)
  return { exit, json, text: String(json['text']) }
}

test('the commands of a deployed bot work on the folder of a run, while it runs and after', async () => {
  const run = paper()
  let watch: ClosableWatch | null = null
  try {
    // While it runs, its own process answers for the table.
    await run.says(/entry BUY .* paper-\w+…: accepted/)
    const running = await bot('status')
    expect(running.exit).toBe(0)
    expect(running.text).toMatch(/^RUNNING\n/)
    expect(running.text).toContain(`run: under way in ${folder}`)
    expect(running.text).toMatch(/last ticks\n {2}\d\d:\d\d:\d\d/)
    expect(running.text).toContain('requests to the venue: ')
    watch = await watchBot({ folder }, 1)
    const [outcome] = watch.view().outcomes
    expect(watch.view()).toMatchObject({ mode: 'RUNNING', problem: null, next: null })
    expect(watch.run(outcome?.key ?? '')?.quotes.length).toBeGreaterThan(0)
    const journal = await bot('journal', 'replay', '--last', '5m')
    expect(journal.json).toMatchObject({ ok: true, different: 0, notComparable: 0 })
    expect(Number(journal.json['same'])).toBeGreaterThan(0)
    expect((await bot('why', new Date().toISOString())).exit).toBe(0)
    expect((await bot('drain')).json).toMatchObject({ drain: true })
    expect((await bot('drain', '--off')).json).toMatchObject({ drain: false })

    const halted = await bot('halt', 'enough')
    expect(halted.json).toMatchObject({ ok: true, haltSeq: 2, done: true })
    await run.says(/STOP 2: done/)
    expect((await bot('status')).text).toMatch(/^HALTED by STOP 2, done/)
    expect((await bot('resume', '2')).json).toMatchObject({ ok: true, running: true })
    for (const command of ['pnl', 'ledger']) expect((await bot(command)).exit).toBe(0)
  } finally {
    run.child.kill('SIGINT')
    await once(run.child, 'close')
  }

  // What is watched may end: that is shown, and the folder is left to whoever needs it.
  await expect.poll(() => watch?.view().control, { timeout: 30_000 }).toContain('No run is under way')
  expect(watch?.view().next).toBe(`npx bot paper --folder ${folder}`)

  // After it, the command opens the table itself, and makes the passes that no tick makes.
  const stopped = await bot('halt', 'done for today')
  expect(stopped.json).toMatchObject({ ok: true, haltSeq: 3, done: true })
  const idle = await bot('status')
  expect(idle.text).toContain(`run: none now; "npx bot paper --folder ${folder}" continues it`)
  expect((await bot('flatten', '3')).text).toMatch(/nothing is held|would sell/)
  expect((await bot('adopt', '--yes')).text).toMatch(/IDLE|POSITION_OPEN/)
  const resumed = await bot('resume', '3')
  expect(resumed.text).toContain(`the next "npx bot paper --folder ${folder}" carries it out`)
  expect((await bot('pnl')).exit).toBe(0)

  // By day and market, of all that the folder's journal holds.
  const page = join(home, 'live.html')
  const report = await bot('report', '--last', '1h', '--report', page)
  expect(report.exit, report.text).toBe(0)
  expect(report.text).toMatch(/^1 day of a market, USDC/)
  expect(readFileSync(page, 'utf8')).toContain('By day and market')
  await watch?.close()
})

test('a folder that no run has used, or a stack in addition to it, is refused with what to do', async () => {
  const said: string[] = []
  const terminal = {
    out: (text: string) => void said.push(text),
    err: (text: string) => void said.push(text),
  }
  const nowhere = join(home, 'nowhere')

  expect(await runCli(['status', '--folder', nowhere], terminal)).toBe(2)
  expect(said.join('')).toContain(`--folder = ${nowhere}: no paper run has used this folder`)
  expect(await runCli(['status', '--folder', folder, '--stack', 'x'], terminal)).toBe(2)
  expect(said.join('')).toContain('--stack = x: leave it out')
})
