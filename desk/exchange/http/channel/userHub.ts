import type { WebSocket } from 'ws'
import * as z from 'zod'
import { parseJson } from '../../../../shared/domain/parseJson.ts'
import type { ApiContext } from '../route.ts'
import { type Hub, sendFrame } from './hub.ts'
import { UserFrames } from './userFrames.ts'

const MAX_MARKETS = 500
const markets = z.array(z.string().max(80)).max(MAX_MARKETS)
const hello = z.object({
  type: z.literal('user'),
  auth: z.object({ apiKey: z.string(), secret: z.string(), passphrase: z.string() }),
  /** Absent: all markets. */
  markets: markets.optional(),
})
const change = z.object({ operation: z.enum(['subscribe', 'unsubscribe']), markets })

interface Client {
  readonly socket: WebSocket
  frames: UserFrames | null
  /** null: all. */
  markets: Set<string> | null
}

/** Who follows the orders and trades of which account. */
export class UserHub implements Hub<Client> {
  private readonly context: Pick<ApiContext, 'exchange' | 'keys' | 'wallets'>

  constructor(context: Pick<ApiContext, 'exchange' | 'keys' | 'wallets'>) {
    this.context = context
  }

  enter(socket: WebSocket): Client {
    return { socket, frames: null, markets: null }
  }

  /** A client that cannot prove its key gets no answer, as on the venue. */
  take(client: Client, text: string): void {
    const said = parseJson(text)
    const begins = hello.safeParse(said)
    const changes = change.safeParse(said)
    if (begins.success) this.begin(client, begins.data)
    else if (changes.success) this.change(client, changes.data)
    else sendFrame(client, text === 'PING' ? 'PONG' : 'INVALID OPERATION')
  }

  private change(client: Client, { operation, markets: of }: z.output<typeof change>): void {
    client.markets ??= new Set()
    for (const market of of) {
      if (operation === 'subscribe') client.markets.add(market)
      else client.markets.delete(market)
    }
  }

  private begin(client: Client, { auth, markets: of }: z.output<typeof hello>): void {
    const { keys, wallets, exchange } = this.context
    const key = keys.find(auth.apiKey)
    if (key === null || key.secret !== auth.secret || key.passphrase !== auth.passphrase) {
      client.socket.terminate()
      return
    }
    client.frames = new UserFrames(exchange, wallets.accountOf(key.owner))
    client.markets = of === undefined ? null : new Set(of)
  }

  publish(clients: Iterable<Client>): void {
    for (const client of clients)
      for (const frame of client.frames?.since() ?? []) {
        const { market } = frame as { readonly market: string }
        if (client.markets === null || client.markets.has(market)) sendFrame(client, JSON.stringify(frame))
      }
  }
}
