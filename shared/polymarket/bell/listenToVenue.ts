import { chunksOf } from '../../domain/chunksOf.ts'
import type { MarketId } from '../../domain/units.ts'
import type { Listening } from '../../ports/bell.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LoadApiCredentials } from '../../ports/signer.ts'
import { parseFrame } from '../channel/parseFrame.ts'
import { changedMarkets } from './changedMarkets.ts'
import { type KeptChannel, keepChannel } from './keepChannel.ts'
import { Touches } from './touches.ts'

export interface BellOptions {
  /** The addresses of the channels. */
  readonly market: string
  /** null: there are no credentials, and the books alone ring. */
  readonly user: { readonly url: string; readonly credentials: LoadApiCredentials } | null
  readonly clock: Pick<Clock, 'monotonicMs'>
}

/** A frame with thousands of ids was seen to close the connection; this many work. */
const MAX_IDS = 100

/** The venue's channels for one run: the books of what is followed, and the own orders where there are credentials. */
export function listenToVenue(of: BellOptions, ring: (market: MarketId) => void): Listening {
  const touches = new Touches()
  let followed: readonly MarketId[] = []
  let isClosed = false
  const ringAll = (): void => {
    for (const market of followed) ring(market)
  }
  const market = keepChannel({
    url: of.market,
    clock: of.clock,
    hello: () => subscriptions(touches.tokens),
    onFlood: ringAll,
    onJson: (json) => {
      const frame = parseFrame(json)
      if (frame.is === 'bad') return
      for (const { event } of frame.events) {
        const moved = touches.take(event)
        if (moved !== null) ring(moved)
      }
    },
  })
  let user: KeptChannel | null = null
  // Without credentials the books alone ring; the next run asks for them again.
  if (of.user !== null) ownNews(of.user).catch(() => {})
  return {
    follow: (markets) => {
      followed = markets.map((each) => each.market)
      const { added, dropped } = touches.follow(markets)
      for (const ids of inParts(added)) market.send(subscribe(ids))
      for (const ids of inParts(dropped))
        market.send(JSON.stringify({ assets_ids: ids, operation: 'unsubscribe' }))
    },
    ticked: (markets) => touches.ticked(markets),
    close: () => {
      isClosed = true
      market.close()
      user?.close()
    },
  }

  async function ownNews({ url, credentials }: NonNullable<BellOptions['user']>): Promise<void> {
    const { key: apiKey, secret, passphrase } = await credentials()
    if (isClosed) return
    user = keepChannel({
      url,
      clock: of.clock,
      hello: () => [JSON.stringify({ auth: { apiKey, secret, passphrase }, type: 'user' })],
      onFlood: ringAll,
      onJson: (json) => {
        const changed = changedMarkets(json)
        for (const each of followed) if (changed.includes(each)) ring(each)
      },
    })
  }
}

/** The first frame of a connection names the channel. */
const subscriptions = (tokens: readonly string[]): readonly string[] =>
  inParts(tokens).map((ids, i) =>
    i === 0 ? JSON.stringify({ assets_ids: ids, type: 'market', initial_dump: true }) : subscribe(ids),
  )

/** "initial_dump" is sent because some servers do not assume it. */
const subscribe = (ids: readonly string[]): string =>
  JSON.stringify({ assets_ids: ids, operation: 'subscribe', initial_dump: true })

const inParts = (tokens: readonly string[]) => chunksOf(tokens, MAX_IDS)
