import { serveWatch, type WatchServer, type WatchSource } from './serveWatch.ts'

/** So that its address stays the same from one time to the next. */
export const WATCH_PORT = 8140

/** The page on its usual port; where another page has that, on one that is free. @throws where 127.0.0.1 cannot be served. */
export async function servePage(watched: WatchSource): Promise<WatchServer> {
  try {
    return await serveWatch(watched, WATCH_PORT)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return await serveWatch(watched, 0)
  }
}
