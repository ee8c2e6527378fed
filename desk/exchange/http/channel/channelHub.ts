import type { WebSocket } from 'ws'
import * as z from 'zod'
import { parseJson } from '../../../../shared/domain/parseJson.ts'
import { type TokenId, tokenId } from '../../../../shared/domain/units.ts'
import type { Exchange, ListedMarket } from '../../exchange.ts'
import { bookFrame } from './frames.ts'
import { type Hub, sendFrame } from './hub.ts'
import { MarketFrames } from './marketFrames.ts'

/** The venue's own limit is not known; one frame with thousands closed the connection. */
const MAX_ASSETS = 500

const frameSchema = z.object({
  type: z.string().optional(),
  operation: z.enum(['subscribe', 'unsubscribe']).optional(),
  assets_ids: z.array(z.string().regex(/^\d{1,78}$/)).max(MAX_ASSETS),
  custom_feature_enabled: z.boolean().optional(),
  initial_dump: z.boolean().optional(),
})

/** One connection, and what it follows. */
export interface Client {
  readonly socket: WebSocket
  readonly assets: Set<TokenId>
  isCustom: boolean
}

/** Who follows which tokens, and what they are sent about them. */
export class ChannelHub implements Hub<Client> {
  private readonly exchange: Exchange
  private readonly frames = new Map<string, MarketFrames>()

  constructor(exchange: Exchange) {
    this.exchange = exchange
  }

  enter(socket: WebSocket): Client {
    return { socket, assets: new Set(), isCustom: false }
  }

  take(client: Client, text: string): void {
    const parsed = frameSchema.safeParse(parseJson(text))
    if (!parsed.success) {
      sendFrame(client, text === 'PING' ? 'PONG' : 'INVALID OPERATION')
      return
    }
    const { operation, assets_ids, custom_feature_enabled, initial_dump = true } = parsed.data
    if (custom_feature_enabled !== undefined) client.isCustom = custom_feature_enabled
    if (operation === 'unsubscribe') {
      for (const asset of assets_ids) client.assets.delete(tokenId(asset))
      return
    }
    const books = this.follow(client, assets_ids.map(tokenId)).map(([token, market]) =>
      bookFrame(this.exchange, token, market, this.exchange.book(token).changedAtMs),
    )
    // The first books come as one frame.
    if (initial_dump) sendFrame(client, JSON.stringify(books))
  }

  private follow(client: Client, tokens: readonly TokenId[]): readonly (readonly [TokenId, ListedMarket])[] {
    const listed = tokens.flatMap((token) => {
      const market = this.exchange.marketOf(token)
      return market === undefined || client.assets.has(token) ? [] : [[token, market] as const]
    })
    for (const [token, market] of listed) {
      client.assets.add(token)
      if (!this.frames.has(market.market))
        this.frames.set(market.market, new MarketFrames(this.exchange, market))
    }
    return listed
  }

  publish(clients: Iterable<Client>, of: { readonly isSnapshot: boolean }): void {
    for (const market of this.frames.values()) {
      for (const { assets, isCustom, frame } of market.since(of)) {
        const text = JSON.stringify(frame)
        for (const client of clients) {
          if (isCustom && !client.isCustom) continue
          if (assets.some((asset) => client.assets.has(asset))) sendFrame(client, text)
        }
      }
    }
  }
}
