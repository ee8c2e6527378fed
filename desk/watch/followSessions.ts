import { setTimeout as wait } from 'node:timers/promises'
import { isAlive } from '../paper/isAlive.ts'
import type { ReplayRun } from '../report/result.ts'
import type { WatchView } from '../report/watchView.ts'
import { type RunningSession, runningSessions } from './runningSessions.ts'
import type { ClosableWatch } from './serveWatch.ts'
import { sessionViews } from './sessionViews.ts'

const LOOK_MS = 2_000
const RUN_MS = 10_000

/**
 * Shows a session of another process as that shows itself. What it came to stays when it has ended, until another
 * begins in the folder, which is followed then.
 */
export function followSessions(folder: string, first: RunningSession): ClosableWatch {
  const shown = createShown(first.view ?? NOT_SEEN)
  const closing = new AbortController()
  const lookOn = async (): Promise<void> => {
    let next: RunningSession | undefined = first
    let followed = { ...first, isOver: false }
    while (!closing.signal.aborted) {
      if (next !== undefined) followed = { ...next, isOver: await follow(next, shown, closing.signal) }
      await wait(LOOK_MS, undefined, { signal: closing.signal }).catch(() => {})
      next = (await runningSessions(folder)).findLast((each) => isNext(each, followed))
    }
  }
  const looking = lookOn()
  return {
    view: shown.view,
    run: shown.run,
    act: async () => 'a session can only be watched',
    onChange: shown.onChange,
    close: async () => {
      closing.abort()
      await looking
    },
  }
}

/** The same once more, where only the connection broke; else a later one. */
const isNext = (each: RunningSession, followed: RunningSession & { readonly isOver: boolean }): boolean =>
  each.url === followed.url ? !followed.isOver : each.startedAtMs > followed.startedAtMs

/** @returns whether it was seen to its end. */
async function follow(session: RunningSession, shown: Shown, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const view of sessionViews(session.url, signal)) {
      const isOver = view.mode === 'OVER'
      // While it is played the charts that somebody looks at; all of them before the process is gone.
      for (const key of isOver ? view.outcomes.map((each) => each.key) : shown.wanted())
        shown.keep(key, await runOf(session.url, key, signal))
      shown.show(view)
      if (isOver) return true
    }
  } catch {
    // Said below, by what has become of the process.
  }
  if (!signal.aborted) shown.fail(isAlive(session.pid) ? SILENT : ENDED)
  return false
}

const SILENT = 'the session does not answer now'
const ENDED = 'the process of the session has ended, without a result'

async function runOf(url: string, key: string, signal: AbortSignal): Promise<ReplayRun | null> {
  const { origin, searchParams } = new URL(url)
  const query = new URLSearchParams({ token: searchParams.get('token') ?? '', outcome: key })
  const answer = await fetch(`${origin}/run?${query}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(RUN_MS)]),
  })
  return (await answer.json()) as ReplayRun | null
}

type Shown = ReturnType<typeof createShown>

/** What was seen last. */
function createShown(first: WatchView) {
  let view = first
  const runs = new Map<string, ReplayRun>()
  const asked = new Set<string>()
  const listeners = new Set<() => void>()
  const show = (next: WatchView): void => {
    view = next
    for (const changed of listeners) changed()
  }
  return {
    view: () => view,
    run: (key: string): ReplayRun | null => {
      asked.add(key)
      return runs.get(key) ?? null
    },
    onChange: (changed: () => void) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    show,
    fail: (problem: string) => show({ ...view, problem }),
    keep: (key: string, run: ReplayRun | null) => {
      if (run === null) runs.delete(key)
      else runs.set(key, run)
    },
    /** Asked for since the last time: each push asks again for each page that is open. */
    wanted: (): readonly string[] => {
      const keys = [...asked].filter((key) => key !== '')
      asked.clear()
      return keys
    },
  }
}

const NOT_SEEN: WatchView = {
  atMs: 0,
  title: 'A session',
  stage: 'simulated',
  clockMs: 0,
  control: SILENT,
  mode: 'UNKNOWN',
  problem: null,
  outcomes: [],
  events: [],
  next: null,
  mayAct: false,
}
