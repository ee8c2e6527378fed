import type { PublicFeed } from '../ports/publicFeed.ts'
import { readBooks, readLadder } from './books.ts'
import { createPublicSession, type PublicOptions } from './createSession.ts'
import { readIndexLag } from './indexLag.ts'
import { limitsEndingBy } from './limits.ts'
import { readMarket } from './marketInfo.ts'
import { readMarketTrades } from './publicTrades.ts'
import type { PublicSession } from './session.ts'
import { readServerTime } from './venueTime.ts'
import { readWitness } from './witness.ts'

/**
 * Polymarket as anybody can read it: every call is a GET without a key, by a client that was given neither signer
 * nor credentials.
 * @throws InputError for hosts that can never work.
 */
export const createPublicFeed = (options: PublicOptions): PublicFeed => feedOf(createPublicSession(options))

function feedOf(session: PublicSession): PublicFeed {
  return {
    endingBy: (atMs) => feedOf({ ...session, limits: limitsEndingBy(session.limits, session.clock, atMs) }),
    // One by one: several at once would be a POST, and this venue sends none.
    books: async (tokens, coverMicros) => {
      const reads = await Promise.all(tokens.map((token) => readBooks(session, [token], coverMicros)))
      return new Map(reads.flatMap((read) => [...read]))
    },
    ladder: (token) => readLadder(session, token),
    market: (market) => readMarket(session, market),
    marketTrades: (market, sinceMs) => readMarketTrades(session, market, sinceMs),
    indexLag: () => readIndexLag(session),
    witness: (of) => readWitness(session, of),
    timeMs: () => readServerTime(session),
  }
}
