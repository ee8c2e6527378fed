import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CliStage, controlOf, startCliStage, ticked } from './stage.ts'

/** The command as a person starts it: a process of its own, with nothing of ours in its memory. */
function bot(
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<{ exit: number; out: string; err: string }> {
  const root = join(import.meta.dirname, '../../../..')
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', './cli/beforeMain.mjs', 'cli/main.ts', ...args],
      {
        cwd: root,
        env: { ...process.env, AWS_ACCESS_KEY_ID: 'desk', AWS_SECRET_ACCESS_KEY: 'desk', ...variables },
      },
      (error, out, err) => resolve({ exit: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
})
afterEach(() => stage.close())

test('help names every command, and each has its own', async () => {
  const help = await bot(['--help'])
  const names = [...help.out.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name)

  expect(names).toEqual(
    expect.arrayContaining([
      'setup',
      'doctor',
      'arm',
      'status',
      'halt',
      'resume',
      'drain',
      'disarm',
      'flatten',
      'adopt',
      'cancel-all',
      'ledger',
      'pnl',
      'journal',
      'why',
      'decommission',
      'fill-model-bias',
    ]),
  )
  for (const name of ['halt', 'pnl', 'decommission'])
    expect((await bot([name, '--help'])).out).toContain('--endpoint-url')
})

test('doctor, arm, status and halt as processes, with exit codes a script can trust', async () => {
  const doctor = await bot(['doctor', ...stage.here])
  const arming = bot(['arm', '--yes', '--json', ...stage.here])
  const armed = await ticked(stage, arming)
  const status = await bot(['status', '--json', ...stage.here])
  const halted = await bot(['halt', 'a test', '--wait', '0', ...stage.here])
  const early = await bot(['resume', '2', ...stage.here])
  const mistake = await bot(['resume', 'first', ...stage.here])

  expect(doctor).toMatchObject({ exit: 0, err: expect.stringMatching(/^next: .*\n$/) })
  expect(doctor.out).toContain('no problems found')
  expect(JSON.parse(armed.out)).toMatchObject({ ok: true, running: true })
  expect(JSON.parse(status.out)).toMatchObject({ ok: true, running: true })
  expect(halted).toMatchObject({ exit: 0 })
  expect(halted.out).toContain('halted by STOP 2; not done yet')
  expect(early).toMatchObject({ exit: 1 })
  expect(mistake).toMatchObject({ exit: 2, out: '' })
  expect(mistake.err).toMatch(/^SEQ = first: use the number/)
})

test('decommission says once which region it looks in', async () => {
  const run = await bot(['decommission', '--config', stage.configFile, '--endpoint-url', stage.aws.url], {
    AWS_REGION: 'us-east-1',
  })

  expect(run.exit).toBe(2)
  expect(run.err).toBe('region eu-west-1, of the configuration; the environment says us-east-1\n')
})

test('a reader that closes the pipe ends no command: the bot is halted all the same', async () => {
  await ticked(stage, bot(['arm', '--yes', '--json', ...stage.here]))
  const root = join(import.meta.dirname, '../../../..')
  const command = ['--import', './cli/beforeMain.mjs', 'cli/main.ts', 'halt', 'a test', '--wait', '0']
  const halting = spawn(process.execPath, [...command, ...stage.here], {
    cwd: root,
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'desk', AWS_SECRET_ACCESS_KEY: 'desk' },
  })
  for (const stream of [halting.stdout, halting.stderr]) stream.destroy()

  const [exit] = await once(halting, 'exit')

  expect(exit).toBe(0)
  expect(await controlOf(stage)).toMatchObject({ halted: true, haltSeq: 2 })
})
