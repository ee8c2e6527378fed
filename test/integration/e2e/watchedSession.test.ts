import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { WatchView } from '../../../desk/report/watchView.ts'
import { noForecast, WITH_INFORMED } from '../../../desk/report/words.ts'
import type { BegunSession } from '../../../desk/session/onlooker.ts'
import { playSession } from '../../../desk/session/sessionCommand.ts'
import { announceSession } from '../../../desk/watch/announceSession.ts'
import { playWatched } from '../../../desk/watch/playWatched.ts'
import { createSessionWatch } from '../../../desk/watch/sessionWatch.ts'

test('a session is watched by its own time, through a STOP, and stays to be looked at when it is over', async () => {
  // Prepare
  const watch = createSessionWatch()
  const views: WatchView[] = []
  const onlooker = {
    begin: watch.begin,
    tick: (record: Parameters<typeof watch.tick>[0]) => {
      watch.tick(record)
      views.push(watch.view())
    },
  }

  // Act
  const before = watch.view()
  const raw = { hours: '0.1', markets: '2', haltAt: '3m', report: false as const }
  const played = await playSession(raw, () => {}, { onlooker, isQuiet: true })
  watch.end(played.over)

  // Assess
  expect(before).toMatchObject({ mode: 'UNKNOWN', control: 'The session begins.', outcomes: [] })
  expect([...new Set(views.map(({ mode }) => mode))]).toEqual(['RUNNING', 'HALTED'])
  expect(views.map(({ clockMs }) => clockMs)).toEqual(
    views.map(({ clockMs }) => clockMs).toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  )
  expect(views.find(({ mode }) => mode === 'RUNNING')?.control).toBe('RUNNING until 14:06 UTC, market time')
  expect(views.at(-1)?.control).toBe(
    'HALTED by STOP 2 (ALARM), done: every order is dead\nThe session continues until its last trades have settled.',
  )
  const halted = views.filter(({ mode }) => mode === 'HALTED').flatMap(({ outcomes }) => outcomes)
  expect(new Set(halted.map(({ mode }) => mode))).toEqual(new Set(['HALTED']))
  const over = watch.view()
  expect(over).toMatchObject({ mode: 'OVER', title: 'A session of 2 outcomes', next: WITH_INFORMED })
  expect(over.control).toMatch(
    /^The session is over\.\nHALTED by STOP 2 \(ALARM\), done: .*\n\d+ round trips?, .* USDC realised/,
  )
  expect(over.control).toContain(noForecast('calm'))
  expect(over.outcomes).toHaveLength(2)
  for (const { key, mode } of over.outcomes) {
    expect(mode).toBe('HALTED')
    expect(watch.run(key)?.series.atMs.length).toBeGreaterThan(30)
  }
  expect(over.mayAct).toBe(false)
})

test('in the terminal it is drawn over itself on stderr, and ends by itself; another word is refused', async () => {
  const lines: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text))
    return true
  })
  try {
    await playWatched({ hours: '0.05', report: false, watch: 'terminal' })
  } finally {
    write.mockRestore()
  }

  expect(lines[0]).toContain('The session begins.')
  expect(lines.join('')).toContain('The session is over.\n')
  await expect(playWatched({ watch: 'film' })).rejects.toThrow('use one of page, terminal')
})

const ROOT = join(import.meta.dirname, '../../..')

/** One terminal of several, all in one folder, with no way to AWS. */
function terminal(cwd: string, ...line: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, line[0] ?? ''), ...line.slice(1)], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: cwd, NO_PROXY: '127.0.0.1', AWS_EC2_METADATA_DISABLED: 'true' },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += String(chunk)))
  const says = (pattern: RegExp) => expect.poll(() => text, { timeout: 60_000 }).toMatch(pattern)
  const ended = once(child, 'close').then(([code]) => Number(code))
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, says, ended, said: () => text }
}

test('"watch" finds the session of another terminal, shows it to its end and stays; a killed one is no session', async () => {
  const home = mkdtempSync(join(tmpdir(), 'terminals-'))
  onTestFinished(() => rmSync(home, { recursive: true }))

  const nothing = terminal(home, 'cli/bot.mjs', 'watch')
  expect(await nothing.ended).toBe(2)
  for (const words of ['"npm start" in another', 'npx bot paper --config', 'npx bot watch --config'])
    expect(nothing.said()).toContain(words)

  const killed = terminal(home, 'desk/main.ts', '--no-report')
  await killed.says(/npx bot watch/)
  const session = createSessionWatch()
  const begin = async (begun: BegunSession) => {
    await session.begin(begun)
    const announced = await announceSession(session, { startedAtMs: 1, folder: join(home, '.sessions') })
    const both = terminal(home, 'cli/bot.mjs', 'watch', '--port', '0')
    expect(await both.ended).toBe(2)
    for (const pid of [killed.child.pid, process.pid])
      expect(both.said()).toContain(`npx bot watch --session ${pid}  the session "A calm market`)
    killed.child.kill('SIGKILL')
    await killed.ended
    const watch = terminal(home, 'cli/bot.mjs', 'watch', '--terminal')
    await watch.says(/The session begins\./)
    expect(watch.said()).toContain(`watching the session that process ${process.pid} plays`)
    return { watch, announced }
  }
  const attached: Awaited<ReturnType<typeof begin>>[] = []
  const onlooker = {
    tick: session.tick,
    begin: async (begun: BegunSession) => {
      attached.push(await begin(begun))
    },
  }
  const { over } = await playSession({ hours: '0.1', report: false }, () => {}, { onlooker, isQuiet: true })
  session.end(over)
  const { watch, announced } = attached[0] ?? expect.fail('the session has not begun')
  await announced.close()

  // What it came to stays when it can be asked no more.
  await watch.says(/The session is over\.\n[\s\S]*USDC realised/)
  watch.child.kill('SIGINT')
  expect(await watch.ended).toBe(0)
})

test('the page opens only when nothing is wrong with the options', async () => {
  const home = mkdtempSync(join(tmpdir(), 'refused-'))
  onTestFinished(() => rmSync(home, { recursive: true }))
  for (const wrong of [
    ['--seed', 'one'],
    ['--tape', 'none'],
  ]) {
    const { ended, said } = terminal(home, 'desk/main.ts', '--watch', ...wrong)

    expect(await ended).toBe(2)
    expect(said()).not.toContain('in a browser')
  }
})
