import type { Bell, Listening, WatchedBook } from '../../ports/bell.ts'
import type { BellOptions } from './listenToVenue.ts'

/**
 * Rings by the venue's WebSockets: a touch that moved too far, an event of an own order or trade, and, as nobody knows
 * what was lost in it, a flood. Its code is loaded with the first run that listens, so that no cold start waits for it.
 */
export const createBell = (of: BellOptions): Bell => ({
  listen: (ring) => {
    let isClosed = false
    let followed: readonly WatchedBook[] = []
    let listening: Listening | null = null
    const begin = async (): Promise<void> => {
      const { listenToVenue } = await import('./listenToVenue.ts')
      if (isClosed) return
      listening = listenToVenue(of, ring)
      listening.follow(followed)
    }
    let hasBegun = false
    return {
      follow: (markets) => {
        followed = markets
        listening?.follow(markets)
        if (hasBegun || markets.length === 0) return
        hasBegun = true
        // Without its code there is no bell, and nothing else changes.
        begin().catch(() => {})
      },
      ticked: (markets) => listening?.ticked(markets),
      close: () => {
        isClosed = true
        listening?.close()
      },
    }
  },
})
