import { expect, test, vi } from 'vitest'
import type { WatchView } from '../../../desk/report/watchView.ts'
import { noForecast, WITH_INFORMED } from '../../../desk/report/words.ts'
import { playSession } from '../../../desk/session/sessionCommand.ts'
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
  expect(views.find(({ mode }) => mode === 'RUNNING')?.control).toBe(
    'RUNNING until 14:06 UTC of the market’s time',
  )
  expect(views.at(-1)?.control).toBe(
    'HALTED by STOP 2 (ALARM), done; it is played until its last trades have settled',
  )
  const over = watch.view()
  expect(over).toMatchObject({ mode: 'OVER', title: 'A session of 2 outcomes', next: WITH_INFORMED })
  expect(over.control).toMatch(/^The session is over\.\n\d+ round trips?, .* USDC realised/)
  expect(over.control).toContain(noForecast('calm'))
  expect(over.control).toContain('HALTED by STOP 2 (ALARM), done')
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
