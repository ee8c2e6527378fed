import type { ChainId } from '../domain/venueRules.ts'
import type { Clock } from '../ports/clock.ts'
import type { PublicFeed } from '../ports/publicFeed.ts'
import { readBooks, readLadder } from './books.ts'
import { createClient } from './createClient.ts'
import { checkedHost } from './createSession.ts'
import { readIndexLag } from './indexLag.ts'
import { DEFAULT_LIMITS, limitsEndingBy, type VenueLimits } from './limits.ts'
import { readMarket } from './marketInfo.ts'
import { readMarketTrades } from './publicTrades.ts'
import { createRequestTurns, type RequestTurns } from './requestTurns.ts'
import type { PublicSession } from './session.ts'
import { readServerTime } from './venueTime.ts'
import { readWitness } from './witness.ts'

export interface PublicFeedOptions {
  /** Of the CLOB, the Data API and the catalogue. */
  readonly host: string
  readonly dataApiHost: string
  readonly gammaHost: string
  readonly chainId: ChainId
  readonly clock: Clock
  readonly limits?: Partial<VenueLimits>
  /** Of this process, which others of it share; default: its own. */
  readonly turns?: RequestTurns
}

/**
 * Polymarket as anybody can read it: every call is a GET without a key, by a client that was given neither signer
 * nor credentials.
 * @throws InputError for hosts that can never work.
 */
export function createPublicFeed(options: PublicFeedOptions): PublicFeed {
  const host = checkedHost('host', options.host)
  const session: PublicSession = {
    client: createClient({ host, chain: options.chainId }),
    clock: options.clock,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    dataApiHost: checkedHost('dataApiHost', options.dataApiHost),
    gammaHost: checkedHost('gammaHost', options.gammaHost),
    turns: options.turns ?? createRequestTurns(options.clock),
    listings: new Map(),
  }
  return feedOf(session)
}

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
