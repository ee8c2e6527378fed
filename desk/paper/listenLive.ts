import { retryAfterMs } from '../../shared/polymarket/channel/retryAfter.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { LiveTrades } from '../../shared/ports/liveTrades.ts'
import { CHANNEL_WAITS, type ChannelLink, channelSession } from '../tape/record/channelSession.ts'
import type { LiveMarkets } from './liveMarket.ts'

/** The trades of some markets, listened to until it is closed. */
export interface LiveListening {
  readonly live: LiveTrades
  /** Waits until all are heard, for a while: an order that comes before is counted by the index all its life. */
  ready(): Promise<boolean>
  close(): Promise<void>
}

export interface ListenOptions {
  readonly url: string
  readonly markets: LiveMarkets
  readonly clock: Pick<Clock, 'nowMs'>
  readonly onNews: (text: string) => void
}

/** Connecting, subscribing and the first books take a second; without a channel nobody waits for long. */
const READY_MS = 5_000
const STEP_MS = 50

/**
 * Follows the venue's market channel for paper, connecting again forever. Connections live in the machine's time, as
 * requests do; what they report is dated by the clock of the run.
 */
export function listenLive({ url, markets, clock, onNews }: ListenOptions): LiveListening {
  const followers = [...markets.values()]
  let link: ChannelLink | null = null
  let isOver = false
  /** Why the connection in hand is to be given up. */
  let doubt: string | null = null
  const follow = async (): Promise<void> => {
    for (let losses = 0; !isOver; losses += 1) {
      doubt = null
      const end = await channelSession({
        url,
        markets: followers,
        waits: CHANNEL_WAITS,
        isOver: () => isOver,
        clock: { nowMs: Date.now, sleep },
        onStep: async () => doubt,
        onOpen: (opened) => {
          link = opened
        },
      })
      link = null
      for (const market of followers) market.gap()
      if (end.is === 'over') return
      if (end.wasHeard) losses = 0
      onNews(`market channel: ${end.why}`)
      await sleepUntil(() => isOver, retryAfterMs(losses))
    }
  }
  const following = follow()
  return {
    live: {
      hears: (market) => markets.get(market)?.hears === true,
      look: async (market, sinceMs, shown) => {
        const of = markets.get(market)
        if (of === undefined) return { is: 'unheard' }
        const askedAtMs = clock.nowMs()
        const came = (await link?.prove()) === true
        if (of.check(came ? askedAtMs : null, shown)) {
          doubt = 'the channel reports nothing while the public book changes'
          of.gap()
        }
        const late = of.takeLate()
        if (late > 0)
          onNews(`market channel: ${late} trades came late; an order that had ended by then lacks them`)
        return of.lookBack(sinceMs)
      },
    },
    ready: () => sleepUntil(() => followers.every(({ hears }) => hears), READY_MS),
    close: async () => {
      isOver = true
      await following
    },
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** @returns whether it came true in time. */
async function sleepUntil(isTrue: () => boolean, forMs: number): Promise<boolean> {
  for (let leftMs = forMs; !isTrue() && leftMs > 0; leftMs -= STEP_MS) await sleep(STEP_MS)
  return isTrue()
}
