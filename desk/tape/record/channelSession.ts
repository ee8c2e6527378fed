import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import {
  type Channel,
  openChannel,
  PING_MS,
  PONG_MS,
} from '../../../shared/polymarket/channel/openChannel.ts'
import { parseFrame } from '../../../shared/polymarket/channel/parseFrame.ts'

/** How often things that wait for their time are looked at. */
const STEP_MS = 200

export interface SessionWaits {
  /** The venue wants a text PING this often; its clients give up after this long without a PONG. */
  readonly pingMs: number
  readonly pongMs: number
  /** Without a connection, or the first frame, by then, there is none. */
  readonly openMs: number
}

export const CHANNEL_WAITS: SessionWaits = { pingMs: PING_MS, pongMs: PONG_MS, openMs: 15_000 }

/** Who follows one market by the channel. */
export interface ChannelFollower {
  /** Both tokens of the market: a trade may be reported on either. */
  readonly tokens: readonly string[]
  /** Nothing comes any more that it wants. */
  readonly isGone: boolean
  take(event: ChannelEvent, nowMs: number): void
}

/** An open connection. */
export type ChannelLink = Pick<Channel, 'prove'>

/** How one connection to the channel ended. */
export type SessionEnd =
  | { readonly is: 'over' }
  /** `wasHeard`: something came before; without, there may be no channel at all. */
  | { readonly is: 'lost'; readonly why: string; readonly wasHeard: boolean }

/**
 * One connection to the market channel, until it breaks or all is over. Frames are written as they come, in their
 * order.
 * @throws what writing a tape throws.
 */
export async function channelSession(of: {
  readonly url: string
  readonly markets: readonly ChannelFollower[]
  /** Given once the connection is open. */
  readonly onOpen?: (link: ChannelLink) => void
  readonly clock: { nowMs(): number; sleep(ms: number): Promise<void> }
  readonly isOver: () => boolean
  /** Between two steps: looks, progress; a text ends the connection, and says why. */
  readonly onStep: () => Promise<string | null>
  readonly waits: SessionWaits
}): Promise<SessionEnd> {
  const { url, markets, clock, waits } = of
  const nowMs = (): number => clock.nowMs()
  // Both tokens of a market are followed: a trade may be reported on either.
  const byAsset = Map.groupBy(
    markets.flatMap((market) => market.tokens.map((token) => ({ market, token }))),
    ({ token }) => token,
  )
  const seen = { wasHeard: false, pongAtMs: nowMs(), why: '', failure: null as unknown }
  const channel = openChannel({
    url,
    onOpen: (opened) => {
      // "initial_dump" is sent because some servers do not assume it.
      opened.send(JSON.stringify({ assets_ids: [...byAsset.keys()], type: 'market', initial_dump: true }))
      of.onOpen?.(opened)
    },
    onPong: () => {
      seen.pongAtMs = nowMs()
    },
    onText: (text) => {
      if (seen.why !== '') return
      try {
        seen.why = takeFrame(text, byAsset, nowMs()) ?? ''
        seen.wasHeard = true
      } catch (error) {
        seen.failure = error
      }
    },
    onEnd: (why) => {
      seen.why ||= why
    },
  })
  const beganMs = nowMs()
  let pingedAtMs = beganMs
  try {
    while (!of.isOver() && markets.some(({ isGone }) => !isGone)) {
      await clock.sleep(STEP_MS)
      if (seen.failure !== null) throw seen.failure
      if (!seen.wasHeard && nowMs() - beganMs > waits.openMs)
        seen.why ||= 'nothing came after the subscription'
      if (nowMs() - seen.pongAtMs > waits.pongMs) seen.why ||= 'no PONG'
      if (seen.why === '' && channel.isOpen && nowMs() - pingedAtMs >= waits.pingMs) {
        pingedAtMs = nowMs()
        channel.ping()
      }
      seen.why ||= (await of.onStep()) ?? ''
      if (seen.why !== '') return { is: 'lost', why: seen.why, wasHeard: seen.wasHeard }
    }
    return { is: 'over' }
  } finally {
    channel.close()
  }
}

type Followed = ReadonlyMap<string, readonly { readonly market: ChannelFollower }[]>

/** @returns what is wrong with it; null: nothing. */
function takeFrame(text: string, byAsset: Followed, nowMs: number): string | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return `the venue answers ${JSON.stringify(text.slice(0, 60))}`
  }
  const frame = parseFrame(json)
  if (frame.is === 'bad') return `a frame that cannot be read: ${frame.why}`
  for (const { event } of frame.events) {
    const assets = event.is === 'resolved' ? [...byAsset.keys()] : [event.asset]
    const followed = assets.flatMap((asset) => byAsset.get(asset) ?? []).map(({ market }) => market)
    for (const market of new Set(followed)) market.take(event, nowMs)
  }
  return null
}
