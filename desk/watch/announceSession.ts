import { serveFigures, type WatchSource } from './serveWatch.ts'
import { readSessionFiles, SESSIONS_FOLDER, writeSessionFile } from './sessionFiles.ts'

export interface Announced {
  /** Who watches takes the end with it, within a bound; then the session cannot be found any more. */
  close(): Promise<void>
}

/** For a watcher to fetch the last figures of every outcome. */
const LAST_LOOK_MS = 15_000

/**
 * Lets "npx bot watch" of another terminal find a session and look at it.
 * @param folder where it is looked for. @throws where that cannot be written.
 */
export async function announceSession(
  session: WatchSource,
  { startedAtMs, folder = SESSIONS_FOLDER }: { readonly startedAtMs: number; readonly folder?: string },
): Promise<Announced> {
  const server = await serveFigures(session)
  try {
    // Files of sessions that were killed go at the next beginning, at the latest.
    readSessionFiles(folder)
    const remove = writeSessionFile(folder, { pid: process.pid, url: server.url, startedAtMs })
    return {
      close: async () => {
        await server.heard(LAST_LOOK_MS)
        remove()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
