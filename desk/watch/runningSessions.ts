import { isObject } from '../../shared/domain/jsonObject.ts'
import type { WatchView } from '../report/watchView.ts'
import { readSessionFiles, removeSessionFile, type SessionFile } from './sessionFiles.ts'

/** A session that is being played now. */
export interface RunningSession extends SessionFile {
  /** null: it has no time to answer, as when it draws its report. */
  readonly view: WatchView | null
}

const ASK_MS = 2_000

/**
 * Those that announced themselves in a folder, oldest first. A process that has the number of one that was killed does
 * not answer as that did: its file is removed.
 */
export async function runningSessions(folder: string): Promise<readonly RunningSession[]> {
  const asked = await Promise.all(
    readSessionFiles(folder).map(async (file): Promise<readonly RunningSession[]> => {
      const view = await viewOf(file)
      if (view !== 'gone') return [{ ...file, view }]
      removeSessionFile(folder, file.pid)
      return []
    }),
  )
  return asked.flat()
}

async function viewOf({ url }: SessionFile): Promise<WatchView | 'gone' | null> {
  try {
    const { origin, search } = new URL(url)
    const answer = await fetch(`${origin}/view${search}`, { signal: AbortSignal.timeout(ASK_MS) })
    const view: unknown = answer.ok ? await answer.json() : null
    return isObject(view) && 'mode' in view ? (view as unknown as WatchView) : 'gone'
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError' ? null : 'gone'
  }
}
